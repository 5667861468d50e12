package io.trailmark.benchmarks;

import java.time.LocalDate;

/** Appends instants as RFC 3339 in UTC with milliseconds, quickly for millions of them. */
final class InstantText {
  private static final long DAY = 86_400_000;
  private static final int DAYS = 1 << 12;

  private final StringBuilder to;
  private final String[] dates = new String[DAYS];
  private final long[] known = new long[DAYS];

  InstantText(StringBuilder to) {
    this.to = to;
  }

  void append(long millis) {
    int time = (int) Math.floorMod(millis, DAY);
    to.append(date(Math.floorDiv(millis, DAY))).append('T');
    number(time / 3_600_000, 10).append(':');
    number(time / 60_000 % 60, 10).append(':');
    number(time / 1_000 % 60, 10).append('.');
    number(time % 1_000, 100).append('Z');
  }

  /** With zeros in front. */
  private StringBuilder number(int number, int highest) {
    for (int unit = highest; unit > 0; unit /= 10) {
      to.append((char) ('0' + number / unit % 10));
    }
    return to;
  }

  private String date(long day) {
    int slot = (int) (day & DAYS - 1);
    if (dates[slot] == null || known[slot] != day) {
      known[slot] = day;
      dates[slot] = LocalDate.ofEpochDay(day).toString();
    }
    return dates[slot];
  }
}
