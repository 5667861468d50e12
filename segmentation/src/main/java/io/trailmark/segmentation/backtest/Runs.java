package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Carried;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Run;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence would have done: the decisions that live runs follow, over stays and activities.
 * A goal or leaving at the instant at which a step is due comes before it. What holds for all
 * messages, caps and quiet hours, is not looked at: each sequence is alone. For one thread.
 */
final class Runs {
  private final Sequence sequence;
  private final List<String> ids;
  private final int trigger;
  private final int goals;
  private final long start;
  private final long end;
  private final long[] sent;
  private long starts;
  private long goal;
  private long left;
  private long completed;
  private long active;
  private long customers;
  private int most;

  /**
   * @param ids of the playbook's segments
   * @param start of the period, milliseconds
   * @param end its last millisecond
   */
  Runs(Sequence sequence, List<String> ids, Sources sources, long start, long end) {
    this.sequence = sequence;
    this.ids = ids;
    this.trigger =
        sequence.trigger() instanceof Trigger.Activity activity
            ? sources.number(Kinds.of(activity.kind()))
            : -1;
    this.goals = sources.number(goals(sequence));
    this.start = start;
    this.end = end;
    this.sent = new long[sequence.steps().size()];
  }

  private static Kinds goals(Sequence sequence) {
    return Kinds.of(sequence.goal().kinds().stream().sorted().toArray(String[]::new));
  }

  /** What a sequence looks at activity by activity: to be asked for before there are trails. */
  static void askFor(Sequence sequence, Sources sources) {
    sequence.rules().forEach(rule -> sources.whole(rule.kinds(), Carried.by(rule)));
    sequence
        .occasions()
        .forEach(time -> sources.whole(time.occasion().kinds(), Carried.by(time.occasion())));
    String key = sequence.key();
    if (key != null && sequence.trigger() instanceof Trigger.Activity activity) {
      sources.whole(Kinds.of(activity.kind()), Set.of(key));
      sources.whole(goals(sequence), Set.of(key));
    }
  }

  /** Who is looked at. */
  private final class Customer {
    private final Trail trail;
    private final Run.Subject subject;
    private final Map<String, Slot> slots = new HashMap<>();
    private int messages;

    Customer(String key, Trail trail, View view) {
      this.trail = trail;
      this.subject = new Run.Subject(key, view);
    }

    /**
     * A run may begin.
     *
     * @param key by which runs are told apart, null: they are not
     * @param leaving when the customer leaves the segment that it is for
     */
    void start(long at, @Nullable String key, long leaving) {
      Slot slot = slots.computeIfAbsent(key == null ? "" : key, k -> new Slot());
      if (!Run.mayStart(sequence, slot.lastStart, at < slot.until, at)) {
        return;
      }
      starts++;
      slot.lastStart = OptionalLong.of(at);
      slot.until = run(at, reached(at, key), leaving);
    }

    /** When the goal is reached after {@code at}. */
    private long reached(long at, @Nullable String key) {
      if (!sequence.goal().sameKey() || key == null) {
        Events reached = trail.events(goals);
        int next = reached.upTo(at);
        return next < reached.size() ? reached.at(next) : Long.MAX_VALUE;
      }
      long first = Long.MAX_VALUE;
      for (String kind : sequence.goal().kinds()) {
        Column column = subject.view().timeline().column(kind);
        for (int i = column == null ? 0 : column.upTo(at);
            column != null && i < column.size();
            i++) {
          if (key.equals(column.properties(i).get(String.valueOf(sequence.key())))) {
            first = Math.min(first, column.at(i));
            break;
          }
        }
      }
      return first;
    }

