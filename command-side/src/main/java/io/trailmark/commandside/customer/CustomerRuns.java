package io.trailmark.commandside.customer;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.trailmark.commandside.customer.CustomerCommand.DeferDelivery;
import io.trailmark.commandside.customer.CustomerCommand.RecordDelivery;
import io.trailmark.commandside.customer.CustomerCommand.StartSending;
import io.trailmark.commandside.customer.CustomerCommand.TakeSteps;
import io.trailmark.commandside.customer.InFlight.Stage;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Goal;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.sequence.Guards.Verdict;
import io.trailmark.segmentation.sequence.Run;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.sharedevents.ContactSuppressed;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.MessageDeferred;
import io.trailmark.sharedevents.MessageFailed;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.MessageUnknown;
import io.trailmark.sharedevents.RunAdvanced;
import io.trailmark.sharedevents.RunBranched;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.StepPostponed;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What one command does to a customer's runs and messages, at one instant. */
final class CustomerRuns {
  /** The source of what we record ourselves. */
  private static final String OURS = "trailmark";

  /** Behind all places. */
  private static final int NOWHERE = Integer.MAX_VALUE;

  private static final String ENDED_BEFORE = "run ended before";

  private final String customer;
  private final CustomerState state;
  private final Standing standing;
  private final long now;
  private final long horizon;
  private final BiConsumer<NewActivity, Boolean> recording;
  private @Nullable String suppressed;

  /**
   * @param recording records an activity as one that just happened, and whether rules are to look
   *     at everything again
   */
  CustomerRuns(
      String customer,
      CustomerState state,
      Standing standing,
      long now,
      long horizon,
      BiConsumer<NewActivity, Boolean> recording) {
    this.customer = customer;
    this.state = state;
    this.standing = standing;
    this.now = now;
    this.horizon = horizon;
    this.recording = recording;
  }

  /** Why the customer is to be suppressed, null if they are not. */
  @Nullable String suppressed() {
    return suppressed;
  }

  // --- Beginning

  void entered(String segment, int version, long at) {
    for (Sequence s : standing.playbook(version).sequences()) {
      if (s.trigger() instanceof Trigger.Entering e && e.segment().equals(segment)) {
        start(s, null, version, at);
      }
    }
  }

  void left(String segment, int version, long at, boolean quiet) {
    endEach(run -> segment.equals(sequence(run).within()), RunEnded.Reason.LEFT, at);
    for (Sequence s : quiet ? List.<Sequence>of() : standing.playbook(version).sequences()) {
      if (s.trigger() instanceof Trigger.Leaving e && e.segment().equals(segment)) {
        start(s, null, version, at);
      }
    }
  }

  /** A run begins when the activity happened, so that what happened after it counts. */
  void happened(NewActivity a) {
    Playbook playbook = standing.playbook();
    if (playbook == null || a.occurredAt() <= now - Customer.TRIGGERS_WITHIN) {
      return;
    }
    for (Sequence s : playbook.sequences()) {
      if (s.trigger() instanceof Trigger.Activity t && t.kind().equals(a.kind())) {
        String key = RunKey.of(t.key(), a.properties());
        if (t.key() == null || key != null) {
          start(s, key, standing.version(), a.occurredAt());
        }
      }
    }
  }

  /**
   * The days came that sequences wait for, after {@code before} and as far as surveys allow. That
   * they came is noted, so that nothing begins at one of them later.
   */
  void comeDates(long before) {
    Playbook playbook = standing.playbook();
    if (playbook == null || before == Long.MIN_VALUE) {
      return;
    }
    long from = Math.max(before, standing.activatedAt());
    long until = Math.min(horizon, now);
    boolean came = false;
    for (Sequence s : playbook.sequences()) {
      if (s.trigger() instanceof Trigger.OnDate date) {
        View view = standing.view(state.timeline());
        for (long at = date.time().next(view, from + 1);
            at <= until;
            at = date.time().next(view, at + 1)) {
          came = true;
          start(s, null, standing.version(), at);
        }
      }
    }
    if (came) {
      apply(new MembershipsReviewed(customer, until));
    }
  }

