package io.trailmark.segmentation.occasion;

import java.util.Optional;
import java.util.Set;

/**
 * When occasions such as Mother's Day are, country by country. What implements it comes from
 * another module, found by {@link java.util.ServiceLoader}, is immutable and safe for use by many
 * threads.
 */
public interface HolidayCalendar {

  /** Names of the occasions known, such as {@code mothers-day}. */
  Set<String> occasions();

  /** Countries known, as ISO 3166 codes of two capitals such as {@code GB}. */
  Set<String> countries();

  /**
   * The days of an occasion, one a year, as days since 1970-01-01 in ascending order.
   *
   * @param occasion one of {@link #occasions()}
   * @param country one of {@link #countries()} that has this occasion
   * @param fromYear first year, 1900 to 2200
   * @param toYear last year (inclusive), fromYear to 2200
   * @throws IllegalArgumentException if there is no such occasion, country or span of years, or the
   *     country does not have the occasion; the message names what would be right
   */
  long[] days(String occasion, String country, int fromYear, int toYear);

  /** The calendar on the class path, if any; always the same. */
  static Optional<HolidayCalendar> installed() {
    return Installed.CALENDAR;
  }
}
