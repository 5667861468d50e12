package io.trailmark.forecast.occasions;

import io.trailmark.segmentation.occasion.HolidayCalendar;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The days that shops plan for, in twenty countries. Each is the day itself, also where a public
 * holiday moves to a weekday. Today's rules hold for all years, past ones included.
 */
public final class Occasions implements HolidayCalendar {
  static final int FIRST_YEAR = 1900;
  static final int LAST_YEAR = 2200;

  @Override
  public Set<String> occasions() {
    return Table.OCCASIONS.keySet();
  }

  @Override
  public Set<String> countries() {
    return Table.COUNTRIES;
  }

  @Override
  public long[] days(String occasion, String country, int fromYear, int toYear) {
    if (fromYear < FIRST_YEAR || toYear < fromYear || toYear > LAST_YEAR) {
      throw new IllegalArgumentException(
          "years must be from %d to %d in ascending order, not %d to %d"
              .formatted(FIRST_YEAR, LAST_YEAR, fromYear, toYear));
    }
    Rule rule = find(occasion, country);
    return IntStream.rangeClosed(fromYear, toYear)
        .mapToLong(year -> rule.in(year).toEpochDay())
        .toArray();
  }

  private static Rule find(String occasion, String country) {
    requireKnown("occasion", occasion, Table.OCCASIONS.keySet());
    requireKnown("country", country, Table.COUNTRIES);
    Map<String, Rule> rules = Table.OCCASIONS.getOrDefault(occasion, Map.of());
    Rule rule = rules.get(country);
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no %s in %s, only in %s"
              .formatted(occasion, country, String.join(", ", new TreeSet<>(rules.keySet()))));
    }
    return rule;
  }

  private static void requireKnown(String what, String name, Set<String> known) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "no %s %s is known, only %s".formatted(what, name, String.join(", ", known)));
    }
  }
}
