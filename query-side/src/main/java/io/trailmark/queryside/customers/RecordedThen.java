package io.trailmark.queryside.customers;

import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was recorded of a customer's segments for an instant, and what arrived only after it. */
final class RecordedThen {

  /**
   * The last transition by then.
   *
   * @param at milliseconds
   */
  record Decision(boolean in, long at, Cause cause, int playbookVersion) {}

  private final long at;
  private final Map<String, Decision> decisions = new HashMap<>();
  private boolean known;
  private boolean unreviewedHistory;
  private long late;
  private long lastLate = Long.MIN_VALUE;

  RecordedThen(long at) {
    this.at = at;
  }

  /** Takes note of the customer's next event. */
  void add(CustomerEvent event, long recordedAt) {
    known |= recordedAt <= at;
    switch (event) {
      case ActivityRecorded e -> add(e, recordedAt);
      case MembershipsReviewed e -> unreviewedHistory &= recordedAt > at;
      case SegmentEntered e ->
          decide(e.segment(), new Decision(true, e.at(), e.cause(), e.playbookVersion()));
      case SegmentExited e ->
          decide(e.segment(), new Decision(false, e.at(), e.cause(), e.playbookVersion()));
      default -> {}
    }
  }

  private void add(ActivityRecorded activity, long recordedAt) {
    if (recordedAt <= at) {
      unreviewedHistory |= activity.history();
    } else if (activity.occurredAt() <= at) {
      late++;
      lastLate = Math.max(lastLate, recordedAt);
    }
  }

  private void decide(String segment, Decision decision) {
    if (decision.at() <= at) {
      decisions.put(segment, decision);
    }
  }

  /** The last transition of a segment, null if there was none. */
  @Nullable Decision decision(String segment) {
    return decisions.get(segment);
  }

  /** Whether anything at all had been recorded by then. */
  boolean isKnown() {
    return known;
  }

  /** Whether imported activities had been recorded by then that no review had looked at. */
  boolean awaitedReview() {
    return unreviewedHistory;
  }

  /** How many activities that had happened by then were recorded only later. */
  long late() {
    return late;
  }

  /** When the last of them was recorded, milliseconds. */
  long lastLate() {
    return lastLate;
  }
}
