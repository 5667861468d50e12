package io.trailmark.segmentation.sequence;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.View;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Set;

/** How long a run stands still. */
public sealed interface Wait {

  /**
   * When to go on.
   *
   * @return {@code from} or later; {@link Measure#NEVER}: what it waits for never comes
   */
  long until(View view, long from);

  /** Some time. */
  record For(long millis) implements Wait {
    @Override
    public long until(View view, long from) {
      return from + millis;
    }
  }

  /** Until the customer's clock shows a time on one of these days of the week. */
  record Clock(Set<DayOfWeek> days, LocalTime at) implements Wait {
    public Clock {
      days = EnumSet.copyOf(days);
    }

    /** On any day. */
    public static Clock daily(LocalTime at) {
      return new Clock(EnumSet.allOf(DayOfWeek.class), at);
    }

    @Override
    public long until(View view, long from) {
      View local = view.local(from);
      long today = local.day(from);
      for (long day = today; ; day++) {
        long instant = LocalClock.instant(local.zone(), day, at);
        if (instant >= from && days.contains(LocalClock.at(local.zone(), instant).getDayOfWeek())) {
          return instant;
        }
      }
    }
  }

  /** Until some days before an occasion. */
  record Occasion(OccasionTime time) implements Wait {
    @Override
    public long until(View view, long from) {
      return time.next(view, from);
    }
  }
}
