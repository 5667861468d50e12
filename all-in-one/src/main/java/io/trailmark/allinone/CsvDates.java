package io.trailmark.allinone;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants as a file writes them. A local time is one of the zone given; where summer time
 * ends, the earlier of two; a day without a time is its first moment.
 */
final class CsvDates {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .toFormatter(Locale.ROOT);

  private final DateTimeFormatter format;
  private final String example;
  private final @Nullable ZoneId zone;

  /**
   * Dates of a file.
   *
   * @param pattern of {@link DateTimeFormatter}, null: ISO 8601
   * @param zone of times without an offset; null: there may be none such
   * @throws IllegalArgumentException if the pattern is none
   */
  CsvDates(@Nullable String pattern, @Nullable ZoneId zone) {
    this.format = pattern == null ? ISO : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    this.example = pattern == null ? "2011-12-09T12:50:00Z" : pattern;
    this.zone = zone;
  }

  /**
   * Reads an instant.
   *
   * @throws IllegalArgumentException if it is none in this format
   * @throws Refusal if it names no offset, and no zone was given: all lines will be so
   */
  Instant read(String text) {
    TemporalAccessor time;
    try {
      time =
          format.parseBest(
              text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("occurredAt must look like " + example, e);
    }
    return switch (time) {
      case OffsetDateTime exact -> exact.toInstant();
      case LocalDateTime local -> local.atZone(known(text)).toInstant();
      default -> LocalDate.from(time).atStartOfDay(known(text)).toInstant();
    };
  }

  private ZoneId known(String text) {
    if (zone == null) {
      throw new Refusal(
          "The file's times, like \"%s\", say no zone: give it by --zone, for example --zone Europe/London."
              .formatted(text));
    }
    return zone;
  }
}