  void goOn(Trail.OpenRun open) {
    if (!isActive(open.sequence(), open.key())) {
      String run = nextRun(open.sequence());
      apply(
          new RunStarted(
              customer,
              run,
              open.sequence(),
              open.playbookVersion(),
              open.startedAt(),
              open.key()));
      apply(new RunAdvanced(customer, run, open.step(), open.due(), now));
    }
  }

  private void start(Sequence sequence, @Nullable String key, int version, long at) {
    if (state.erased()) {
      return;
    }
    PastRuns past = state.pastRuns().get(RunKey.slot(sequence.id(), key));
    OptionalLong last = past == null ? OptionalLong.empty() : OptionalLong.of(past.lastStart());
    if (Run.mayStart(sequence, last, isActive(sequence.id(), key), at)) {
      String run = nextRun(sequence.id());
      apply(new RunStarted(customer, run, sequence.id(), version, at, key));
      ActiveRun active = state.runs().get(run);
      if (active != null) {
        goOn(active, 0, at);
      }
    }
  }

  private boolean isActive(String sequence, @Nullable String key) {
    return state.runs().values().stream()
        .anyMatch(r -> RunKey.slot(r.sequence(), r.key()).equals(RunKey.slot(sequence, key)));
  }

  private String nextRun(String sequence) {
    PastRuns past = state.pastRuns().get(sequence);
    return customer + "/" + sequence + "/" + (past == null ? 1 : past.count() + 1);
  }

  // --- Ending

  private void end(String run, RunEnded.Reason reason, long at) {
    ActiveRun active = state.runs().get(run);
    if (active != null) {
      apply(new RunEnded(customer, run, active.sequence(), reason, at));
    }
  }

  private void endEach(Predicate<ActiveRun> which, RunEnded.Reason reason, long at) {
    List.copyOf(state.runs().values()).stream()
        .filter(which)
        .forEach(run -> end(run.run(), reason, at));
  }

  void endAll(RunEnded.Reason reason) {
    endEach(run -> true, reason, now);
  }

  /** Of a run that was taken over the customer may not be where it belongs. */
  void endOutside() {
    if (horizon >= now) {
      endEach(
          run -> {
            String within = sequence(run).within();
            return within != null && !state.memberships().since().containsKey(within);
          },
          RunEnded.Reason.LEFT,
          now);
    }
  }

  /** An activity that is announced reaches goals when it comes to pass. */
  void reachGoals(NewActivity a) {
    if (a.occurredAt() <= now) {
      endEach(
          run -> {
            Sequence sequence = sequence(run);
            Goal goal = sequence.goal();
            return a.occurredAt() >= run.startedAt()
                && goal.kinds().contains(a.kind())
                && (!goal.sameKey()
                    || RunKey.isSame(run.key(), RunKey.of(sequence.key(), a.properties())));
          },
          RunEnded.Reason.GOAL,
          now);
    }
  }

  /** The goals that activities reached which were announced for after {@code before}. */
  void comeToPass(long before) {
    endEach(
        run ->
            sequence(run).goal().kinds().stream()
                .anyMatch(kind -> came(run, kind, Math.max(before, run.startedAt()))),
        RunEnded.Reason.GOAL,
        now);
  }

  private boolean came(ActiveRun run, String kind, long after) {
    Column column = state.timeline().column(kind);
    if (column == null) {
      return false;
    }
    int first = column.upTo(after);
    int last = column.upTo(now);
    if (!sequence(run).goal().sameKey()) {
      return last > first;
    }
    for (int i = first; i < last; i++) {
      if (RunKey.isSame(run.key(), RunKey.of(sequence(run).key(), column.properties(i)))) {
        return true;
      }
    }
    return false;
  }

  // --- Steps

  /**
   * Takes steps until none is due, the earliest first; of those due at one instant, that of the
   * sequence that the playbook names first. A run that begins meanwhile waits for its own deadline:
   * runs may begin each other without end.
   */
  void takeSteps(TakeSteps command, Runnable afterEach) {
    Set<String> here = Set.copyOf(state.runs().keySet());
    Optional<ActiveRun> next = next(here, command.due());
    while (next.isPresent()) {
      takeStep(next.get(), command.sentUntil());
      afterEach.run();
      next = next(here, command.due());
    }
  }

