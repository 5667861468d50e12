package io.trailmark.segmentation.occasion;

import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjuster;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A calendar for this module's tests; the real one comes with module {@code forecast}. */
public final class TestHolidays implements HolidayCalendar {
  private static final Set<String> COUNTRIES = Set.of("GB", "US", "DE");

  /** By name, or by name and country where countries differ. */
  private static final Map<String, IntFunction<LocalDate>> DAYS =
      Map.ofEntries(
          Map.entry("new-year", every(1, 1)),
          Map.entry("valentines", every(2, 14)),
          Map.entry("halloween", every(10, 31)),
          Map.entry("christmas-eve", every(12, 24)),
          Map.entry("christmas", every(12, 25)),
          Map.entry("easter", TestHolidays::easter),
          Map.entry("mothers-day GB", year -> easter(year).minusDays(21)),
          Map.entry("mothers-day US", year -> LocalDate.of(year, 5, 1).with(sunday(2))),
          Map.entry("mothers-day DE", year -> LocalDate.of(year, 5, 1).with(sunday(2))),
          Map.entry("fathers-day GB", year -> LocalDate.of(year, 6, 1).with(sunday(3))),
          Map.entry("fathers-day US", year -> LocalDate.of(year, 6, 1).with(sunday(3))),
          Map.entry("fathers-day DE", year -> easter(year).plusDays(39)),
          Map.entry("thanksgiving US", TestHolidays::thanksgiving),
          Map.entry("black-friday", year -> thanksgiving(year).plusDays(1)));

  private static IntFunction<LocalDate> every(int month, int day) {
    return MonthDay.of(month, day)::atYear;
  }

  private static TemporalAdjuster sunday(int nth) {
    return dayOfWeekInMonth(nth, SUNDAY);
  }

  private static LocalDate thanksgiving(int year) {
    return LocalDate.of(year, 11, 1).with(dayOfWeekInMonth(4, THURSDAY));
  }

  /** Meeus, Astronomical Algorithms (1991), chapter 8. */
  private static LocalDate easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return LocalDate.of(year, n / 31, n % 31 + 1);
  }

  @Override
  public Set<String> occasions() {
    Set<String> names = new TreeSet<>();
    DAYS.keySet().forEach(key -> names.add(key.split(" ")[0]));
    return names;
  }

  @Override
  public Set<String> countries() {
    return COUNTRIES;
  }

  @Override
  public long[] days(String occasion, String country, int fromYear, int toYear) {
    IntFunction<LocalDate> day = DAYS.getOrDefault(occasion, DAYS.get(occasion + " " + country));
    if (day == null || !COUNTRIES.contains(country)) {
      throw new IllegalArgumentException("no " + occasion + " is known in " + country);
    }
    return IntStream.rangeClosed(fromYear, toYear)
        .mapToLong(y -> day.apply(y).toEpochDay())
        .toArray();
  }
}
