package io.trailmark.forecast.occasions;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;

/** The one day of a year. */
@FunctionalInterface
interface Rule {
  LocalDate in(int year);

  static Rule on(Month month, int day) {
    return year -> LocalDate.of(year, month, day);
  }

  /** Such as the second Sunday of May. */
  static Rule nth(int n, DayOfWeek weekday, Month month) {
    return year ->
        LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(n, weekday));
  }

  static Rule last(DayOfWeek weekday, Month month) {
    return year -> LocalDate.of(year, month, 1).with(TemporalAdjusters.lastInMonth(weekday));
  }

  default Rule plus(int days) {
    return year -> in(year).plusDays(days);
  }

  /** In years when this is the same day as the other, what is given instead. */
  default Rule unless(Rule other, Rule instead) {
    return year -> in(year).equals(other.in(year)) ? instead.in(year) : in(year);
  }
}
