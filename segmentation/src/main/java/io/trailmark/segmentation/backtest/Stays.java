package io.trailmark.segmentation.backtest;

import java.util.Arrays;

/** When one customer was in each segment, as far as that overlaps the period; then the next one. */
final class Stays {
  private final long[][] from;
  private final long[][] to;
  private final int[] size;

  Stays(int segments) {
    from = new long[segments][8];
    to = new long[segments][8];
    size = new int[segments];
  }

  void clear() {
    Arrays.fill(size, 0);
  }

  /**
   * Adds one that comes after those before it.
   *
   * @param until exclusive, {@code Long.MAX_VALUE} while still in at the period's end
   */
  void add(int segment, long start, long until) {
    int n = size[segment];
    if (n == from[segment].length) {
      from[segment] = Arrays.copyOf(from[segment], 2 * n);
      to[segment] = Arrays.copyOf(to[segment], 2 * n);
    }
    from[segment][n] = start;
    to[segment][n] = until;
    size[segment]++;
  }

  int segments() {
    return size.length;
  }

  int count(int segment) {
    return size[segment];
  }

  long from(int segment, int i) {
    return from[segment][i];
  }

  long to(int segment, int i) {
    return to[segment][i];
  }

  /** Whether they are in at the period's end. */
  boolean isInAtEnd(int segment) {
    int n = size[segment];
    return n > 0 && to[segment][n - 1] == Long.MAX_VALUE;
  }

  boolean isIn(int segment, long at) {
    for (int i = 0; i < size[segment] && from[segment][i] <= at; i++) {
      if (at < to[segment][i]) {
        return true;
      }
    }
    return false;
  }
}
