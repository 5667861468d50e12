package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which activities a measure looks at. They may stand in several columns, each in order of when
 * they happened; what is asked of them here is asked of all together.
 */
public sealed interface Selection {

  /** The kinds that matter. */
  Kinds kinds();

  /** The kinds that matter, with that of the customer's clock where it does. */
  default Kinds dependsOn() {
    return isLocal() ? kinds().and(Kinds.of(View.TRAIT)) : kinds();
  }

  /** How many columns there are to look through. */
  int columns(View view);

  /** One of the columns, null if it is empty. */
  @Nullable Column column(View view, int i);

  /** Whether the customer's clock matters. */
  boolean isLocal();

  /** Activities of these kinds for which the condition holds. */
  record Of(Kinds kinds, Where where) implements Selection {

    public Of(Kinds kinds) {
      this(kinds, Where.ALL);
    }

    @Override
    public int columns(View view) {
      return kinds.any() ? view.timeline().columns().size() : kinds.names().size();
    }

    @Override
    public @Nullable Column column(View view, int i) {
      Column column = recorded(view, i);
      return column == null || where.conditions().isEmpty()
          ? column
          : column.through(new Lenses.Shown(where, zone(view)));
    }

    /** Sum of the amounts of those after {@code from} and at {@code to} or before. */
    long total(View view, long from, long to) {
      long total = 0;
      for (int i = 0, columns = columns(view); i < columns; i++) {
        Column column = column(view, i);
        if (column != null) {
          total += column.total(column.upTo(to)) - column.total(start(column, from));
        }
      }
      return total;
    }

    /** How many different values a property has among those. */
    long different(View view, String field, long from, long to) {
      Set<String> values = new HashSet<>();
      for (int i = 0, columns = columns(view); i < columns; i++) {
        Column column = column(view, i);
        if (column != null) {
          column
              .values(field)
              .columns()
              .forEach(
                  (value, carrying) -> {
                    if (carrying.upTo(to) > start(carrying, from)) {
                      values.add(value);
                    }
                  });
        }
      }
      return values.size();
    }

    /**
     * One number from those that a property of theirs holds, or from their amounts.
     *
     * @return {@link Measure#NONE} if there is none
     */
    long statistic(
        Measure.Statistic statistic, View view, @Nullable String property, long from, long to) {
      long n = 0;
      long total = 0;
      long least = Measure.NEVER;
      long most = Measure.NONE;
      for (int c = 0, columns = columns(view); c < columns; c++) {
        Column column = numbers(view, c, property);
        int i = column == null ? 0 : start(column, from);
        int j = column == null ? 0 : column.upTo(to);
        if (column != null && i < j) {
          n += j - i;
          total += column.total(j) - column.total(i);
          least =
              statistic == Measure.Statistic.MINIMUM
                  ? Math.min(least, column.smallest(i, j))
                  : least;
          most =
              statistic == Measure.Statistic.MAXIMUM ? Math.max(most, column.largest(i, j)) : most;
        }
      }
      return switch (statistic) {
        case TOTAL -> total;
        case AVERAGE -> n == 0 ? Measure.NONE : halfEven(total, n);
        case MINIMUM -> n == 0 ? Measure.NONE : least;
        case MAXIMUM -> n == 0 ? Measure.NONE : most;
      };
    }

    private static long halfEven(long total, long n) {
      return BigDecimal.valueOf(total)
          .divide(BigDecimal.valueOf(n), 0, RoundingMode.HALF_EVEN)
          .longValue();
    }

    private static int start(Column column, long from) {
      return from == Measure.NONE ? 0 : column.upTo(from);
    }

    /** Whether each of these is surely one of the others too. */
    public boolean isAmong(Of other) {
      return kinds.areAmong(other.kinds)
          && where.conditions().containsAll(other.where.conditions());
    }

    /** Those that are of both. */
    Of common(Of other) {
      return new Of(
          kinds.common(other.kinds),
          new Where(
              Stream.concat(where.conditions().stream(), other.where.conditions().stream())
                  .distinct()
                  .toList()));
    }

    /** The kind of the activities of one of the columns. */
    public String kind(View view, int i) {
      return kinds.any() ? view.timeline().column(i).getKey() : kinds.names().get(i);
    }

    /**
     * One of the columns, of those that carry a number, with it.
     *
     * @param property that holds it, in millionths; null: the amount, unless another currency's
     * @return null if it is empty
     */
    public @Nullable Column numbers(View view, int i, @Nullable String property) {
      Column column = recorded(view, i);
      return column == null
          ? null
          : column.through(new Lenses.Numbers(where, zone(view), property));
    }

