package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Properties;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A day that comes again, on the customer's calendar: days are those since 1970-01-01. It lasts the
 * whole day; what falls on 29 February is kept on the 28th in other years.
 */
public sealed interface Occasion {

  /** The latest day it fell on before today, {@link Measure#NONE} if none is known. */
  long last(View local, long asOf);

  /** The first day it falls on from today on, {@link Measure#NEVER} if none is known. */
  long next(View local, long asOf);

  /** The kinds of activity that it depends on. */
  Kinds kinds();

  /** When an announced activity may next move it. */
  default long nextNews(View view, long asOf) {
    return new Selection.Of(kinds()).firstAfter(view, asOf);
  }

  /**
   * One that a calendar knows.
   *
   * @param days on which it falls
   */
  record Calendar(String name, String country, NavigableSet<Long> days) implements Occasion {
    public Calendar {
      days = new TreeSet<>(days);
    }

    @Override
    public long last(View local, long asOf) {
      Long day = days.lower(local.day(asOf));
      return day == null ? Measure.NONE : day;
    }

    @Override
    public long next(View local, long asOf) {
      Long day = days.ceiling(local.day(asOf));
      return day == null ? Measure.NEVER : day;
    }

    @Override
    public Kinds kinds() {
      return Kinds.NONE;
    }

    @Override
    public String toString() {
      return name + " " + country;
    }
  }

  /** The same day every year. */
  record Yearly(MonthDay date) implements Occasion {
    @Override
    public long last(View local, long asOf) {
      return before(date, local.day(asOf));
    }

    @Override
    public long next(View local, long asOf) {
      return from(date, local.day(asOf));
    }

    @Override
    public Kinds kinds() {
      return Kinds.NONE;
    }

    @Override
    public String toString() {
      return date.toString().substring(2);
    }
  }

  /** What the customer declared last under this name. */
  record Declared(String name) implements Occasion {
    /** Kind of the activities that declare an occasion. */
    public static final String KIND = "occasion_declared";

    static final String NAME = "occasion";
    static final String MONTH = "month";
    static final String DAY = "day";

    @Override
    public long last(View local, long asOf) {
      MonthDay date = date(local, asOf);
      return date == null ? Measure.NONE : before(date, local.day(asOf));
    }

    @Override
    public long next(View local, long asOf) {
      MonthDay date = date(local, asOf);
      return date == null ? Measure.NEVER : from(date, local.day(asOf));
    }

    /** Of several at one instant the latest in the year stands, whichever came first. */
    private @Nullable MonthDay date(View view, long asOf) {
      Column column = view.timeline().column(KIND);
      if (column == null) {
        return null;
      }
      Column declared = column.through(new Lenses.Named(NAME, name));
      int n = declared.upTo(asOf);
      MonthDay latest = null;
      for (int i = n - 1; i >= 0 && declared.at(i) == declared.at(n - 1); i--) {
        MonthDay date = date(declared.properties(i));
        latest = latest == null || date != null && date.isAfter(latest) ? date : latest;
      }
      return latest;
    }

    private static @Nullable MonthDay date(Properties properties) {
      try {
        return MonthDay.of(
            Integer.parseInt(String.valueOf(properties.get(MONTH))),
            Integer.parseInt(String.valueOf(properties.get(DAY))));
      } catch (NumberFormatException | DateTimeException e) {
        return null;
      }
    }

    @Override
    public Kinds kinds() {
      return Kinds.of(KIND);
    }

    @Override
    public String toString() {
      return "declared " + name;
    }
  }

  /** The day of the customer's first such activity, every year after it. */
  record Anniversary(Selection of) implements Occasion {
    @Override
    public long last(View local, long asOf) {
      LocalDate first = first(local, asOf);
      if (first == null) {
        return Measure.NONE;
      }
      long last = before(MonthDay.from(first), local.day(asOf));
      return last > first.toEpochDay() ? last : Measure.NONE;
    }

    @Override
    public long next(View local, long asOf) {
      LocalDate first = first(local, asOf);
      return first == null
          ? Measure.NEVER
          : from(MonthDay.from(first), Math.max(local.day(asOf), first.toEpochDay() + 1));
    }

    private @Nullable LocalDate first(View local, long asOf) {
      long first = of.first(of.at(local, asOf));
      return first > asOf ? null : Instant.ofEpochMilli(first).atZone(local.zone()).toLocalDate();
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn();
    }

    @Override
    public String toString() {
      return "anniversary of " + of;
    }
  }

  /** The last such day before another. */
  private static long before(MonthDay date, long day) {
    int year = LocalDate.ofEpochDay(day).getYear();
    long same = date.atYear(year).toEpochDay();
    return same < day ? same : date.atYear(year - 1).toEpochDay();
  }

  /** The first such day that is another or after it. */
  private static long from(MonthDay date, long day) {
    int year = LocalDate.ofEpochDay(day).getYear();
    long same = date.atYear(year).toEpochDay();
    return same >= day ? same : date.atYear(year + 1).toEpochDay();
  }
}
