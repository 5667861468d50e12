package io.trailmark.segmentation.review;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import java.util.Arrays;
import java.util.Map;

/**
 * The cuts that surveys would have found at midnights past, had they been taken: from them a margin
 * ({@code keep}) knows who came to be in before there were any. Immutable.
 */
public final class PastCuts {
  private final long[] midnights;
  private final Map<TopCut, long[]> cuts;

  /**
   * Of these midnights.
   *
   * @param midnights milliseconds, ascending
   * @param cuts of each midnight the smallest value that is in, {@link Measure#NEVER}: nobody is
   */
  public PastCuts(long[] midnights, Map<TopCut, long[]> cuts) {
    this.midnights = midnights.clone();
    this.cuts = Map.copyOf(cuts);
  }

  /** How many midnights there are. */
  public int size() {
    return midnights.length;
  }

  /** The i-th midnight. */
  public long midnight(int i) {
    return midnights[i];
  }

  /** What the i-th survey would have found, {@link Measure#NEVER}: nobody is in. */
  public long cut(TopCut top, int i) {
    long[] found = cuts.get(top);
    return found == null ? Measure.NEVER : found[i];
  }

  /** Number of the last midnight at or before an instant, -1 if there is none. */
  int at(long instant) {
    int i = Arrays.binarySearch(midnights, instant);
    return i < 0 ? -i - 2 : i;
  }
}
