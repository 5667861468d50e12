package io.trailmark.queryside.customers;

import io.trailmark.segmentation.review.Memberships;
import io.trailmark.segmentation.timeline.Timeline;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.ContactSuppressed;
import io.trailmark.sharedevents.CustomerErased;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.CustomerJoined;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.MessageDeferred;
import io.trailmark.sharedevents.MessageFailed;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.MessageUnknown;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.RunAdvanced;
import io.trailmark.sharedevents.RunBranched;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import io.trailmark.sharedevents.StepPostponed;
import io.trailmark.sharedevents.TrailJoined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/** One customer as their own events tell it, read when asked: it never lags. */
final class CustomerHistory {

  /**
   * @param state {@code active}, {@code completed}, {@code goal} or {@code left}
   * @param step that it stands before, or came to
   * @param due when that step is taken, milliseconds
   */
  record Run(
      RunStarted started,
      String state,
      @Nullable Integer step,
      @Nullable Long due,
      @Nullable Long endedAt) {}

  private final Timeline timeline = new Timeline();
  private final Map<String, SegmentEntered> memberships = new TreeMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private @Nullable String primary;
  private int playbookVersion;
  private long reviewedAt = Memberships.NONE.reviewedAt();
  private boolean unreviewedHistory;

  private CustomerHistory() {}

  /** Everything recorded about a customer. */
  static CustomerHistory read(EventStore events, String key) {
    return read(events, key, new RecordedThen(Long.MAX_VALUE));
  }

  /**
   * The same.
   *
   * @param then is told every event
   */
  static CustomerHistory read(EventStore events, String key, RecordedThen then) {
    CustomerHistory history = new CustomerHistory();
    DomainEventStream stream = events.readEvents(key, 0);
    while (stream.hasNext()) {
      var message = stream.next();
      if (message.getPayload() instanceof CustomerEvent event) {
        long recordedAt = message.getTimestamp().toEpochMilli();
        history.add(event, recordedAt);
        then.add(event, recordedAt);
      }
    }
    return history;
  }

  Timeline timeline() {
    return timeline;
  }

  Map<String, SegmentEntered> memberships() {
    return memberships;
  }

  List<Run> runs() {
    return List.copyOf(runs.values());
  }

  @Nullable String primary() {
    return primary;
  }

  /** An import recorded activities that no review has looked at yet. */
  boolean awaitsReview() {
    return unreviewedHistory;
  }

  /** As a review goes on from. */
  Memberships decided() {
    TreeMap<String, Long> since = new TreeMap<>();
    memberships.forEach((segment, entered) -> since.put(segment, entered.at()));
    return new Memberships(since, primary, playbookVersion, reviewedAt);
  }

  private void add(CustomerEvent event, long recordedAt) {
    switch (event) {
      case ActivityRecorded e -> {
        timeline.add(e.kind(), e.occurredAt(), e.amount(), e.currency(), e.properties());
        if (e.history()) {
          unreviewedHistory = true;
        } else {
          reviewed(recordedAt);
        }
      }
      case SegmentEntered e -> {
        memberships.put(e.segment(), e);
        decided(e.playbookVersion(), e.at());
      }
      case SegmentExited e -> {
        memberships.remove(e.segment());
        decided(e.playbookVersion(), e.at());
      }
      case PrimarySegmentChanged e -> {
        primary = e.to();
        decided(e.playbookVersion(), e.at());
      }
      case MembershipsReviewed e -> {
        unreviewedHistory = false;
        reviewedAt = e.upTo();
      }
      case RunStarted e -> runs.put(e.run(), new Run(e, "active", null, null, null));
      case RunAdvanced e ->
          runs.computeIfPresent(
              e.run(), (id, r) -> new Run(r.started(), r.state(), e.step(), e.due(), null));
      case StepPostponed e ->
          runs.computeIfPresent(
              e.run(), (id, r) -> new Run(r.started(), r.state(), e.step(), e.due(), null));
      case RunEnded e -> runs.computeIfPresent(e.run(), (id, r) -> ended(r, e));
      case MessageIntended e -> {}
      case MessageSending e -> {}
      case MessageSent e -> {}
      case MessageFailed e -> {}
      case MessageUnknown e -> {}
      case MessageSkipped e -> {}
      case MessageDeferred e -> {}
      case RunBranched e -> {}
      case ContactSuppressed e -> {}
      case CustomerErased e -> {}
      case TrailJoined e -> {}
      // All are looked for under who it was joined to.
      case CustomerJoined e -> {}
    }
  }

  private static Run ended(Run run, RunEnded e) {
    String state = e.reason().name().toLowerCase(Locale.ROOT);
    return new Run(run.started(), state, run.step(), null, e.at());
  }

  private void decided(int version, long at) {
    playbookVersion = version;
    reviewed(at);
  }

  private void reviewed(long at) {
    reviewedAt = Math.max(reviewedAt, at);
  }
}
