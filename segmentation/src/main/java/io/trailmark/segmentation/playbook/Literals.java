package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values: each notes a problem and answers something harmless if it cannot. */
final class Literals {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([dhms])");
  private static final Map<String, Long> UNITS =
      Map.of("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L);
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)%");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(\\.\\d{1,6})?");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern PROPERTY = Pattern.compile("(items\\.)?[A-Za-z][A-Za-z0-9_]{0,63}");
  static final String ID = "[a-z][a-z0-9-]{0,63}";
  static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private final Problems problems;
  private Currency currency = Currency.getInstance("GBP");

  Literals(Problems problems) {
    this.problems = problems;
  }

  /** Amounts are in this one. */
  void in(Currency reporting) {
    currency = reporting;
  }

  /** The currency of amounts. */
  Currency currency() {
    return currency;
  }

  /** In the unit's whole numbers. */
  long value(Entry entry, Unit unit) {
    return switch (unit) {
      case COUNT -> whole(entry);
      case DURATION -> age(entry);
      case MONEY -> money(entry);
      case NUMBER -> decimal(entry, "a number, like 3 or 2.5", 6);
      case PERCENT -> part(entry).movePointRight(6).longValue();
    };
  }

  /** Milliseconds, above 0. */
  long duration(Entry entry) {
    String text = entry.text();
    long millis = millis(text);
    if (millis > 0) {
      return millis;
    }
    if (!text.isEmpty()) {
      problems.add(
          entry, "`" + text + "` is not a duration above 0; for example 60d, 4h, 30m or 90s");
    }
    return 1;
  }

  /** Milliseconds, 0 too: how long ago something was, or how far ahead. */
  private long age(Entry entry) {
    long millis = millis(entry.text());
    return millis == 0 ? 0 : duration(entry);
  }

  /** Below 0 if it is no duration. */
  static long millis(String text) {
    Matcher matcher = DURATION.matcher(text);
    return matcher.matches()
        ? Long.parseLong(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0L)
        : -1;
  }

  /** Days, from a duration in whole ones. */
  int days(Entry entry) {
    long millis = duration(entry);
    if (millis % 86_400_000 != 0 && millis > 1) {
      problems.add(entry, "the calendar counts whole days; for example 14d");
    }
    return (int) (millis / 86_400_000);
  }

  private long whole(Entry entry) {
    String text = entry.text();
    if (WHOLE.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    if (!text.isEmpty()) {
      problems.add(entry, "`" + text + "` is not a whole number of 0 or more, like 3");
    }
    return 0;
  }

  private long money(Entry entry) {
    int decimals = Math.max(0, currency.getDefaultFractionDigits());
    return decimal(
        entry,
        "an amount in " + currency + " with at most " + decimals + " decimals, like 50",
        decimals);
  }

  private long decimal(Entry entry, String what, int decimals) {
    String text = entry.text();
    if (DECIMAL.matcher(text).matches()) {
      BigDecimal scaled = new BigDecimal(text).movePointRight(decimals);
      if (scaled.stripTrailingZeros().scale() <= 0) {
        return scaled.longValueExact();
      }
    }
    if (!text.isEmpty()) {
      problems.add(entry, "`" + text + "` is not " + what);
    }
    return 0;
  }

  /** Above {@code least} percent and up to {@code most}. */
  BigDecimal percent(Entry entry, int least, int most) {
    String text = entry.text();
    Matcher matcher = PERCENT.matcher(text);
    if (matcher.matches()) {
      BigDecimal percent = new BigDecimal(matcher.group(1));
      if (percent.compareTo(BigDecimal.valueOf(least)) > 0
          && percent.compareTo(BigDecimal.valueOf(most)) <= 0) {
        return percent;
      }
    }
    if (!text.isEmpty()) {
      problems.add(
          entry,
          "`"
              + text
              + "` is not a percentage above "
              + least
              + "% and up to "
              + most
              + "%; for example 10%");
    }
    return BigDecimal.TEN;
  }

  /** How many of a hundred, 0 too; more than all where others are counted than those among them. */
  private BigDecimal part(Entry entry) {
    Matcher matcher = PERCENT.matcher(entry.text());
    boolean none = matcher.matches() && new BigDecimal(matcher.group(1)).signum() == 0;
    return none ? BigDecimal.ZERO : percent(entry, 0, 1_000);
  }

  boolean flag(Entry entry) {
    String text = entry.text();
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      problems.add(entry, "`" + entry.key() + "` is true or false, not `" + text + "`");
    }
    return text.equals("true");
  }

  /** A kind or several, or {@code any}. */
  Kinds kinds(Entry entry) {
    List<String> names = names(entry);
    boolean any = names.contains("any");
    if (any && names.size() > 1) {
      problems.add(entry, "`any` stands alone");
    }
    return new Kinds(any ? List.of() : names, any);
  }

  /** One kind. */
  String oneKind(Entry entry) {
    List<String> kinds = namedKinds(entry);
    if (kinds.size() > 1) {
      problems.add(entry, "only one kind of activity can stand here");
    }
    return kinds.getFirst();
  }

  /** One kind or a list of them, each by its name; never empty. */
  List<String> namedKinds(Entry entry) {
    List<String> kinds = names(entry);
    if (kinds.contains("any")) {
      problems.add(entry, "`any` cannot stand here: name what is meant");
    }
    return kinds;
  }

  /** One kind, or a list of them in one order however they are written; never empty. */
  private List<String> names(Entry entry) {
    List<Entry> named = entry.isList() ? entry.items() : List.of(entry);
    if (named.isEmpty()) {
      problems.add(entry, "at least one kind of activity is needed here");
      return List.of("none");
    }
    return named.stream().map(this::kind).distinct().sorted().toList();
  }

  private String kind(Entry entry) {
    String kind = entry.text();
    if (!kind.isEmpty() && !KIND.matcher(kind).matches()) {
      problems.add(entry, "`" + kind + "` cannot be a kind of activity; for example order_placed");
    }
    return kind;
  }

  /** The name of a property of activities, or of their items. */
  String property(Entry entry) {
    String name = entry.text();
    if (!name.isEmpty() && !PROPERTY.matcher(name).matches()) {
      problems.add(
          entry, "`" + name + "` cannot be a property; for example category or items.category");
    }
    return name;
  }

  /** A name of something in the playbook. */
  String id(Entry entry) {
    String id = entry.text();
    if (!id.isBlank() && !id.matches(ID)) {
      problems.add(
          entry,
          "`"
              + id
              + "` cannot be an id: small letters, digits and hyphens, beginning with a letter");
    }
    return id;
  }

  /** A time of day. */
  LocalTime time(Entry entry) {
    String text = entry.text();
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      if (!text.isEmpty()) {
        problems.add(entry, "`" + text + "` is not a time of day, like \"09:00\"");
      }
      return LocalTime.MIDNIGHT;
    }
  }

  /** The two texts of {@code from-to}, each a time of day. */
  List<LocalTime> hours(Entry entry) {
    String text = entry.text();
    String[] parts = text.split("-", -1);
    try {
      if (parts.length == 2) {
        List<LocalTime> times = List.of(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
        if (!times.getFirst().equals(times.getLast())) {
          return times;
        }
      }
    } catch (DateTimeException e) {
      // What is wrong is said below.
    }
    if (!text.isEmpty()) {
      problems.add(
          entry, "`" + text + "` is not a time of day from one to another, like \"22:00-06:00\"");
    }
    return List.of(LocalTime.MIDNIGHT, LocalTime.NOON);
  }

  /** One day of the week or several. */
  Set<DayOfWeek> weekdays(Entry entry) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    List<Entry> written = entry.isList() ? entry.items() : List.of(entry);
    for (Entry day : written) {
      int i = DAYS.indexOf(day.text());
      if (i < 0) {
        problems.unknown(day, day.text(), DAYS, "a day of the week");
      } else {
        days.add(DayOfWeek.of(i + 1));
      }
    }
    if (days.isEmpty()) {
      days.add(DayOfWeek.MONDAY);
      if (written.isEmpty()) {
        problems.add(entry, "at least one day of the week is needed here, like [sat, sun]");
      }
    }
    return days;
  }

  /** A day of the year, as month and day. */
  MonthDay monthDay(Entry entry) {
    try {
      return MonthDay.parse("--" + entry.text());
    } catch (DateTimeException e) {
      problems.add(entry, "`" + entry.text() + "` is not a day of the year, like 02-14");
      return MonthDay.of(1, 1);
    }
  }
}
