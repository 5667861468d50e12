package io.trailmark.segmentation.backtest;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** Those of some customers. */
  static final class Part {
    private int[] customer = new int[256];
    private long[] from = new long[256];
    private long[] to = new long[256];
    private int size;

    void add(int who, long start, long until) {
      if (size == from.length) {
        customer = Arrays.copyOf(customer, 2 * size);
        from = Arrays.copyOf(from, 2 * size);
        to = Arrays.copyOf(to, 2 * size);
      }
      customer[size] = who;
      from[size] = start;
      to[size++] = until;
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
    for (Part part : parts) {
      for (int i = 0; i < part.size; i++) {
        each.interval(part.customer[i], part.from[i], part.to[i]);
      }
    }
  }
}
