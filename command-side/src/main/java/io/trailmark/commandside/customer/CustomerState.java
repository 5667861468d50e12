package io.trailmark.commandside.customer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trailmark.commandside.customer.InFlight.Stage;
import io.trailmark.segmentation.review.Answers;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What decisions about a customer need, folded from the customer's events. */
final class CustomerState {

  private static final long NONE = -1;

  private Timeline timeline;
  private Answers answers;
  private Memberships memberships = Memberships.NONE;
  private long historyAt = NONE;
  private boolean unreviewedActivity;
  private final Map<String, ActiveRun> runs = new TreeMap<>();
  private final Map<String, PastRuns> pastRuns = new TreeMap<>();
  private final Map<String, InFlight> inFlight = new TreeMap<>();
  private boolean erased;
  private boolean joined;

  CustomerState() {
    timeline = new Timeline();
    answers = new Answers(timeline);
  }

  @JsonCreator
  CustomerState(
      @JsonProperty("timeline") byte[] timeline,
      @JsonProperty("since") TreeMap<String, Long> since,
      @JsonProperty("primary") @Nullable String primary,
      @JsonProperty("playbookVersion") int playbookVersion,
      @JsonProperty("reviewedAt") long reviewedAt,
      @JsonProperty("historyAt") long historyAt,
      @JsonProperty("unreviewedActivity") boolean unreviewedActivity,
      @JsonProperty("runs") Map<String, ActiveRun> runs,
      @JsonProperty("pastRuns") Map<String, PastRuns> pastRuns,
      @JsonProperty("inFlight") Map<String, InFlight> inFlight,
      @JsonProperty("erased") boolean erased,
      @JsonProperty("joined") boolean joined) {
    this.timeline = Timeline.fromBytes(timeline);
    this.answers = new Answers(this.timeline);
    this.memberships = new Memberships(since, primary, playbookVersion, reviewedAt);
    this.historyAt = historyAt;
    this.unreviewedActivity = unreviewedActivity;
    this.runs.putAll(runs);
    this.pastRuns.putAll(pastRuns);
    this.inFlight.putAll(inFlight);
    this.erased = erased;
    this.joined = joined;
  }

  @JsonProperty("timeline")
  byte[] timelineBytes() {
    return timeline.toBytes();
  }

  @JsonProperty("since")
  Map<String, Long> since() {
    return memberships.since();
  }

  @JsonProperty("primary")
  @Nullable String primary() {
    return memberships.primary();
  }

  @JsonProperty("playbookVersion")
  int playbookVersion() {
    return memberships.playbookVersion();
  }

  @JsonProperty("reviewedAt")
  long reviewedAt() {
    return memberships.reviewedAt();
  }

  /** When the last of the history that awaits its review was recorded. */
  @JsonProperty("historyAt")
  long historyAt() {
    return historyAt;
  }

  boolean unreviewedHistory() {
    return historyAt != NONE;
  }

  @JsonProperty("unreviewedActivity")
  boolean unreviewedActivity() {
    return unreviewedActivity;
  }

  @JsonProperty("runs")
  Map<String, ActiveRun> runs() {
    return runs;
  }

  @JsonProperty("pastRuns")
  Map<String, PastRuns> pastRuns() {
    return pastRuns;
  }

  @JsonProperty("inFlight")
  Map<String, InFlight> inFlight() {
    return inFlight;
  }

  /** Whether nobody knows any more who this is. */
  @JsonProperty("erased")
  boolean erased() {
    return erased;
  }

  /** Whether another customer took over: then this one did nothing, and is nowhere. */
  @JsonProperty("joined")
  boolean joined() {
    return joined;
  }

  /** What rules said of the timeline; kept only in memory. */
  Answers answers() {
    return answers;
  }

  Timeline timeline() {
    return timeline;
  }

  Memberships memberships() {
    return memberships;
  }

