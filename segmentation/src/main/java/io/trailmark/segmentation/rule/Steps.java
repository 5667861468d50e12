package io.trailmark.segmentation.rule;

import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/** Looks ahead through the instants at which something may change. */
final class Steps {
  /** Instants to look at one by one before a cautious answer will do. */
  private static final int MOST = 64;

  private Steps() {}

  /**
   * The first instant after {@code asOf} at which {@code holds} says something else, or one before
   * which it surely does not.
   *
   * @param next the next instant after another at which it may change, {@link Measure#NEVER} if
   *     none
   */
  static long firstChange(long asOf, LongUnaryOperator next, LongPredicate holds) {
    long at = next.applyAsLong(asOf);
    if (at == Measure.NEVER) {
      return at;
    }
    boolean now = holds.test(asOf);
    for (int i = 0; i < MOST && at != Measure.NEVER; i++) {
      if (holds.test(at) != now) {
        return at;
      }
      at = next.applyAsLong(at);
    }
    return at;
  }
}
