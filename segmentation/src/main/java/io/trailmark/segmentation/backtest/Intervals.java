package io.trailmark.segmentation.backtest;

import java.util.ArrayList;
import java.util.List;

/** Who was in a segment from when until when: each customer's in order, customers in none. */
public final class Intervals {
  private final List<Part> parts = new ArrayList<>();

  /** Is told of intervals. */
  public interface Each {
    /**
     * An interval.
     *
     * @param from milliseconds
     * @param to exclusive; {@code Long.MAX_VALUE}: they were still in at the period's end
     */
    void interval(int customer, long from, long to);
  }

  /** Those of some customers, in pieces that need not be copied to grow. */
  static final class Part {
    private static final int PIECE = 256;

    private final List<int[]> customers = new ArrayList<>();
    private final List<long[]> bounds = new ArrayList<>();
    private int[] customer = {};
    private long[] bound = {};
    private int size;

    void add(int who, long start, long until) {
      int i = size++ % PIECE;
      if (i == 0) {
        customer = new int[PIECE];
        bound = new long[2 * PIECE];
        customers.add(customer);
        bounds.add(bound);
      }
      customer[i] = who;
      bound[2 * i] = start;
      bound[2 * i + 1] = until;
    }

    private void forEach(Each each) {
      for (int i = 0; i < size; i++) {
        long[] of = bounds.get(i / PIECE);
        int at = i % PIECE;
        each.interval(customers.get(i / PIECE)[at], of[2 * at], of[2 * at + 1]);
      }
    }
  }

  void add(Part part) {
    parts.add(part);
  }

  /** How many there are. */
  public int size() {
    return parts.stream().mapToInt(part -> part.size).sum();
  }

  /** Tells of each. */
  public void forEach(Each each) {
    parts.forEach(part -> part.forEach(each));
  }
}