  private Optional<ActiveRun> next(Set<String> among, StepsDue due) {
    return state.runs().values().stream()
        .filter(run -> among.contains(run.run()) && due.include(run) && standsBeforeAStep(run))
        .min(inTurn());
  }

  private boolean standsBeforeAStep(ActiveRun run) {
    return run.intended() < run.step() && run.step() < sequence(run).steps().size();
  }

  private Comparator<ActiveRun> inTurn() {
    return Comparator.comparingLong(ActiveRun::due)
        .thenComparingInt(this::place)
        .thenComparing(ActiveRun::sequence)
        .thenComparingInt(run -> RunKey.number(run.run()));
  }

  private void takeStep(ActiveRun run, long sentUntil) {
    if (isToExit(run)) {
      end(run.run(), RunEnded.Reason.EXITED, now);
      return;
    }
    boolean restored = run.due() <= sentUntil;
    long at = restored ? run.due() : now;
    Run.Path path = Run.from(sequence(run), run.step(), at, subject(run));
    choose(run, path, at);
    if (path.next() instanceof Run.Next.Act act) {
      take(run, act.step(), at, !restored);
    } else {
      stand(run, path.next(), at);
    }
  }

  private boolean isToExit(ActiveRun run) {
    var exit = sequence(run).exit();
    return exit != null && exit.holds(subject(run).view(), now);
  }

  private Run.Subject subject(ActiveRun run) {
    return new Run.Subject(
        customer,
        new View(state.timeline(), standing, standing.playbook(run.playbookVersion()).zone()));
  }

  /** The run goes on with a step at {@code at}. */
  private void goOn(ActiveRun run, int step, long at) {
    Run.Path path = Run.from(sequence(run), step, at, subject(run));
    choose(run, path, at);
    stand(run, path.next(), at);
  }

  private void choose(ActiveRun run, Run.Path path, long at) {
    path.choices()
        .forEach(
            choice -> apply(new RunBranched(customer, run.run(), choice.step(), choice.way(), at)));
  }

  private void stand(ActiveRun run, Run.Next next, long at) {
    switch (next) {
      case Run.Next.Await await ->
          apply(new RunAdvanced(customer, run.run(), await.step(), await.due(), at));
      case Run.Next.Act act -> apply(new RunAdvanced(customer, run.run(), act.step(), at, at));
      case Run.Next.Stuck ignored -> end(run.run(), RunEnded.Reason.STUCK, at);
      case Run.Next.Complete ignored -> complete(run, at);
    }
  }

  /** A run goes on until each of its messages has an outcome, so that a goal still stops them. */
  private void complete(ActiveRun run, long at) {
    int end = sequence(run).steps().size();
    if (state.inFlight(run.run()).isEmpty()) {
      end(run.run(), RunEnded.Reason.COMPLETED, at);
    } else if (run.step() != end && run.step() != run.intended()) {
      apply(new RunAdvanced(customer, run.run(), end, at, at));
    }
  }

  private void take(ActiveRun run, int step, long at, boolean asksGuards) {
    Step.Action action = (Step.Action) sequence(run).steps().get(step);
    switch (action) {
      case Step.Delivered delivered -> {
        Verdict verdict =
            asksGuards && delivered instanceof Step.Send
                ? verdict(run, step, delivered.channel())
                : new Verdict.Go();
        if (verdict instanceof Verdict.Later later) {
          apply(new StepPostponed(customer, run.run(), step, later.reason(), later.until(), at));
          return;
        }
        intend(run, step, delivered, at);
        if (verdict instanceof Verdict.Skip skip) {
          apply(new MessageSkipped(customer, run.run(), step, skip.reason(), now));
        }
      }
      case Step.Suppress suppress -> {
        suppressed = suppress.reason();
        apply(new ContactSuppressed(customer, run.run(), step, suppress.reason(), at));
      }
      case Step.Tag tag ->
          record(run, step, Kinds.TAGGED, Map.of("tag", tag.tag(), "sequence", run.sequence()));
    }
    ActiveRun still = state.runs().get(run.run());
    if (still != null) {
      goOn(still, step + 1, at);
    }
  }

