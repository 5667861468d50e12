package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.List;
import java.util.Map;

/**
 * Which activities a measure looks at.
 *
 * @param names of any of these kinds
 * @param any of any kind but {@code message_sent}, which the customer did not do; {@code names} is
 *     empty then
 */
public record Kinds(List<String> names, boolean any) {
  private static final String NOT_THE_CUSTOMERS = "message_sent";

  public Kinds {
    names = List.copyOf(names);
  }

  private interface Fold {
    long with(long result, Column column);
  }

  private long fold(Timeline timeline, long start, Fold fold) {
    long result = start;
    if (any) {
      for (Map.Entry<String, Column> entry : timeline.columns().entrySet()) {
        if (!entry.getKey().equals(NOT_THE_CUSTOMERS)) {
          result = fold.with(result, entry.getValue());
        }
      }
      return result;
    }
    for (int i = 0; i < names.size(); i++) {
      Column column = timeline.column(names.get(i));
      if (column != null) {
        result = fold.with(result, column);
      }
    }
    return result;
  }

  /**
   * How many happened after {@code from} and at {@code to} or before; {@link Measure#NONE}: from
   * the beginning.
   */
  long between(Timeline timeline, long from, long to) {
    return fold(timeline, 0, (n, c) -> n + c.upTo(to) - (from == Measure.NONE ? 0 : c.upTo(from)));
  }

  /** When the last happened by {@code asOf}, {@link Measure#NONE} if none. */
  long last(Timeline timeline, long asOf) {
    return fold(
        timeline,
        Measure.NONE,
        (last, c) -> {
          int n = c.upTo(asOf);
          return n == 0 ? last : Math.max(last, c.at(n - 1));
        });
  }

  /** When the first happens, {@link Measure#NEVER} if none. */
  long first(Timeline timeline) {
    return fold(timeline, Measure.NEVER, (first, c) -> Math.min(first, c.at(0)));
  }

  /** When the first after {@code instant} happens, {@link Measure#NEVER} if none. */
  long firstAfter(Timeline timeline, long instant) {
    return fold(
        timeline,
        Measure.NEVER,
        (first, c) -> {
          int n = c.upTo(instant);
          return n == c.size() ? first : Math.min(first, c.at(n));
        });
  }

  /** When the n-th (from 1) after {@code from} happened, of those by {@code to}. */
  long oldest(Timeline timeline, long from, long to, long n) {
    if (names.size() == 1) {
      Column column = timeline.column(names.getFirst());
      if (column != null) {
        return column.at((int) (column.upTo(from) + n - 1));
      }
    }
    long low = from;
    long high = to;
    while (high - low > 1) {
      long middle = (low + high) >> 1;
      if (between(timeline, from, middle) >= n) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  @Override
  public String toString() {
    return any ? "any" : String.join(", ", names);
  }
}
