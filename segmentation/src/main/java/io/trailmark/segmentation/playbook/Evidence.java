package io.trailmark.segmentation.playbook;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a running installation knows of its customers, for judging a playbook.
 *
 * @param daysActive whole days since the first playbook was activated; below 0: none was yet
 * @param changedEarly definitions that would change before they have stood long enough
 * @param arrived the kinds of activity of which at least one was ever recorded
 * @param unwritten templates that the playbook sends and that are not there
 * @param sample customers as the playbook would place them now
 */
public record Evidence(
    long daysActive,
    List<Definitions.Early> changedEarly,
    Set<String> arrived,
    Set<String> unwritten,
    Sample sample) {

  public Evidence {
    changedEarly = List.copyOf(changedEarly);
    arrived = Set.copyOf(arrived);
    unwritten = Set.copyOf(unwritten);
  }

  /**
   * Some customers, picked at random, and where the playbook would place them.
   *
   * @param customers how many were looked at
   * @param inNone of them, how many no segment would have
   * @param withoutFlow of them, how many would be in no segment that a sequence speaks to
   * @param sizes of them, how many would be in each segment
   * @param shared of them, how many would be in both of two segments, by {@link #pair}; pairs that
   *     share nobody may be absent
   * @param unknown segments that cannot be judged before a survey takes their cuts
   */
  public record Sample(
      int customers,
      int inNone,
      int withoutFlow,
      Map<String, Integer> sizes,
      Map<String, Integer> shared,
      Set<String> unknown) {

    /** Nobody was looked at. */
    public static final Sample NONE = new Sample(0, 0, 0, Map.of(), Map.of(), Set.of());

    public Sample {
      sizes = Map.copyOf(sizes);
      shared = Map.copyOf(shared);
      unknown = Set.copyOf(unknown);
    }

    /** Key of two segments, the one of higher priority first. */
    public static String pair(String first, String second) {
      return first + "+" + second;
    }
  }
}
