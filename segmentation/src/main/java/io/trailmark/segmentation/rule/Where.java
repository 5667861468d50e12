package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Properties;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which activities of a kind are meant: those for which all conditions hold.
 *
 * @param conditions empty: all
 */
public record Where(List<Condition> conditions) {
  /** All of them. */
  public static final Where ALL = new Where(List.of());

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

  public Where {
    conditions = List.copyOf(conditions);
  }

  /** A condition on one activity. */
  public sealed interface Condition {

    /** Whether it holds, given the activity in the customer's local time. */
    boolean holds(ZonedDateTime local, long value, Properties properties);

    /** Whether the customer's local time matters. */
    default boolean isLocal() {
      return false;
    }
  }

  /** A property has a value that passes a test. */
  public record Property(String name, Test test) implements Condition {
    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      return test.passes(properties.get(name));
    }

    @Override
    public String toString() {
      return name + " " + test;
    }
  }

  /** The amount of an order or a refund in minor units of the reporting currency. */
  public record Amount(Range range) implements Condition {
    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      return properties.get(Properties.CURRENCY) == null && range.contains(value);
    }

    @Override
    public String toString() {
      return "amount in " + range;
    }
  }

  /**
   * The currency of the amount of an order or a refund passes a test.
   *
   * @param reporting the currency of amounts that name none
   */
  public record Currency(String reporting, Test test) implements Condition {
    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      String named = properties.get(Properties.CURRENCY);
      return test.passes(named == null ? reporting : named);
    }

    @Override
    public String toString() {
      return Properties.CURRENCY + " " + test;
    }
  }

  /** One item passes all these tests. */
  public record Item(List<Property> tests) implements Condition {
    public Item {
      tests = List.copyOf(tests);
    }

    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      return properties.items().stream()
          .anyMatch(item -> tests.stream().allMatch(t -> t.holds(local, value, item)));
    }

    @Override
    public String toString() {
      return "an item with "
          + tests.stream().map(Property::toString).collect(Collectors.joining(" and "));
    }
  }

  /**
   * The time of day on the customer's clock: {@code from <= time < to}, over midnight if from is
   * the later.
   */
  public record TimeOfDay(LocalTime from, LocalTime to) implements Condition {
    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      LocalTime time = local.toLocalTime();
      boolean begun = !time.isBefore(from);
      boolean open = time.isBefore(to);
      return from.isBefore(to) ? begun && open : begun || open;
    }

    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public String toString() {
      return "between " + from + " and " + to + " on the customer's clock";
    }
  }

  /** The day of the week on the customer's calendar. */
  public record Weekday(Set<DayOfWeek> days) implements Condition {
    public Weekday {
      days = EnumSet.copyOf(days);
    }

    @Override
    public boolean holds(ZonedDateTime local, long value, Properties properties) {
      return days.contains(local.getDayOfWeek());
    }

    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public String toString() {
      return "on "
          + days.stream()
              .map(d -> d.name().charAt(0) + d.name().substring(1).toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or "));
    }
  }

  /** A test of one value, which may be missing. */
  public sealed interface Test {
    boolean passes(@Nullable String value);

    /** It is one of these. */
    record OneOf(SortedSet<String> values) implements Test {
      public OneOf {
        values = new TreeSet<>(values);
      }

      @Override
      public boolean passes(@Nullable String value) {
        return value != null && values.contains(Where.canonical(value));
      }

      @Override
      public String toString() {
        return "is " + Where.written(values);
      }
    }

    /** It is missing or none of these. */
    record NoneOf(SortedSet<String> values) implements Test {
      public NoneOf {
        values = new TreeSet<>(values);
      }

      @Override
      public boolean passes(@Nullable String value) {
        return value == null || !values.contains(Where.canonical(value));
      }

      @Override
      public String toString() {
        return "is not " + Where.written(values);
      }
    }

    /** It has this in it, in whatever case. */
    record Contains(String part) implements Test {
      @Override
      public boolean passes(@Nullable String value) {
        return value != null
            && value.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
      }

      @Override
      public String toString() {
        return "contains " + part;
      }
    }

    /** It is there, or it is not. */
    record Exists(boolean there) implements Test {
      @Override
      public boolean passes(@Nullable String value) {
        return (value != null) == there;
      }

      @Override
      public String toString() {
        return there ? "is given" : "is not given";
      }
    }

    /** It is a number in the range, millionths. */
    record Between(Range millionths) implements Test {
      @Override
      public boolean passes(@Nullable String value) {
        return value != null && millionths.contains(Where.millionths(value));
      }

      @Override
      public String toString() {
        return "in " + millionths;
      }
    }
  }

  /**
   * Values as a measure's key names them: as they are, so that keys stay what they were; in quotes
   * only where they would read as something else.
   */
  private static String written(SortedSet<String> values) {
    return values.stream().map(Where::written).collect(Collectors.joining(" or "));
  }

  private static String written(String value) {
    boolean plain =
        !value.contains(" or ")
            && value.indexOf('"') < 0
            && !value.startsWith("not ")
            && !value.equals("given");
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  /** The same text for equal numbers. */
  public static String canonical(String value) {
    return NUMBER.matcher(value).matches() ? Properties.canonical(new BigDecimal(value)) : value;
  }

  /** A number in millionths, half-even; {@link Measure#NONE} if it is none or too large. */
  static long millionths(@Nullable String value) {
    if (value == null || !NUMBER.matcher(value).matches()) {
      return Measure.NONE;
    }
    BigDecimal scaled = new BigDecimal(value).movePointRight(6).setScale(0, RoundingMode.HALF_EVEN);
    return scaled.precision() <= 18 ? scaled.longValue() : Measure.NONE;
  }

  /**
   * Whether all conditions hold for an activity.
   *
   * @param zone of the customer's clock, null where it does not matter
   */
  boolean holds(long at, @Nullable ZoneId zone, long value, Properties properties) {
    if (conditions.isEmpty()) {
      return true;
    }
    ZonedDateTime local = Instant.ofEpochMilli(at).atZone(zone == null ? ZoneOffset.UTC : zone);
    for (Condition condition : conditions) {
      if (!condition.holds(local, value, properties)) {
        return false;
      }
    }
    return true;
  }

  boolean isLocal() {
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).isLocal()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return conditions.stream().map(Condition::toString).collect(Collectors.joining(" and "));
  }
}
