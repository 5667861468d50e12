package io.trailmark.segmentation.occasion;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** On which days the occasions of a country fall. Thread-safe. */
public interface HolidayCalendar {

  /** Names of the occasions, for example {@code mothers-day}. */
  Set<String> occasions();

  /** ISO 3166 codes of the countries, for example {@code GB}. */
  Set<String> countries();

  /**
   * The days of an occasion, days since 1970-01-01 in ascending order.
   *
   * @throws IllegalArgumentException if it is not known in that country, saying what is
   */
  long[] days(String occasion, String country, int fromYear, int toYear);

  /** The calendar that comes with the program, if one does. */
  static Optional<HolidayCalendar> installed() {
    return Installed.CALENDAR;
  }

  /** Looked up once. */
  final class Installed {
    private static final Optional<HolidayCalendar> CALENDAR =
        ServiceLoader.load(HolidayCalendar.class).findFirst();

    private Installed() {}
  }
}
