package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.occasion.HolidayCalendar;
import io.trailmark.segmentation.rule.Occasion;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From YAML to a day that comes again. */
final class OccasionParser {
  private static final int FIRST_YEAR = 1969;
  private static final int LAST_YEAR = 2100;

  private final Problems problems;
  private final Literals literals;
  private final SelectionParser selections;
  private @Nullable String country;
  private @Nullable String named;

  OccasionParser(Problems problems, Literals literals, SelectionParser selections) {
    this.problems = problems;
    this.literals = literals;
    this.selections = selections;
  }

  /** The country that is named at the top of a document. */
  String country(Entry entry) {
    String country = entry.text();
    named = named == null ? country : named;
    HolidayCalendar.installed()
        .filter(known -> !known.countries().contains(country))
        .ifPresent(
            known ->
                problems.unknown(
                    entry, country, known.countries(), "a country whose calendar is known"));
    return country;
  }

  /** Reads a rule whose calendars are of this country where it names no other; null: of none. */
  <T> T in(@Nullable String of, Supplier<T> reading) {
    String before = country;
    country = of;
    T read = reading.get();
    country = before;
    return read;
  }

  /** The country of a calendar, null if nobody said. */
  private @Nullable String where(@Nullable Entry in) {
    if (in != null) {
      return in.text();
    }
    // Included documents once lent theirs to those that named none.
    return country == null && problems.inStored() ? named : country;
  }

  /**
   * A name that a calendar knows, a day like {@code 09-01}, {@code { declared: birthday }} or
   * {@code { anniversary: order_placed }}.
   *
   * @param in the country, if one is named beside it
   */
  Occasion occasion(Entry entry, @Nullable Entry in) {
    if (entry.isMap()) {
      if (entry.get("anniversary") != null) {
        return anniversary(entry);
      }
      entry.only("declared", "anniversary");
      return new Occasion.Declared(entry.need("declared").text());
    }
    return entry.text().matches("\\d.*")
        ? new Occasion.Yearly(literals.monthDay(entry))
        : calendar(entry, in);
  }

  private Occasion anniversary(Entry entry) {
    entry.only("anniversary", "where");
    return new Occasion.Anniversary(
        selections.activities(entry.need("anniversary"), entry.get("where")));
  }

  private Occasion calendar(Entry entry, @Nullable Entry in) {
    String name = entry.text();
    String where = where(in);
    HolidayCalendar calendar = HolidayCalendar.installed().orElse(null);
    TreeSet<Long> days = new TreeSet<>();
    if (calendar == null) {
      problems.add(entry, "no calendar of holidays is installed: name a day, like 02-14");
    } else if (!calendar.occasions().contains(name)) {
      problems.unknown(entry, name, calendar.occasions(), "an occasion that the calendar knows");
    } else if (where == null) {
      problems.add(
          entry, "whose `" + name + "`? Name the country here or at the top, like country: GB");
    } else {
      try {
        days.addAll(
            Arrays.stream(calendar.days(name, where, FIRST_YEAR, LAST_YEAR))
                .boxed()
                .collect(Collectors.toSet()));
      } catch (IllegalArgumentException e) {
        problems.add(in == null ? entry : in, String.valueOf(e.getMessage()));
      }
    }
    return new Occasion.Calendar(name, where == null ? "" : where, days);
  }
}
