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
   */
  public static boolean mayStart(
      Sequence sequence, OptionalLong lastStart, boolean active, long at) {
    throw new UnsupportedOperationException();
  }

  /** The first thing to wait for in a run that starts at {@code at}. */
  public static Next start(Sequence sequence, long at) {
    throw new UnsupportedOperationException();
  }

  /** The next thing to wait for after {@code step} was taken at {@code at}. */
  public static Next after(Sequence sequence, int step, long at) {
    throw new UnsupportedOperationException();
  }
}
