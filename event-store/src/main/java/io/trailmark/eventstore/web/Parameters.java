package io.trailmark.eventstore.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads request parameters, and says what would be right where one is not. */
public final class Parameters {
  public static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 1000;
  private static final LocalDate FIRST_DAY = LocalDate.EPOCH;
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Parameters() {}

  /**
   * {@code limit}: a whole number from 1 to {@value #MAX_LIMIT}; {@value #DEFAULT_LIMIT} if absent.
   */
  public static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    return wholeNumber("limit", text, 1, MAX_LIMIT);
  }

  /** A whole number between two bounds, both inclusive. */
  public static int wholeNumber(String parameter, String text, int least, int most) {
    return (int) wholeNumber(parameter, text, (long) least, most);
  }

  /**
   * A whole number between two bounds, both inclusive, of at most 18 digits.
   *
   * @param most {@link Long#MAX_VALUE}: any
   */
  public static long wholeNumber(String parameter, String text, long least, long most) {
    if (text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw Problem.bad(
        parameter,
        "%s is a whole number from %d %s, not \"%s\"."
            .formatted(parameter, least, most == Long.MAX_VALUE ? "on" : "to " + most, text));
  }

  /** Whole days, both inclusive. */
  public record Days(LocalDate from, LocalDate to) {}

  /**
   * {@code from} and {@code to}: whole days of the playbook's zone, both inclusive.
   *
   * @param last if {@code to} is absent
   * @param first of a last day, if {@code from} is absent
   */
  public static Days days(
      @Nullable String from, @Nullable String to, LocalDate last, UnaryOperator<LocalDate> first) {
    LocalDate until = to == null ? last : day("to", to);
    LocalDate since = from == null ? notBeforeFirst(first.apply(until)) : day("from", from);
    if (since.isAfter(until)) {
      throw Problem.bad("from", "from (%s) must not be after to (%s).".formatted(since, until));
    }
    return new Days(since, until);
  }

  /**
   * An instant from 1970 on, in milliseconds; what is finer is cut off.
   *
   * @param now milliseconds; later is refused
   */
  public static long pastInstant(String parameter, String text, long now) {
    long instant = instant(parameter, text);
    if (instant > now) {
      throw Problem.bad(
          parameter,
          "%s is not after now, which is %s; %s is."
              .formatted(parameter, Texts.instant(now), Texts.instant(instant)));
    }
    return instant;
  }

  private static long instant(String parameter, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(END)) {
        return instant.toEpochMilli();
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw Problem.bad(
        parameter,
        "%s is an instant from 1970 on, written like 2011-12-09T12:50:00Z, not \"%s\"."
            .formatted(parameter, text));
  }

  private static LocalDate notBeforeFirst(LocalDate day) {
    return day.isBefore(FIRST_DAY) ? FIRST_DAY : day;
  }

  private static LocalDate day(String parameter, String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (!day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY)) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw Problem.bad(
        parameter,
        "%s is a day from 1970-01-01 on, written like 2011-12-09, not \"%s\"."
            .formatted(parameter, text));
  }
}
