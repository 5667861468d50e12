package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.List;

/**
 * A number computed from a timeline as of an instant, over the activities that had happened by
 * then.
 *
 * <p>Durations are milliseconds, money is minor units of the reporting currency.
 */
public sealed interface Measure {

  /**
   * What {@link #valueAt} answers where there is nothing to measure: no comparison holds for it.
   */
  long NONE = Long.MIN_VALUE;

  /** Never. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Canonical text, the same for the same measure in every playbook, for example {@code
   * net(order_placed)}.
   */
  String key();

  /** The value over the activities with {@code at <= asOf}. */
  long valueAt(Timeline timeline, long asOf);

  /**
   * The first instant after {@code asOf} at which, with no new activity, the value may come into or
   * out of the range; {@link #NEVER} if it cannot.
   */
  long nextChange(Timeline timeline, long asOf, Range range);

  /**
   * Number of activities.
   *
   * @param kinds of any of these kinds
   * @param window only those in it
   */
  record Count(Kinds kinds, Window window) implements Measure {

    @Override
    public String key() {
      return "count(" + kinds + window + ")";
    }

    @Override
    public long valueAt(Timeline timeline, long asOf) {
      return window.count(kinds, timeline, asOf);
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Range range) {
      return window.from() == 0
          ? Math.min(kinds.firstAfter(timeline, asOf), nextLeft(timeline, asOf, range))
          : Steps.firstChange(
              asOf,
              at -> window.nextStep(kinds, timeline, at),
              at -> range.contains(valueAt(timeline, at)));
    }

    /**
     * When enough have fallen out of the window for the number to come into or out of the range.
     */
    private long nextLeft(Timeline timeline, long asOf, Range range) {
      if (window.to() == NEVER) {
        return NEVER;
      }
      long now = valueAt(timeline, asOf);
      long leaving = range.contains(now) ? now - range.least() + 1 : now - range.most();
      return leaving <= 0 || leaving > now
          ? NEVER
          : kinds.oldest(timeline, asOf - window.to(), asOf, leaving) + window.to();
    }
  }

  /** What orders brought less what refunds gave back. */
  record Net(String kind) implements Measure {
    public static final String REFUND = "order_refunded";

    @Override
    public String key() {
      return "net(" + kind + ")";
    }

    @Override
    public long valueAt(Timeline timeline, long asOf) {
      return total(timeline.column(kind), asOf) - total(timeline.column(REFUND), asOf);
    }

    private static long total(@org.jspecify.annotations.Nullable Column column, long asOf) {
      return column == null ? 0 : column.total(column.upTo(asOf));
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Range range) {
      return new Kinds(List.of(kind, REFUND), false).firstAfter(timeline, asOf);
    }
  }

  /** How long ago the last activity was. */
  record SinceLast(Kinds kinds) implements Measure {

    @Override
    public String key() {
      return "since-last(" + kinds + ")";
    }

    @Override
    public long valueAt(Timeline timeline, long asOf) {
      long last = kinds.last(timeline, asOf);
      return last == NONE ? NONE : asOf - last;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Range range) {
      return Math.min(
          kinds.firstAfter(timeline, asOf), range.reachedBy(kinds.last(timeline, asOf), asOf));
    }
  }

  /** How long ago the first activity was. */
  record SinceFirst(Kinds kinds) implements Measure {

    @Override
    public String key() {
      return "since-first(" + kinds + ")";
    }

    @Override
    public long valueAt(Timeline timeline, long asOf) {
      long first = kinds.first(timeline);
      return first == NEVER || first > asOf ? NONE : asOf - first;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Range range) {
      long first = kinds.first(timeline);
      return first > asOf ? first : range.reachedBy(first, asOf);
    }
  }
}
