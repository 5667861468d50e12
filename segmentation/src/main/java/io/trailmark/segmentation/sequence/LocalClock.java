package io.trailmark.segmentation.sequence;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Times of day in a zone. A time that a clock jumps over comes as much later; of one that it shows
 * twice the first is meant.
 */
final class LocalClock {
  private LocalClock() {}

  /**
   * When a clock shows a time on a day.
   *
   * @param day since 1970-01-01
   */
  static long instant(ZoneId zone, long day, LocalTime time) {
    return LocalDate.ofEpochDay(day).atTime(time).atZone(zone).toInstant().toEpochMilli();
  }

  static ZonedDateTime at(ZoneId zone, long instant) {
    return Instant.ofEpochMilli(instant).atZone(zone);
  }
}
