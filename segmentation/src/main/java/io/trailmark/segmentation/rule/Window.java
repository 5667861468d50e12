package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Timeline;

/**
 * Which activities are looked at, by their age as of an instant: {@code from <= age < to}.
 *
 * @param from milliseconds, at least 0
 * @param to milliseconds, above {@code from}; {@link Measure#NEVER}: however long ago
 */
public record Window(long from, long to) {

  /** Over all time. */
  public static final Window ALL = new Window(0, Measure.NEVER);

  /** Those within a duration. */
  public static Window within(long duration) {
    return new Window(0, duration);
  }

  /** How many of the kinds are in the window as of {@code asOf}. */
  long count(Kinds kinds, Timeline timeline, long asOf) {
    return kinds.between(timeline, to == Measure.NEVER ? Measure.NONE : asOf - to, asOf - from);
  }

  /** When, after {@code asOf}, an activity next comes into the window or falls out of it. */
  long nextStep(Kinds kinds, Timeline timeline, long asOf) {
    long entering = kinds.firstAfter(timeline, asOf - from);
    long next = entering == Measure.NEVER ? Measure.NEVER : entering + from;
    if (to == Measure.NEVER) {
      return next;
    }
    long leaving = kinds.firstAfter(timeline, asOf - to);
    return leaving == Measure.NEVER ? next : Math.min(next, leaving + to);
  }

  @Override
  public String toString() {
    if (to == Measure.NEVER) {
      return from == 0 ? "" : ", from " + from + "ms";
    }
    return from == 0 ? ", " + to + "ms" : ", " + from + "ms to " + to + "ms";
  }
}
