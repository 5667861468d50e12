package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.sequence.Run;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a sequence would have done: the decisions that live runs follow, over stays and activities.
 * A goal or leaving at the instant at which a step is due comes before it. For one thread.
 */
final class Runs {
  private final Sequence sequence;
  private final int segment;
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
    this.segment =
        sequence.trigger() instanceof Trigger.Entering entering
            ? ids.indexOf(entering.segment())
            : -1;
    this.trigger =
        sequence.trigger() instanceof Trigger.Activity activity
            ? sources.number(Kinds.of(activity.kind()))
            : -1;
    this.goals =
        sources.number(Kinds.of(sequence.goals().stream().sorted().toArray(String[]::new)));
    this.start = start;
    this.end = end;
    this.sent = new long[sequence.steps().size()];
  }

  /** Where the runs of a customer have come to. */
  private final class One {
    private OptionalLong lastStart = OptionalLong.empty();

    /** When the last run ended. */
    private long until = Long.MIN_VALUE;

    private int messages;

    void start(Events reached, long at, long leaving) {
      if (!Run.mayStart(sequence, lastStart, at < until, at)) {
        return;
      }
      starts++;
      lastStart = OptionalLong.of(at);
      int next = reached.upTo(at);
      long goalAt = next < reached.size() ? reached.at(next) : Long.MAX_VALUE;
      long stop = Math.min(goalAt, leaving);
      long last = at;
      Run.Next step = Run.start(sequence, at);
      while (step instanceof Run.Next.Await await && await.due() < stop && await.due() <= end) {
        sent[await.step()]++;
        messages++;
        last = await.due();
        step = Run.after(sequence, await.step(), last);
      }
      if (step instanceof Run.Next.Complete) {
        completed++;
        until = last;
      } else if (stop > end) {
        active++;
        until = Long.MAX_VALUE;
      } else {
        goal += goalAt <= leaving ? 1 : 0;
        left += goalAt <= leaving ? 0 : 1;
        until = stop;
      }
    }
  }

  /** Adds what a customer would have got; answers how many messages. */
  int add(Trail trail, Stays stays) {
    One one = new One();
    if (segment >= 0) {
      for (int i = 0; i < stays.count(segment); i++) {
        if (stays.from(segment, i) >= start) {
          one.start(trail.events(goals), stays.from(segment, i), stays.to(segment, i));
        }
      }
    } else if (trigger >= 0) {
      Events events = trail.events(trigger);
      for (int i = events.upTo(start - 1); i < events.size() && events.at(i) <= end; i++) {
        one.start(trail.events(goals), events.at(i), Long.MAX_VALUE);
      }
    }
    customers += one.messages > 0 ? 1 : 0;
    most = Math.max(most, one.messages);
    return one.messages;
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
      if (sequence.steps().get(i) instanceof Step.Send send) {
        sends.add(new Findings.Sends(i, send.template(), send.channel(), sent[i]));
      }
    }
    return new Findings.Sequence(
        sequence.id(), starts, goal, left, completed, active, customers, most, sends);
  }
}