  /** The messages of a run that have no outcome yet. */
  Map<String, InFlight> inFlight(String run) {
    String of = run + "/";
    return inFlight.entrySet().stream()
        .filter(message -> message.getKey().startsWith(of))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Applies one event.
   *
   * @param recordedAt the event message's timestamp: the instant of the decision that made it
   */
  void evolve(CustomerEvent event, long recordedAt) {
    switch (event) {
      case ActivityRecorded e -> {
        timeline.add(e.kind(), e.occurredAt(), e.amount(), e.currency(), e.properties());
        if (e.history()) {
          historyAt = recordedAt;
        } else {
          unreviewedActivity = false;
          reviewedAt(Math.max(recordedAt, memberships.reviewedAt()));
        }
      }
      case SegmentEntered e -> {
        TreeMap<String, Long> since = new TreeMap<>(memberships.since());
        since.put(e.segment(), e.at());
        memberships =
            new Memberships(since, memberships.primary(), e.playbookVersion(), latest(e.at()));
      }
      case SegmentExited e -> {
        TreeMap<String, Long> since = new TreeMap<>(memberships.since());
        since.remove(e.segment());
        memberships =
            new Memberships(since, memberships.primary(), e.playbookVersion(), latest(e.at()));
      }
      case PrimarySegmentChanged e ->
          memberships =
              new Memberships(memberships.since(), e.to(), e.playbookVersion(), latest(e.at()));
      case MembershipsReviewed e -> {
        historyAt = NONE;
        unreviewedActivity = e.upTo() < recordedAt;
        reviewedAt(e.upTo());
      }
      case RunStarted e -> {
        runs.put(
            e.run(),
            new ActiveRun(
                e.run(), e.sequence(), e.playbookVersion(), e.key(), e.at(), 0, e.at(), -1));
        began(e.sequence(), 1, e.at());
        if (e.key() != null) {
          began(RunKey.slot(e.sequence(), e.key()), 1, e.at());
        }
      }
      case RunAdvanced e -> runs.computeIfPresent(e.run(), (id, run) -> run.at(e.step(), e.due()));
      case StepPostponed e ->
          runs.computeIfPresent(e.run(), (id, run) -> run.at(e.step(), e.due()));
      case RunBranched e -> {}
      case RunEnded e -> {
        runs.remove(e.run());
        if (e.reason() != RunEnded.Reason.COMPLETED) {
          inFlight.replaceAll(
              (id, message) ->
                  message.stage() == Stage.INTENDED && id.startsWith(e.run() + "/")
                      ? message.at(Stage.REVOKED)
                      : message);
        }
      }
      case MessageIntended e -> {
        inFlight.put(
            RunKey.message(e.run(), e.step()), new InFlight(Stage.INTENDED, e.channel(), e.at()));
        runs.computeIfPresent(
            e.run(), (id, run) -> run.at(e.step(), run.due()).intending(e.step()));
      }
      case MessageSending e -> stage(e.run(), e.step(), Stage.SENDING);
      case MessageDeferred e ->
          stage(e.run(), e.step(), runs.containsKey(e.run()) ? Stage.INTENDED : Stage.REVOKED);
      case MessageSent e -> inFlight.remove(RunKey.message(e.run(), e.step()));
      case MessageFailed e -> inFlight.remove(RunKey.message(e.run(), e.step()));
      case MessageUnknown e -> inFlight.remove(RunKey.message(e.run(), e.step()));
      case MessageSkipped e -> inFlight.remove(RunKey.message(e.run(), e.step()));
      case ContactSuppressed e -> {}
      case CustomerErased e -> erased = true;
      case TrailJoined e -> e.lastStarts().forEach((slot, start) -> began(slot, 0, start));
      case CustomerJoined e -> {
        joined = true;
        timeline = new Timeline();
        answers = new Answers(timeline);
        historyAt = NONE;
        unreviewedActivity = false;
      }
    }
  }

  private void began(String slot, int times, long at) {
    pastRuns.merge(
        slot,
        new PastRuns(times, at),
        (old, one) ->
            new PastRuns(old.count() + one.count(), Math.max(old.lastStart(), one.lastStart())));
  }

  private void stage(String run, int step, Stage stage) {
    inFlight.computeIfPresent(RunKey.message(run, step), (id, message) -> message.at(stage));
  }

  private long latest(long at) {
    return Math.max(at, memberships.reviewedAt());
  }

  private void reviewedAt(long at) {
    memberships =
        new Memberships(
            memberships.since(), memberships.primary(), memberships.playbookVersion(), at);
  }
}
