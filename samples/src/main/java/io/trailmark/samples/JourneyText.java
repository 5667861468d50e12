package io.trailmark.samples;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** How "The Complete Journey" writes what it knows. */
final class JourneyText {
  /** Its days are days of the shop; its times are written in UTC. */
  private static final ZoneId SHOP = ZoneId.of("America/New_York");

  private JourneyText() {}

  /** Empty where R has none. */
  static String known(Row row, String column) {
    String text = row.get(column);
    return text.equals("NA") ? "" : text;
  }

  /** A whole number that may be written with a fraction: 31625220889.0. */
  static String whole(Row row, String column) {
    String text = row.get(column);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(column + " is empty");
    }
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static Instant day(Row row, String column) {
    try {
      return startOf(LocalDate.parse(row.get(column)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(column + " must look like 2017-01-28", e);
    }
  }

  static Instant startOf(LocalDate day) {
    return day.atStartOfDay(SHOP).toInstant();
  }

  static Instant time(Row row, String column) {
    try {
      String text = row.get(column).replace(' ', 'T').replaceFirst("Z$", "");
      return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(column + " must look like 2017-01-28 19:06:53", e);
    }
  }
}