  private void intend(ActiveRun run, int step, Step.Delivered what, long at) {
    apply(
        new MessageIntended(
            customer, run.run(), run.sequence(), step, what.channel(), what.content(), at));
  }

  private void record(ActiveRun run, int step, String kind, Map<String, Object> properties) {
    recording.accept(
        new NewActivity(
            OURS, kind + "/" + run.run() + "/" + step, kind, now, null, null, properties),
        true);
  }

  private Verdict verdict(ActiveRun run, int step, String channel) {
    return run.due() > 0 && isLate(run, run.due())
        ? new Verdict.Skip("late")
        : guarded(run, step, channel, true);
  }

  /**
   * What holds for all messages says of this one.
   *
   * @param waiting as in {@link #sent}
   */
  private Verdict guarded(ActiveRun run, int step, String channel, boolean waiting) {
    long[] sent = sent(run, channel, waiting, RunKey.message(run.run(), step));
    return guards().at(now, channel, sent, standing.view(state.timeline()).local(now).zone());
  }

  private boolean isLate(ActiveRun run, long due) {
    return now - due > sequence(run).late();
  }

  private Guards guards() {
    Playbook playbook = standing.playbook();
    return playbook == null ? Guards.NONE : playbook.guards();
  }

  /**
   * When messages went over a channel, in order; those that are about to go do so now.
   *
   * @param waiting whether those count that are only intended, and those of runs that come before
   *     this one
   */
  private long[] sent(ActiveRun run, String channel, boolean waiting, String but) {
    long longest =
        guards().caps().getOrDefault(channel, List.of()).stream()
            .mapToLong(Guards.Cap::millis)
            .max()
            .orElse(0);
    long[] went = MessagesSent.within(state.timeline(), channel, now - longest, now);
    long about =
        state.inFlight().entrySet().stream()
            .filter(e -> !e.getKey().equals(but) && e.getValue().channel().equals(channel))
            .filter(
                e ->
                    e.getValue().stage() == Stage.SENDING
                        || waiting && e.getValue().stage() == Stage.INTENDED)
            .count();
    if (waiting) {
      about +=
          state.runs().values().stream().filter(other -> comesFirst(other, run, channel)).count();
    }
    return MessagesSent.and(went, (int) about, now);
  }

  /** Whether another run is due to send over the channel, and before this one. */
  private boolean comesFirst(ActiveRun other, ActiveRun run, String channel) {
    return other.due() <= now
        && place(other) != NOWHERE
        && Comparator.comparingInt(this::place).thenComparing(inTurn()).compare(other, run) < 0
        && other.intended() < other.step()
        // Last, since it looks at what the customer did.
        && isToSend(other, channel);
  }

  /** Whether it is a message over the channel that others will next notice of a due run. */
  private boolean isToSend(ActiveRun run, String channel) {
    Sequence sequence = sequence(run);
    int step = run.step();
    while (Run.from(sequence, step, now, subject(run)).next() instanceof Run.Next.Act act) {
      Step action = sequence.steps().get(act.step());
      if (action instanceof Step.Send send) {
        return send.channel().equals(channel);
      }
      if (action instanceof Step.Suppress) {
        return false;
      }
      // Nothing holds it up.
      step = act.step() + 1;
    }
    return false;
  }

