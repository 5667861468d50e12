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
import io.trailmark.commandside.customer.CustomerCommand.TakeSteps;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.PrimaryChange;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Transition;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.CustomerErased;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.CustomerJoined;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import io.trailmark.sharedevents.TrailJoined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
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
      return decider.decided();
    }
    decider.bringUp();
    decider.record(command.activities(), false, null);
    decider.reviewAfterActivity();
    return decider.decided();
  }

  @CommandHandler
  Decision handle(ReviewMembership command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    return decider.decided();
  }

  @CommandHandler
  Decision handle(Erase command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.catchUpUnlessHistoryAwaitsReview();
    decider.erase();
    return decider.decided();
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decision handle(TakeOver command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.takeOver(command.trail());
    return decider.decided();
  }

  @CommandHandler
  Decision handle(JoinTo command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.joinTo(command.into());
    return decider.decided();
  }

  @CommandHandler
  Decision handle(TakeSteps command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.runs.takeSteps(command, decider::reviewIfDue);
    return decider.decided();
  }

  @CommandHandler
  Decision handle(StartSending command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    Clearance clearance = decider.runs.startSending(command);
    return decider.decided(clearance);
  }

  @CommandHandler
  Decision handle(DeferDelivery command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.runs.defer(command);
    return decider.decided();
  }

  @CommandHandler
  Decision handle(RecordDelivery command, Standings standings) {
    Decider decider = new Decider(command.customer(), standings.current());
    decider.bringUp();
    decider.runs.recordDelivery(command);
    decider.reviewIfDue();
    return decider.decided();
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
    private final CustomerRuns runs;
    private long nextChange = Long.MAX_VALUE;
    private boolean isReviewDue;

    /** Segments that entering is no news in: whoever it was had been there. */
    private Set<String> known = Set.of();

    Decider(String customer, Standing standing) {
      this.customer = customer;
      this.standing = standing;
      this.now = Math.max(DecisionTime.get(), state.reviewedAt());
      this.horizon = Math.max(standing.horizon(now), state.reviewedAt());
      this.ranks = new Ranks(standing, state);
      this.runs = new CustomerRuns(customer, state, standing, now, horizon, this::recordOurs);
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
      long dates = before;
      if (state.unreviewedHistory()) {
        long historyAt = Math.clamp(state.historyAt(), before, horizon);
        dates = historyAt;
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
      runs.comeToPass(before);
      runs.comeDates(dates);
      runs.endOutside();
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
        runs.reachGoals(activity);
        if (!history && trail == null) {
          runs.happened(activity);
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

    private void recordOurs(NewActivity activity, boolean mayTrigger) {
      if (mayTrigger) {
        record(List.of(activity), false, null);
      } else {
        record(activity, false, null);
      }
      isReviewDue = true;
    }

    /** What was recorded on the way of a command may move the customer. */
    void reviewIfDue() {
      if (isReviewDue) {
        isReviewDue = false;
        reviewAfterActivity();
      }
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
        runs.left(t.segment(), t.playbookVersion(), t.at(), t.quiet());
        return;
      }
      apply(
          new SegmentEntered(customer, t.segment(), t.playbookVersion(), t.at(), cause, t.quiet()));
      if (!t.quiet() && !known.contains(t.segment())) {
        runs.entered(t.segment(), t.playbookVersion(), t.at());
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
      trail.runs().forEach(runs::goOn);
      runs.comeToPass(Long.MIN_VALUE);
      known = trail.segments();
      reviewAfterActivity();
      runs.endOutside();
    }

    void joinTo(String into) {
      int version = state.memberships().playbookVersion();
      runs.endAll(RunEnded.Reason.JOINED);
      for (String segment : List.copyOf(state.memberships().since().keySet())) {
        apply(new SegmentExited(customer, segment, version, now, Cause.JOINED, true));
      }
      String primary = state.primary();
      if (primary != null) {
        apply(new PrimarySegmentChanged(customer, primary, null, version, now, true));
      }
      apply(new CustomerJoined(customer, into, now));
    }

    /** Before the runs end, so that nothing starts another. */
    void erase() {
      if (!state.erased()) {
        apply(new CustomerErased(customer, now));
        runs.endAll(RunEnded.Reason.ERASED);
      }
    }

    Decision decided() {
      return decided(null);
    }

    Decision decided(@Nullable Clearance clearance) {
      boolean awaitsImport = state.unreviewedHistory();
      long upTo = Math.min(horizon, now);
      return new Decision(
          getVersion(),
          awaitsImport ? null : due(),
          awaitsImport,
          awaitsImport ? List.of() : ranks.changed(upTo),
          ranks.areAll() && !awaitsImport ? (Integer) standing.revisions() : null,
          clearance,
          runs.suppressed());
    }

    private @Nullable Long due() {
      long due = Math.min(nextChange, CustomerRuns.nextDate(standing, state, horizon));
      return due == Long.MAX_VALUE ? null : (Long) due;
    }
  }
}
