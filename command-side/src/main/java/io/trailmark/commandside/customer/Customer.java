package io.trailmark.commandside.customer;

import static io.trailmark.segmentation.review.Cause.ACTIVITY;
import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trailmark.commandside.customer.CustomerCommand.DeferDelivery;
import io.trailmark.commandside.customer.CustomerCommand.Erase;
import io.trailmark.commandside.customer.CustomerCommand.JoinTo;
import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerCommand.RecordDelivery;
import io.trailmark.commandside.customer.CustomerCommand.ReviewMembership;
import io.trailmark.commandside.customer.CustomerCommand.StartSending;
import io.trailmark.commandside.customer.CustomerCommand.TakeOver;
import io.trailmark.commandside.customer.CustomerCommand.TakeStep;
import io.trailmark.commandside.customer.CustomerState.InFlight;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.PrimaryChange;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Transition;
import io.trailmark.segmentation.sequence.Run;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
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
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import io.trailmark.sharedevents.TrailJoined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * A customer: records activities, decides memberships in the same transaction, and starts, advances
 * and ends runs.
 *
 * <p>Decisions are made for one instant, {@link DecisionTime}, under what stands at it. Where a
 * survey is due and not yet taken, nothing is decided beyond it: the customer stays due and is
 * reviewed through it, in order, once it is there.
 */
@Aggregate(
    type = Customer.TYPE,
    cache = "customerCache",
    snapshotTriggerDefinition = "customerSnapshots")
@JsonAutoDetect(
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    fieldVisibility = JsonAutoDetect.Visibility.NONE)
class Customer {

  static final String TYPE = "Customer";

  /** An activity starts or triggers nothing once it is older than this when it reaches us. */
  static final long TRIGGERS_WITHIN = 24 * 60 * 60 * 1000L;

  @AggregateIdentifier private @Nullable String key;
  private final CustomerState state;

  Customer() {
    state = new CustomerState();
  }

  @JsonCreator
  Customer(@JsonProperty("key") String key, @JsonProperty("state") CustomerState state) {
    this.key = key;
    this.state = state;
  }

  @JsonProperty("key")
  @Nullable String key() {
    return key;
  }

