package io.trailmark.segmentation.sequence;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.View;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One customer's passage through a sequence: what next, given a state and facts. Pure. */
public final class Run {
  private Run() {}

  /** What a run does next. */
  public sealed interface Next {
    /** Stand before step {@code step} until {@code due}. */
    record Await(int step, long due) implements Next {}

    /** Take the action of step {@code step}. */
    record Act(int step) implements Next {}

    /** Nothing is left to do. */
    record Complete() implements Next {}

    /** What it waits for never comes. */
    record Stuck() implements Next {}
  }

  /**
   * A choice that was made.
   *
   * @param way {@code then}, {@code else} or the name of a split's arm
   */
  public record Choice(int step, String way) {}

  /** Where the run goes, and the choices on the way there. */
  public record Path(List<Choice> choices, Next next) {}

  /**
   * Whom a run is about.
   *
   * @param customer internal key
   */
  public record Subject(String customer, View view) {}

  /**
   * Whether a run may start at {@code at}, given when the last one started and whether it is still
   * going on.
   *
   * @param lastStart empty if the customer never began this sequence
   */
  public static boolean mayStart(
      Sequence sequence, OptionalLong lastStart, boolean active, long at) {
    if (active) {
      return false;
    }
    return lastStart.isEmpty()
        || switch (sequence.reentry()) {
          case Reentry.Never n -> false;
          case Reentry.Always a -> true;
          case Reentry.After after -> at - lastStart.getAsLong() >= after.millis();
        };
  }

  /** Where a run that comes to step {@code step} at {@code at} goes. */
  public static Path from(Sequence sequence, int step, long at, Subject subject) {
    List<Choice> choices = new ArrayList<>();
    int i = step;
    while (i < sequence.steps().size()) {
      switch (sequence.steps().get(i)) {
        case Step.Action action -> {
          return new Path(choices, new Next.Act(i));
        }
        case Step.Pause pause -> {
          long due = pause.how().until(subject.view(), at);
          return new Path(
              choices, due == Measure.NEVER ? new Next.Stuck() : new Next.Await(i + 1, due));
        }
        case Step.GoTo other -> i = other.step();
        case Step.Branch branch -> {
          boolean holds = branch.when().holds(subject.view(), at);
          choices.add(new Choice(i, holds ? "then" : "else"));
          i = holds ? i + 1 : branch.otherwise();
        }
        case Step.Split split -> {
          Step.Split.Arm arm = split.arm(subject.customer(), sequence.id());
          choices.add(new Choice(i, arm.name()));
          i = arm.step();
        }
      }
    }
    return new Path(choices, new Next.Complete());
  }
}