    private @Nullable ZoneId zone(View view) {
      return where.isLocal() ? view.zone() : null;
    }

    private @Nullable Column recorded(View view, int i) {
      if (!kinds.any()) {
        return view.timeline().column(kinds.names().get(i));
      }
      Map.Entry<String, Column> entry = view.timeline().column(i);
      return kinds.contains(entry.getKey()) ? entry.getValue() : null;
    }

    @Override
    public boolean isLocal() {
      return where.isLocal();
    }

    @Override
    public String toString() {
      return kinds + (where.conditions().isEmpty() ? "" : " where " + where);
    }
  }

  /**
   * One thing and then another, in order: b follows a within a time D iff {@code a <= b < a + D}.
   * Nothing follows itself.
   *
   * @param within D, milliseconds
   * @param followed true: each {@code then} that follows a {@code first}, from when it happened;
   *     false: each {@code first} that no {@code then} follows, from when D is over
   */
  record Paired(Of first, Of then, long within, boolean followed) implements Selection {
    @Override
    public Kinds kinds() {
      return first.kinds().and(then.kinds());
    }

    @Override
    public int columns(View view) {
      return 1;
    }

    @Override
    public Column column(View view, int i) {
      return view.timeline().derived(new Derived.Pairs(this, view.forever()));
    }

    @Override
    public boolean isLocal() {
      return first.isLocal() || then.isLocal();
    }

    @Override
    public String toString() {
      return "(" + first + (followed ? " then " : " without ") + then + ", " + within + "ms)";
    }
  }

  /**
   * How many happened after {@code from} and at {@code to} or before; {@link Measure#NONE}: from
   * the beginning.
   */
  default long between(View view, long from, long to) {
    long n = 0;
    for (int i = 0, columns = columns(view); i < columns; i++) {
      Column column = column(view, i);
      if (column != null) {
        n += column.upTo(to) - (from == Measure.NONE ? 0 : column.upTo(from));
      }
    }
    return n;
  }

  /** When the last happened by {@code instant}, {@link Measure#NONE} if none. */
  default long last(View view, long instant) {
    long last = Measure.NONE;
    for (int i = 0, columns = columns(view); i < columns; i++) {
      Column column = column(view, i);
      int n = column == null ? 0 : column.upTo(instant);
      if (column != null && n > 0) {
        last = Math.max(last, column.at(n - 1));
      }
    }
    return last;
  }

  /** When the first of all happens, {@link Measure#NEVER} if none. */
  default long first(View view) {
    long first = Measure.NEVER;
    for (int i = 0, columns = columns(view); i < columns; i++) {
      Column column = column(view, i);
      if (column != null && column.size() > 0) {
        first = Math.min(first, column.at(0));
      }
    }
    return first;
  }

  /** When the first after {@code instant} happens, {@link Measure#NEVER} if none. */
  default long firstAfter(View view, long instant) {
    long first = Measure.NEVER;
    for (int i = 0, columns = columns(view); i < columns; i++) {
      Column column = column(view, i);
      int n = column == null ? 0 : column.upTo(instant);
      if (column != null && n < column.size()) {
        first = Math.min(first, column.at(n));
      }
    }
    return first;
  }

  /** When the n-th (from 1) after {@code from} happens; so many there must be. */
  default long nth(View view, long from, long n) {
    int columns = columns(view);
    Column[] all = new Column[columns];
    int[] passed = new int[columns];
    int some = 0;
    for (int c = 0; c < columns; c++) {
      Column column = column(view, c);
      if (column != null) {
        all[some] = column;
        passed[some++] = column.upTo(from);
      }
    }
    long at = from;
    for (long left = n; left > 0; ) {
      // Of the next so many one column holds its share at least: that far nothing can be missed.
      int share = (int) Math.max(1, left / some);
      at = Measure.NEVER;
      for (int c = 0; c < some; c++) {
        int last = passed[c] + share - 1;
        at = last < all[c].size() ? Math.min(at, all[c].at(last)) : at;
      }
      for (int c = 0; c < some; c++) {
        int by = all[c].upTo(at, passed[c], Math.min(passed[c] + share, all[c].size()));
        left -= by - passed[c];
        passed[c] = by;
      }
    }
    return at;
  }

  /** As of {@code asOf}: on the customer's clock where it matters. */
  default View at(View view, long asOf) {
    return isLocal() ? view.local(asOf) : view;
  }

  /** When an announced activity next adds to them, or a change of the customer's zone may. */
  default long nextNews(View view, long asOf) {
    long next = firstAfter(at(view, asOf), asOf);
    return isLocal() ? Math.min(next, view.nextTrait(asOf)) : next;
  }
}