  @JsonProperty("state")
  CustomerState state() {
    return state;
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decision handle(RecordActivities command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    if (command.history()) {
      decider.catchUpUnlessHistoryAwaitsReview();
      decider.record(command.activities(), true, null);
      return decider.decided(true);
    }
    decider.bringUp();
    decider.record(command.activities(), false, null);
    decider.reviewAfterActivity();
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(ReviewMembership command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(Erase command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.catchUpUnlessHistoryAwaitsReview();
    decider.erase();
    return decider.decided(true);
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decision handle(TakeOver command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.takeOver(command.trail());
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(JoinTo command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.joinTo(command.into());
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(TakeStep command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.takeStep(command);
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(StartSending command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    return decider.decided(decider.startSending(command));
  }

  @CommandHandler
  Decision handle(RecordDelivery command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.recordDelivery(command);
    return decider.decided(true);
  }

  @CommandHandler
  Decision handle(DeferDelivery command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.deferDelivery(command);
    return decider.decided(true);
  }

  @EventSourcingHandler
  void on(CustomerEvent event, @Timestamp Instant recordedAt) {
    key = event.customer();
    state.evolve(event, recordedAt.toEpochMilli());
  }

  /** One command's decisions, at one instant. */
  private final class Decider {
    private final String customer;
    private final Standing standing;
    private final long now;
    private final long horizon;
    private final Ranks ranks;
    private long nextChange = Long.MAX_VALUE;

    /** Segments that entering is no news in: whoever it was had been there. */
    private Set<String> known = Set.of();

    Decider(String customer, Standing standing) {
      this.customer = customer;
      this.standing = standing;
      this.now = Math.max(DecisionTime.get(), state.reviewedAt());
      this.horizon = Math.max(standing.horizon(now), state.reviewedAt());
      this.ranks = new Ranks(standing, state);
    }

    /**
     * Everything that time, surveys and imported history alone explain, before anything new is
     * added. Imported history explains the memberships as of when the last of it came; what changes
     * after that, time changes.
     */
    void bringUp() {
      if (state.joined()) {
        return;
      }
      long before = state.reviewedAt();
      if (state.unreviewedHistory()) {
        long historyAt = Math.clamp(state.historyAt(), before, horizon);
        take(reviewed(historyAt, true));
        apply(new MembershipsReviewed(customer, historyAt));
        catchUp(true);
        if (historyAt < horizon) {
          apply(new MembershipsReviewed(customer, horizon));
        }
      } else {
        catchUp(!state.unreviewedActivity());
        if (state.unreviewedActivity()) {
          // Recorded while a survey was due: what of it came late is seen by no step, only by a
          // review of its own.
          take(reviewed(horizon, false));
        }
      }
      comeToPass(before);
      endRunsOutside();
    }

    private void catchUp(boolean amending) {
      take(Review.catchUp(state.answers(), state.memberships(), standing, horizon, amending));
    }

    private Outcome reviewed(long at, boolean quiet) {
      return Review.at(state.answers(), state.memberships(), standing, at, ACTIVITY, quiet);
    }

    void catchUpUnlessHistoryAwaitsReview() {
      if (!state.unreviewedHistory()) {
        bringUp();
      }
    }

    /**
     * Records activities in order of when they happened.
     *
     * @param trail whose they were, null: this customer's; those started what they start already
     */
    void record(List<NewActivity> activities, boolean history, @Nullable String trail) {
      if (state.joined()) {
        throw new IllegalStateException("the customer was joined to another");
      }
      List<NewActivity> inOrder =
          activities.stream().sorted(Comparator.comparingLong(NewActivity::occurredAt)).toList();
      for (NewActivity activity : inOrder) {
        record(activity, history, trail);
        reachGoals(activity);
        if (!history && trail == null) {
          startTriggered(activity);
        }
      }
    }

    private void record(NewActivity a, boolean history, @Nullable String trail) {
      apply(
          new ActivityRecorded(
              customer,
              a.source(),
              a.message(),
              a.kind(),
              a.occurredAt(),
              a.amount(),
              a.currency(),
              a.properties(),
              history,
              trail));
    }

    void reviewAfterActivity() {
      if (horizon < now) {
        apply(new MembershipsReviewed(customer, horizon));
        nextChange = horizon + 1;
        return;
      }
      take(reviewed(now, false));
    }

    private void take(Outcome outcome) {
      nextChange = outcome.nextChange();
      List<PrimaryChange> primaries = new ArrayList<>(outcome.primaryChanges());
      for (Transition t : outcome.transitions()) {
        while (!primaries.isEmpty() && primaries.getFirst().at() < t.at()) {
          apply(changed(primaries.removeFirst()));
        }
        take(t);
      }
      primaries.forEach(p -> apply(changed(p)));
    }

    private PrimarySegmentChanged changed(PrimaryChange p) {
      return new PrimarySegmentChanged(
          customer, p.from(), p.to(), p.playbookVersion(), p.at(), p.quiet());
    }

    private void take(Transition t) {
      Cause cause = Cause.valueOf(t.cause().name());
      if (!t.entered()) {
        apply(
            new SegmentExited(
                customer, t.segment(), t.playbookVersion(), t.at(), cause, t.quiet()));
        endRunsOf(t.segment(), t.at());
        return;
      }
      apply(
          new SegmentEntered(customer, t.segment(), t.playbookVersion(), t.at(), cause, t.quiet()));
      if (!t.quiet() && !known.contains(t.segment())) {
        for (Sequence s : standing.playbook(t.playbookVersion()).sequences()) {
          if (s.trigger() instanceof Trigger.Entering e && e.segment().equals(t.segment())) {
            start(s, t.playbookVersion(), t.at());
          }
        }
      }
    }

    /**
     * What the other did comes here as if it had always been here. Runs go on where they were, and
     * nothing that was begun there begins again.
     */
    void takeOver(Trail trail) {
      apply(new TrailJoined(customer, trail.key(), trail.lastStarts(), now));
      if (!trail.history().isEmpty()) {
        record(trail.history(), true, trail.key());
        bringUp();
      }
      record(trail.live(), false, trail.key());
      // Only now: what began a run is no goal of it.
      trail.runs().forEach(this::goOn);
      comeToPass(Long.MIN_VALUE);
      known = trail.segments();
      reviewAfterActivity();
      endRunsOutside();
    }

    private void goOn(Trail.OpenRun open) {
      if (!isActive(open.sequence())) {
        String run = nextRun(open.sequence());
        apply(
            new RunStarted(
                customer, run, open.sequence(), open.playbookVersion(), open.startedAt()));
        apply(new RunAdvanced(customer, run, open.step(), open.due(), now));
      }
    }

    /** Of a run that was taken over the customer may not be where it belongs. */
    private void endRunsOutside() {
      for (ActiveRun run : List.copyOf(state.runs().values())) {
        if (horizon >= now
            && sequence(run).trigger() instanceof Trigger.Entering e
            && !state.memberships().since().containsKey(e.segment())) {
          end(run.run(), RunEnded.Reason.LEFT, now);
        }
      }
    }

    void joinTo(String into) {
      int version = state.memberships().playbookVersion();
      state.runs().keySet().stream().toList().forEach(run -> end(run, RunEnded.Reason.JOINED, now));
      for (String segment : List.copyOf(state.memberships().since().keySet())) {
        apply(new SegmentExited(customer, segment, version, now, Cause.JOINED, true));
      }
      String primary = state.primary();
      if (primary != null) {
        apply(new PrimarySegmentChanged(customer, primary, null, version, now, true));
      }
      apply(new CustomerJoined(customer, into, now));
    }

    /** A run begins when the activity happened, so that what happened after it counts. */
    private void startTriggered(NewActivity a) {
      if (standing.playbook() == null || a.occurredAt() <= now - TRIGGERS_WITHIN) {
        return;
      }
      for (Sequence s : standing.playbook().sequences()) {
        if (s.trigger() instanceof Trigger.Activity t && t.kind().equals(a.kind())) {
          start(s, standing.version(), a.occurredAt());
        }
      }
    }

    /** Before the runs end, so that nothing starts another. */
    void erase() {
      if (!state.erased()) {
        apply(new CustomerErased(customer, now));
        for (ActiveRun run : List.copyOf(state.runs().values())) {
          end(run.run(), RunEnded.Reason.ERASED, now);
        }
      }
    }

    private void start(Sequence sequence, int version, long at) {
      if (state.erased()) {
        return;
      }
      PastRuns past = state.pastRuns().get(sequence.id());
      OptionalLong last = past == null ? OptionalLong.empty() : OptionalLong.of(past.lastStart());
      if (!Run.mayStart(sequence, last, isActive(sequence.id()), at)) {
        return;
      }
      String run = nextRun(sequence.id());
      apply(new RunStarted(customer, run, sequence.id(), version, at));
      advance(run, Run.start(sequence, at), at);
    }

    private boolean isActive(String sequence) {
      return state.runs().values().stream().anyMatch(r -> r.sequence().equals(sequence));
    }

    private String nextRun(String sequence) {
      PastRuns past = state.pastRuns().get(sequence);
      return customer + "/" + sequence + "/" + (past == null ? 1 : past.count() + 1);
    }

    private void advance(String run, Run.Next next, long at) {
      switch (next) {
        case Run.Next.Await await ->
            apply(new RunAdvanced(customer, run, await.step(), await.due(), at));
        case Run.Next.Complete ignored -> end(run, RunEnded.Reason.COMPLETED, at);
      }
    }

    private void end(String run, RunEnded.Reason reason, long at) {
      ActiveRun active = state.runs().get(run);
      if (active != null) {
        apply(new RunEnded(customer, run, active.sequence(), reason, at));
      }
    }

    private void endRunsOf(String segment, long at) {
      for (ActiveRun run : List.copyOf(state.runs().values())) {
        if (sequence(run).trigger() instanceof Trigger.Entering e && e.segment().equals(segment)) {
          end(run.run(), RunEnded.Reason.LEFT, at);
        }
      }
    }

    /** An activity that is announced reaches goals when it comes to pass. */
    void reachGoals(NewActivity a) {
      if (a.occurredAt() <= now) {
        reachGoals(run -> a.occurredAt() >= run.startedAt() && isGoal(run, a.kind()));
      }
    }

    /** The goals that activities reached which were announced for after {@code before}. */
    private void comeToPass(long before) {
      reachGoals(
          run ->
              sequence(run).goals().stream()
                  .map(state.timeline()::column)
                  .filter(Objects::nonNull)
                  .anyMatch(goal -> happened(goal, Math.max(before, run.startedAt()), now)));
    }

    private static boolean happened(Column column, long after, long upTo) {
      return column.upTo(upTo) > column.upTo(after);
    }

    private boolean isGoal(ActiveRun run, String kind) {
      return sequence(run).goals().contains(kind);
    }

    private void reachGoals(Predicate<ActiveRun> reached) {
      for (ActiveRun run : List.copyOf(state.runs().values())) {
        if (reached.test(run)) {
          end(run.run(), RunEnded.Reason.GOAL, now);
        }
      }
    }

    private Sequence sequence(ActiveRun run) {
      return standing.playbook(run.playbookVersion()).sequences().stream()
          .filter(s -> s.id().equals(run.sequence()))
          .findFirst()
          .orElseThrow();
    }

    void takeStep(TakeStep command) {
      int step = command.step();
      ActiveRun run = state.runs().get(command.run());
      if (run == null || run.step() != step || run.intended() >= step) {
        return;
      }
      Sequence sequence = sequence(run);
      if (!(sequence.steps().get(step) instanceof Step.Send send)) {
        throw new IllegalStateException(
            "step " + step + " of " + run.sequence() + " sends nothing");
      }
      long at = command.asOf() == null ? now : command.asOf();
      apply(
          new MessageIntended(
              customer, run.run(), sequence.id(), step, send.channel(), send.template(), at));
      // The last step's run goes on until its message has an outcome, so that a goal still stops
      // it.
      if (Run.after(sequence, step, at) instanceof Run.Next.Await await) {
        advance(run.run(), await, at);
      }
    }

    boolean startSending(StartSending command) {
      String run = command.run();
      int step = command.step();
      InFlight message = state.inFlight().get(CustomerState.message(run, step));
      switch (message) {
        case INTENDED -> {
          if (command.obstacle() == null) {
            apply(new MessageSending(customer, run, step, now));
          } else {
            apply(new MessageSkipped(customer, run, step, command.obstacle(), now));
            completeAfter(run, step);
          }
        }
        case REVOKED -> apply(new MessageSkipped(customer, run, step, "run ended before", now));
        case SENDING -> {
          apply(new MessageUnknown(customer, run, step, now));
          completeAfter(run, step);
        }
        case null -> {}
      }
      return message == InFlight.INTENDED && command.obstacle() == null;
    }

    void recordDelivery(RecordDelivery c) {
      if (state.inFlight().get(CustomerState.message(c.run(), c.step())) != InFlight.SENDING) {
        return;
      }
      if (c.via() == null) {
        String problem = c.problem() == null ? "no reason given" : c.problem();
        apply(new MessageFailed(customer, c.run(), c.step(), problem, now));
      } else {
        apply(new MessageSent(customer, c.run(), c.step(), c.via(), now));
        if (state.joined()) {
          return;
        }
        record(
            new NewActivity(
                "trailmark",
                c.activity(),
                "message_sent",
                now,
                null,
                null,
                Map.of("run", c.run(), "step", c.step())),
            false,
            null);
      }
      completeAfter(c.run(), c.step());
      reviewAfterActivity();
    }

    void deferDelivery(DeferDelivery c) {
      if (state.inFlight().get(CustomerState.message(c.run(), c.step())) == InFlight.SENDING) {
        apply(new MessageDeferred(customer, c.run(), c.step(), c.reason(), now));
      }
    }

    private void completeAfter(String runId, int step) {
      ActiveRun run = state.runs().get(runId);
      if (run != null && run.step() == step) {
        end(runId, RunEnded.Reason.COMPLETED, now);
      }
    }

    Decision decided(boolean answer) {
      boolean awaitsImport = state.unreviewedHistory();
      Long due = awaitsImport || nextChange == Long.MAX_VALUE ? null : nextChange;
      long upTo = Math.min(horizon, now);
      return new Decision(
          getVersion(),
          due,
          awaitsImport,
          awaitsImport ? List.of() : ranks.changed(upTo),
          ranks.areAll() && !awaitsImport ? (Integer) standing.revisions() : null,
          answer);
    }
  }
}