  /** Of the run's sequence among all, {@link #NOWHERE} if the playbook has it no more. */
  private int place(ActiveRun run) {
    Playbook playbook = standing.playbook();
    List<Sequence> all = playbook == null ? List.of() : playbook.sequences();
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).id().equals(run.sequence()))
        .findFirst()
        .orElse(NOWHERE);
  }

  private Sequence sequence(ActiveRun run) {
    return standing.playbook(run.playbookVersion()).sequences().stream()
        .filter(s -> s.id().equals(run.sequence()))
        .findFirst()
        .orElseThrow();
  }

  // --- Messages

  Clearance startSending(StartSending command) {
    String run = command.run();
    int step = command.step();
    InFlight message = state.inFlight().get(RunKey.message(run, step));
    if (message == null) {
      return new Clearance.Drop();
    }
    return switch (message.stage()) {
      case INTENDED -> clear(command, message);
      case REVOKED -> skip(run, step, ENDED_BEFORE);
      case SENDING -> {
        apply(new MessageUnknown(customer, run, step, now));
        completeAfter(run);
        yield new Clearance.Drop();
      }
    };
  }

  private Clearance clear(StartSending command, InFlight message) {
    String run = command.run();
    ActiveRun active = state.runs().get(run);
    if (command.obstacle() != null) {
      return skip(run, command.step(), command.obstacle());
    }
    if (active != null && isToExit(active)) {
      end(run, RunEnded.Reason.EXITED, now);
      return skip(run, command.step(), ENDED_BEFORE);
    }
    if (active != null && isLate(active, message.at())) {
      return skip(run, command.step(), "late");
    }
    if (active != null && !message.channel().equals(Step.Webhook.CHANNEL)) {
      Verdict verdict = guarded(active, command.step(), message.channel(), false);
      if (verdict instanceof Verdict.Later later) {
        return new Clearance.Later(later.until());
      }
      if (verdict instanceof Verdict.Skip skip) {
        return skip(run, command.step(), skip.reason());
      }
    }
    apply(new MessageSending(customer, run, command.step(), now));
    return new Clearance.Send();
  }

  private Clearance skip(String run, int step, String reason) {
    apply(new MessageSkipped(customer, run, step, reason, now));
    completeAfter(run);
    return new Clearance.Drop();
  }

  void recordDelivery(RecordDelivery c) {
    InFlight message = state.inFlight().get(RunKey.message(c.run(), c.step()));
    if (message == null || message.stage() != Stage.SENDING) {
      return;
    }
    if (c.via() == null) {
      String problem = c.problem() == null ? "no reason given" : c.problem();
      apply(new MessageFailed(customer, c.run(), c.step(), problem, now));
    } else {
      apply(new MessageSent(customer, c.run(), c.step(), c.via(), now));
      if (!state.joined() && !message.channel().equals(Step.Webhook.CHANNEL)) {
        recording.accept(sent(c, message), false);
      }
    }
    completeAfter(c.run());
  }

  private NewActivity sent(RecordDelivery c, InFlight message) {
    return new NewActivity(
        OURS,
        c.activity(),
        MessagesSent.KIND,
        now,
        null,
        null,
        Map.of(
            "run",
            c.run(),
            "step",
            c.step(),
            "sequence",
            RunKey.sequence(c.run()),
            MessagesSent.CHANNEL,
            message.channel()));
  }

  /** The mark is taken back; whatever happened meanwhile is looked at when it is tried again. */
  void defer(DeferDelivery c) {
    InFlight message = state.inFlight().get(RunKey.message(c.run(), c.step()));
    if (message != null && message.stage() == Stage.SENDING) {
      apply(new MessageDeferred(customer, c.run(), c.step(), c.reason(), now));
    }
  }

  private void completeAfter(String runId) {
    ActiveRun run = state.runs().get(runId);
    if (run == null || !state.inFlight(runId).isEmpty()) {
      return;
    }
    boolean atEnd = run.step() == run.intended() || run.step() == sequence(run).steps().size();
    if (atEnd && run.due() <= now) {
      end(runId, RunEnded.Reason.COMPLETED, now);
    }
  }

  // --- What comes by time alone

  /** When a sequence's day comes next, {@link Long#MAX_VALUE} if none does. */
  static long nextDate(Standing standing, CustomerState state, long after) {
    Playbook playbook = standing.playbook();
    long next = Long.MAX_VALUE;
    if (playbook != null && !state.erased() && !state.joined()) {
      for (Sequence s : playbook.sequences()) {
        if (s.trigger() instanceof Trigger.OnDate date) {
          next = Math.min(next, date.time().next(standing.view(state.timeline()), after + 1));
        }
      }
    }
    return next;
  }
}
