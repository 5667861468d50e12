package io.trailmark.segmentation.backtest;

import java.time.LocalDate;
import java.time.ZoneId;

/** When days of a calendar begin, one after the other. */
final class Midnights {
  private static final long DAY = 86_400_000;

  private final long[] at;

  private Midnights(long[] at) {
    this.at = at;
  }

  /** Of the days from {@code first} to before {@code end}. */
  static Midnights of(LocalDate first, LocalDate end, ZoneId zone) {
    return new Midnights(
        first
            .datesUntil(end)
            .mapToLong(day -> day.atStartOfDay(zone).toInstant().toEpochMilli())
            .toArray());
  }

  int count() {
    return at.length;
  }

  /** When the i-th day begins. */
  long at(int i) {
    return at[i];
  }

  /** How many days begin at an instant or before. Days are about as long as each other. */
  int upTo(long instant) {
    if (at.length == 0 || instant < at[0]) {
      return 0;
    }
    int i = (int) Math.min((instant - at[0]) / DAY + 1, at.length);
    while (at[i - 1] > instant) {
      i--;
    }
    while (i < at.length && at[i] <= instant) {
      i++;
    }
    return i;
  }
}
