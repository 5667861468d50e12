package io.trailmark.segmentation.timeline;

/** Instants in order. */
public final class Instants {
  private Instants() {}

  /**
   * How many of some are at an instant or before.
   *
   * @param at in ascending order
   * @param least it is known to be at least this
   * @param most it is known to be at most this
   */
  public static int upTo(long[] at, int least, int most, long instant) {
    int low = least;
    int high = most;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at[middle] <= instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