    /** When the run that begins ends, {@code Long.MAX_VALUE} if that is not before the end. */
    private long run(long begin, long goalAt, long leaving) {
      long stop = Math.min(goalAt, leaving);
      Rule exit = sequence.exit();
      long at = begin;
      int step = 0;
      while (at < stop && at <= end) {
        Run.Next next = Run.from(sequence, step, at, subject).next();
        boolean isAsked = step > 0 || next instanceof Run.Next.Act;
        if (isAsked && exit != null && exit.holds(subject.view(), at)) {
          left++;
          return at;
        }
        switch (next) {
          case Run.Next.Await await -> {
            at = await.due();
            step = await.step();
          }
          case Run.Next.Act act -> {
            take(act.step());
            step = act.step() + 1;
          }
          case Run.Next.Stuck ignored -> {
            left++;
            return at;
          }
          case Run.Next.Complete ignored -> {
            completed++;
            return at;
          }
        }
      }
      if (stop > end) {
        active++;
        return Long.MAX_VALUE;
      }
      goal += goalAt <= leaving ? 1 : 0;
      left += goalAt <= leaving ? 0 : 1;
      return stop;
    }

    private void take(int step) {
      Step taken = sequence.steps().get(step);
      sent[step] += taken instanceof Step.Delivered ? 1 : 0;
      messages += taken instanceof Step.Send ? 1 : 0;
    }
  }

  /** Runs with one key, one after the other. */
  private static final class Slot {
    private OptionalLong lastStart = OptionalLong.empty();

    /** When the last run ended. */
    private long until = Long.MIN_VALUE;
  }

  /** Adds what a customer would have got; answers how many messages. */
  int add(String key, Trail trail, Stays stays, View view) {
    Customer customer = new Customer(key, trail, view);
    switch (sequence.trigger()) {
      case Trigger.Entering entering -> {
        int segment = ids.indexOf(entering.segment());
        for (int i = 0; i < stays.count(segment); i++) {
          if (stays.from(segment, i) >= start) {
            long leaving = sequence.goesOnOutside() ? Long.MAX_VALUE : stays.to(segment, i);
            customer.start(stays.from(segment, i), null, leaving);
          }
        }
      }
      case Trigger.Leaving leaving -> {
        int segment = ids.indexOf(leaving.segment());
        for (int i = 0; i < stays.count(segment); i++) {
          long at = stays.to(segment, i);
          if (at >= start && at <= end) {
            customer.start(at, null, Long.MAX_VALUE);
          }
        }
      }
      case Trigger.Activity activity -> startAtActivities(customer, activity);
      case Trigger.OnDate date -> {
        long from = Math.max(start, trail.born());
        for (long at = date.time().next(view, from);
            at <= end;
            at = date.time().next(view, at + 1)) {
          customer.start(at, null, Long.MAX_VALUE);
        }
      }
    }
    customers += customer.messages > 0 ? 1 : 0;
    most = Math.max(most, customer.messages);
    return customer.messages;
  }

  private void startAtActivities(Customer customer, Trigger.Activity activity) {
    if (activity.key() == null) {
      Events events = customer.trail.events(trigger);
      for (int i = events.upTo(start - 1); i < events.size() && events.at(i) <= end; i++) {
        customer.start(events.at(i), null, Long.MAX_VALUE);
      }
      return;
    }
    Column column = customer.subject.view().timeline().column(activity.kind());
    if (column != null) {
      for (int i = column.upTo(start - 1); i < column.size() && column.at(i) <= end; i++) {
        String key = column.properties(i).get(activity.key());
        if (key != null) {
          customer.start(column.at(i), key, Long.MAX_VALUE);
        }
      }
    }
  }

  void add(Runs other) {
    for (int i = 0; i < sent.length; i++) {
      sent[i] += other.sent[i];
    }
    starts += other.starts;
    goal += other.goal;
    left += other.left;
    completed += other.completed;
    active += other.active;
    customers += other.customers;
    most = Math.max(most, other.most);
  }

  Findings.Sequence told() {
    List<Findings.Sends> sends = new ArrayList<>();
    for (int i = 0; i < sent.length; i++) {
      if (sequence.steps().get(i) instanceof Step.Delivered send) {
        sends.add(new Findings.Sends(i, send.content(), send.channel(), sent[i]));
      }
    }
    return new Findings.Sequence(
        sequence.id(), starts, goal, left, completed, active, customers, most, sends);
  }
}
