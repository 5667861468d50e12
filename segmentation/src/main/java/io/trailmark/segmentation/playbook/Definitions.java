package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Since when each segment's definition has stood, over the activations of playbooks. Immutable.
 *
 * <p>Criteria that change every month teach nothing: a definition stands three months before it is
 * evaluated, and changing it earlier asks for a reason. A segment that is gone is remembered, so
 * that one which comes back otherwise is a changed one.
 */
public final class Definitions {

  /** Before the first activation. */
  public static final Definitions NONE = new Definitions(Map.of());

  /** How long a definition stands before it may change without a reason, in days. */
  public static final int STANDS_DAYS = 90;

  private static final long DAY = 86_400_000L;

  private final Map<String, Stood> stood;

  private record Stood(Rule when, long since) {}

  /**
   * A definition that would change before it has stood for {@link #STANDS_DAYS}.
   *
   * @param days whole days for which it has stood
   */
  public record Early(String segment, long days) {}

  private Definitions(Map<String, Stood> stood) {
    this.stood = stood;
  }

  /** The playbook decides from {@code at}, milliseconds. */
  public Definitions activated(Playbook playbook, long at) {
    Map<String, Stood> next = new HashMap<>(stood);
    for (Segment segment : playbook.segments()) {
      Stood before = next.get(segment.id());
      if (before == null || !before.when().equals(segment.when())) {
        next.put(segment.id(), new Stood(segment.when(), at));
      }
    }
    return new Definitions(Map.copyOf(next));
  }

  /**
   * The definitions that would change too early if the playbook were activated at {@code at}; in
   * order of priority.
   */
  public List<Early> changedEarly(Playbook playbook, long at) {
    List<Early> early = new ArrayList<>();
    for (Segment segment : playbook.segments()) {
      Stood before = stood.get(segment.id());
      if (before != null
          && !before.when().equals(segment.when())
          && at - before.since() < STANDS_DAYS * DAY) {
        early.add(new Early(segment.id(), Math.max(0, at - before.since()) / DAY));
      }
    }
    return early;
  }
}
