package io.trailmark.segmentation.sequence;

import java.util.OptionalLong;

/** One customer's passage through a sequence: what next, given a state and a fact. Pure. */
public final class Run {
  private Run() {}

  /** What a run does next. */
  public sealed interface Next {
    /** Stand before step {@code step}, a send, until {@code due}. */
    record Await(int step, long due) implements Next {}

    /** Nothing is left to do. */
    record Complete() implements Next {}
  }

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

  /** The first thing to wait for in a run that starts at {@code at}. */
  public static Next start(Sequence sequence, long at) {
    return from(sequence, 0, at);
  }

  /** The next thing to wait for after {@code step} was taken at {@code at}. */
  public static Next after(Sequence sequence, int step, long at) {
    return from(sequence, step + 1, at);
  }

  private static Next from(Sequence sequence, int first, long at) {
    long due = at;
    for (int step = first; step < sequence.steps().size(); step++) {
      switch (sequence.steps().get(step)) {
        case Step.Send s -> {
          return new Next.Await(step, due);
        }
        case Step.Wait w -> due += w.millis();
      }
    }
    return new Next.Complete();
  }
}
