package io.trailmark.queryside.backtest;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Instants as answers tell them, quickly for millions of them. Not for several threads. */
final class InstantTexts {
  private static final long DAY = 86_400_000;
  private static final int DAYS = 1 << 14;

  private final long[] known = new long[DAYS];
  private final @Nullable String[] dates = new String[DAYS];

  /** RFC 3339 in UTC with milliseconds. */
  String of(long millis) {
    long day = Math.floorDiv(millis, DAY);
    int rest = (int) Math.floorMod(millis, DAY);
    char[] time = "T00:00:00.000Z".toCharArray();
    two(time, 1, rest / 3_600_000);
    two(time, 4, rest / 60_000 % 60);
    two(time, 7, rest / 1000 % 60);
    time[10] = (char) ('0' + rest % 1000 / 100);
    two(time, 11, rest % 100);
    return date(day).concat(new String(time));
  }

  private static void two(char[] into, int at, int number) {
    into[at] = (char) ('0' + number / 10);
    into[at + 1] = (char) ('0' + number % 10);
  }

  private String date(long day) {
    int slot = (int) (day & (DAYS - 1));
    String date = dates[slot];
    if (date == null || known[slot] != day) {
      date = LocalDate.ofEpochDay(day).toString();
      known[slot] = day;
      dates[slot] = date;
    }
    return date;
  }
}
