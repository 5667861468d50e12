package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.prediction.Buyer;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What rules look at: one customer's activities, and what stands for all.
 *
 * @param zone of clocks and calendars
 */
public record View(Timeline timeline, Surveys surveys, ZoneId zone) {
  /** Kind of the activities that say that from then on a trait of the customer has a value. */
  public static final String TRAIT = "trait_changed";

  /** Kind of the activities that bring something. */
  public static final String ORDERED = "order_placed";

  /** Property of such an activity: the name of the trait. */
  public static final String TRAIT_NAME = "trait";

  /** Property of such an activity: its value from then on; empty: none. */
  public static final String TRAIT_VALUE = "value";

  /** The trait that holds the customer's time zone. */
  public static final String ZONE = "zone";

  /** The same without what was surveyed: it keeps no more than it needs. */
  View forever() {
    return surveys == Surveys.NONE ? this : new View(timeline, Surveys.NONE, zone);
  }

  /** The value of a trait as of {@code asOf}, null if it has none. */
  public @Nullable String trait(String name, long asOf) {
    Column column = timeline.column(TRAIT);
    if (column == null) {
      return null;
    }
    Column changes = column.through(new Lenses.Named(TRAIT_NAME, name));
    int n = changes.upTo(asOf);
    if (n == 0) {
      return null;
    }
    // Of several at one instant the last in order of the words stands, whichever came first.
    String value = changes.properties(n - 1).get(TRAIT_VALUE);
    for (int i = n - 2; i >= 0 && changes.at(i) == changes.at(n - 1); i--) {
      String other = changes.properties(i).get(TRAIT_VALUE);
      value = value == null || other != null && other.compareTo(value) > 0 ? other : value;
    }
    return value == null || value.isEmpty() ? null : value;
  }

  /** The same on the customer's own clock as of {@code asOf}, if their zone is known. */
  public View local(long asOf) {
    String known = trait(ZONE, asOf);
    if (known == null) {
      return this;
    }
    try {
      return new View(timeline, surveys, ZoneId.of(known));
    } catch (DateTimeException e) {
      return this;
    }
  }

  /**
   * The customer as predictions see them, by the orders of the days that were over at {@code
   * midnight}; null if there were none.
   */
  public @Nullable Buyer buyer(long midnight) {
    Column days = orderDays();
    int n = days.upTo(midnight - 1);
    if (n == 0) {
      return null;
    }
    long first = day(days.at(0));
    return new Buyer(
        n - 1,
        (int) (day(days.at(n - 1)) - first),
        (int) (day(midnight - 1) - first),
        days.total(n) - days.total(1));
  }

  /** The days with orders: the last millisecond of each, and what its orders brought. */
  Column orderDays() {
    return timeline.derived(new Derived.OrderDays(forever()));
  }

  /** When a trait next changes, {@link Measure#NEVER} if no change is announced. */
  long nextTrait(long asOf) {
    Column changes = timeline.column(TRAIT);
    int n = changes == null ? 0 : changes.upTo(asOf);
    return changes == null || n == changes.size() ? Measure.NEVER : changes.at(n);
  }

  /** The calendar day of an instant, days since 1970-01-01. */
  public long day(long instant) {
    return Instant.ofEpochMilli(instant).atZone(zone).toLocalDate().toEpochDay();
  }

  /** When a calendar day begins. */
  public long startOf(long day) {
    return LocalDate.ofEpochDay(day).atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
