package io.trailmark.segmentation.backtest;

import java.util.Arrays;

/** Puts each customer's activities in order of when they happened, and then of value. */
final class Chronology {
  /** So many bits for which of a customer's activities it is leave 139 years for the instants. */
  private static final int INDEX_BITS = 21;

  private Chronology() {}

  /**
   * The order, empty if that is how they are.
   *
   * @param ends where the activities of each customer end
   */
  static int[] order(int[] ends, long[] at, long[] value) {
    int[] order = {};
    for (int c = 0; c < ends.length; c++) {
      int from = c == 0 ? 0 : ends[c - 1];
      if (!isSorted(at, value, from, ends[c])) {
        if (order.length == 0) {
          order = new int[at.length];
          Arrays.setAll(order, i -> i);
        }
        sort(order, at, value, from, ends[c]);
      }
    }
    return order;
  }

  private static boolean isSorted(long[] at, long[] value, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (compare(at, value, i - 1, i) > 0) {
        return false;
      }
    }
    return true;
  }

  private static int compare(long[] at, long[] value, int a, int b) {
    int byTime = Long.compare(at[a], at[b]);
    return byTime != 0 ? byTime : Long.compare(value[a], value[b]);
  }

  private static void sort(int[] order, long[] at, long[] value, int from, int to) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      least = Math.min(least, at[i]);
      most = Math.max(most, at[i]);
    }
    if (to - from >= 1 << INDEX_BITS || most - least >= 1L << Long.SIZE - 1 - INDEX_BITS) {
      sortBoxed(order, at, value, from, to);
      return;
    }
    long[] packed = new long[to - from];
    for (int i = from; i < to; i++) {
      packed[i - from] = at[i] - least << INDEX_BITS | i - from;
    }
    Arrays.sort(packed);
    for (int i = from; i < to; i++) {
      int next = from + (int) (packed[i - from] & (1 << INDEX_BITS) - 1);
      int place = i;
      while (place > from && compare(at, value, order[place - 1], next) > 0) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = next;
    }
  }

  private static void sortBoxed(int[] order, long[] at, long[] value, int from, int to) {
    Integer[] boxed = new Integer[to - from];
    Arrays.setAll(boxed, i -> from + i);
    Arrays.sort(boxed, (a, b) -> compare(at, value, a, b));
    for (int i = from; i < to; i++) {
      order[i] = boxed[i - from];
    }
  }
}
