package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** As they were recorded. */
  public static final class Recorded {
    private final Playbook playbook;
    private final long[] midnights;
    private final Map<TopCut, long[]> cuts = new HashMap<>();

    /**
     * Without cuts yet.
     *
     * @param playbook under which they were
     * @param midnights milliseconds, ascending
     */
    public Recorded(Playbook playbook, List<Long> midnights) {
      this.playbook = playbook;
      this.midnights = midnights.stream().mapToLong(at -> at).toArray();
    }

    /**
     * Those of one condition, left out if the playbook has none such.
     *
     * @param measure key of what it ranks by
     * @param percent as a decimal number
     * @param values of each midnight the smallest value that was in; null: nobody was
     */
    public void add(String measure, String percent, List<@Nullable Long> values) {
      TopCut top = playbook.cut(measure, percent);
      if (top != null) {
        cuts.put(
            top,
            values.stream().mapToLong(value -> value == null ? Measure.NEVER : value).toArray());
      }
    }

    /** All that was added. */
    public PastCuts all() {
      return new PastCuts(midnights, cuts);
    }
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
