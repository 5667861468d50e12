package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.timeline.Column;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A whole number computed from a customer's activities as of an instant, over those that had
 * happened by then; its {@link #unit} says of what.
 */
public sealed interface Measure {

  /**
   * What {@link #valueAt} answers where there is nothing to measure: no comparison holds for it.
   */
  long NONE = Long.MIN_VALUE;

  /** Never. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Canonical text, the same for the same measure in every playbook, for example {@code
   * net(order_placed)}.
   */
  String key();

  /** What the value is a number of. */
  Unit unit();

  /** The kinds of activity that it depends on. */
  Kinds kinds();

  /** The value as of {@code asOf}. */
  long valueAt(View view, long asOf);

  /**
   * The first instant after {@code asOf} at which, with no new activity, the value may come into or
   * out of the range; {@link #NEVER} if it cannot. It surely does not before.
   */
  long nextChange(View view, long asOf, Range range);

  /** Number of activities. */
  record Count(Selection of, Window window) implements Measure {
    @Override
    public String key() {
      return "count(" + of + window + ")";
    }

    @Override
    public Unit unit() {
      return Unit.COUNT;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn().and(window.kinds());
    }

    @Override
    public long valueAt(View view, long asOf) {
      return of.between(of.at(view, asOf), window.after(view, asOf), window.upTo(view, asOf));
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return window instanceof Window.Ages ages && ages.onlyLeave()
          ? Math.min(of.nextNews(view, asOf), nextLeft(ages, view, asOf, range))
          : Windowed.nextStep(this, of, window, view, asOf, range);
    }

    /**
     * When enough have fallen out of the window for the number to come into or out of the range.
     */
    private long nextLeft(Window.Ages ages, View view, long asOf, Range range) {
      if (ages.to() == NEVER) {
        return NEVER;
      }
      long now = valueAt(view, asOf);
      long leaving = range.contains(now) ? now - range.least() + 1 : now - range.most();
      return leaving <= 0 || leaving > now
          ? NEVER
          : of.nth(of.at(view, asOf), asOf - ages.to(), leaving) + ages.to();
    }
  }

  /**
   * Number of different values of a property.
   *
   * @param field its name, or {@code items.} and the name of a property of items
   */
  record Distinct(Selection.Of of, String field, Window window) implements Measure {
    @Override
    public String key() {
      return "distinct(" + field + " of " + of + window + ")";
    }

    @Override
    public Unit unit() {
      return Unit.COUNT;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn().and(window.kinds());
    }

    @Override
    public long valueAt(View view, long asOf) {
      return of.different(
          of.at(view, asOf), field, window.after(view, asOf), window.upTo(view, asOf));
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Windowed.nextChange(this, of, window, true, view, asOf, range);
    }
  }

  /** How several numbers become one. */
  enum Statistic {
    TOTAL,
    /** Rounded half-even to a whole unit. */
    AVERAGE,
    MINIMUM,
    MAXIMUM
  }

  /**
   * One number from those that several activities carry; total 0 and no other statistic if none
   * does.
   *
   * @param property that holds the number; null: the amount, where it is in the reporting currency
   */
  record Amount(Statistic statistic, Selection.Of of, @Nullable String property, Window window)
      implements Measure {
    @Override
    public String key() {
      String what = property == null ? "" : property + " of ";
      return statistic.name().toLowerCase(java.util.Locale.ROOT) + "(" + what + of + window + ")";
    }

    @Override
    public Unit unit() {
      return property == null ? Unit.MONEY : Unit.NUMBER;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn().and(window.kinds());
    }

    @Override
    public long valueAt(View view, long asOf) {
      return of.statistic(
          statistic,
          of.at(view, asOf),
          property,
          window.after(view, asOf),
          window.upTo(view, asOf));
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      boolean monotone =
          switch (statistic) {
            case MINIMUM, MAXIMUM -> true;
            case TOTAL -> property == null; // amounts are never below 0
            case AVERAGE -> false;
          };
      return Windowed.nextChange(this, of, window, monotone, view, asOf, range);
    }
  }

  /**
   * How many of these there are, in percent of how many there are of others; nothing if there are
   * none of those. Each is counted by itself.
   */
  record Share(Selection of, Selection among, Window window) implements Measure {
    @Override
    public String key() {
      return "share(" + of + " among " + among + window + ")";
    }

    @Override
    public Unit unit() {
      return Unit.PERCENT;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn().and(among.dependsOn()).and(window.kinds());
    }

    @Override
    public long valueAt(View view, long asOf) {
      long all = new Count(among, window).valueAt(view, asOf);
      return all == 0 ? NONE : new Count(of, window).valueAt(view, asOf) * 100 * Unit.MILLION / all;
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Steps.firstChange(
          asOf,
          at -> Math.min(window.nextStep(of, view, at), window.nextStep(among, view, at)),
          at -> range.contains(valueAt(view, at)));
    }
  }

  /**
   * How many activities there are, on average, in as long as {@code per}, over a window.
   *
   * @param per milliseconds
   * @param window that ends
   */
  record Rate(Selection of, long per, Window.Ages window) implements Measure {
    @Override
    public String key() {
      return "rate(" + of + " per " + per + "ms" + window + ")";
    }

    @Override
    public Unit unit() {
      return Unit.NUMBER;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn();
    }

    @Override
    public long valueAt(View view, long asOf) {
      return BigInteger.valueOf(new Count(of, window).valueAt(view, asOf))
          .multiply(BigInteger.valueOf(per))
          .multiply(BigInteger.valueOf(Unit.MILLION))
          .divide(BigInteger.valueOf(window.to() - window.from()))
          .longValue();
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Windowed.nextChange(this, of, window, true, view, asOf, range);
    }
  }

  /** What some activities brought less what refunds gave back. */
  record Net(Selection.Of of, Window window) implements Measure {
    public static final String REFUND = "order_refunded";
    private static final Selection.Of REFUNDS = new Selection.Of(Kinds.of(REFUND));

    @Override
    public String key() {
      return "net(" + of + window + ")";
    }

    @Override
    public Unit unit() {
      return Unit.MONEY;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn().and(REFUNDS.dependsOn()).and(window.kinds());
    }

    @Override
    public long valueAt(View view, long asOf) {
      long after = window.after(view, asOf);
      long upTo = window.upTo(view, asOf);
      return of.total(of.at(view, asOf), after, upTo) - REFUNDS.total(view, after, upTo);
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Steps.firstChange(
          asOf,
          at -> Math.min(window.nextStep(of, view, at), window.nextStep(REFUNDS, view, at)),
          at -> range.contains(valueAt(view, at)));
    }
  }

  /** How long ago the last activity was. */
  record SinceLast(Selection of) implements Measure {
    @Override
    public String key() {
      return "since-last(" + of + ")";
    }

    @Override
    public Unit unit() {
      return Unit.DURATION;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn();
    }

    @Override
    public long valueAt(View view, long asOf) {
      long last = of.last(of.at(view, asOf), asOf);
      return last == NONE ? NONE : asOf - last;
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Math.min(
          of.nextNews(view, asOf), range.reachedBy(of.last(of.at(view, asOf), asOf), asOf));
    }
  }

  /** How long ago the first activity was. */
  record SinceFirst(Selection of) implements Measure {
    @Override
    public String key() {
      return "since-first(" + of + ")";
    }

    @Override
    public Unit unit() {
      return Unit.DURATION;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn();
    }

    @Override
    public long valueAt(View view, long asOf) {
      long first = of.first(of.at(view, asOf));
      return first > asOf ? NONE : asOf - first;
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      long first = of.first(of.at(view, asOf));
      long next = first > asOf ? first : range.reachedBy(first, asOf);
      return of.isLocal() ? Math.min(next, view.nextTrait(asOf)) : next;
    }
  }

  /** Which of several considerations counts. */
  enum Pick {
    FIRST,
    LAST,
    /** Rounded down to a millisecond. */
    AVERAGE
  }

  /**
   * How long customers take from one thing to another: at each {@code to}, the time since the first
   * {@code from} after the {@code to} before it.
   */
  record Consideration(Selection from, Selection to, Pick pick) implements Measure {
    @Override
    public String key() {
      return "consideration(" + from + " to " + to + ", " + pick + ")";
    }

    @Override
    public Unit unit() {
      return Unit.DURATION;
    }

    @Override
    public Kinds kinds() {
      return from.dependsOn().and(to.dependsOn());
    }

    /** How long it took, milliseconds, each time: at the instants of {@code to}. */
    public Column took(View view, long asOf) {
      return Derived.considerations(from, to, view, asOf);
    }

    @Override
    public long valueAt(View view, long asOf) {
      Column took = took(view, asOf);
      int n = took.upTo(asOf);
      if (n == 0) {
        return NONE;
      }
      return switch (pick) {
        case FIRST -> took.value(0);
        case LAST -> took.value(n - 1);
        case AVERAGE -> took.total(n) / n;
      };
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Math.min(from.nextNews(view, asOf), to.nextNews(view, asOf));
    }
  }

  /**
   * How far ahead an occasion is, in whole days of the customer's calendar: 0 on the day itself;
   * nothing if none is known.
   */
  record Until(Occasion occasion) implements Measure {
    private static final long DAY = 86_400_000;

    @Override
    public String key() {
      return "until(" + occasion + ")";
    }

    @Override
    public Unit unit() {
      return Unit.DURATION;
    }

    @Override
    public Kinds kinds() {
      return occasion.kinds().and(Kinds.of(View.TRAIT));
    }

    @Override
    public long valueAt(View view, long asOf) {
      View local = view.local(asOf);
      long next = occasion.next(local, asOf);
      return next == NEVER ? NONE : (next - local.day(asOf)) * DAY;
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      View local = view.local(asOf);
      long next = occasion.next(local, asOf);
      long news = Math.min(occasion.nextNews(view, asOf), view.nextTrait(asOf));
      if (next == NEVER) {
        return news;
      }
      long ahead = next - local.day(asOf);
      long most = Math.floorDiv(range.most(), DAY);
      long day = next + 1;
      if (ahead > most) {
        day = next - Math.max(most, -1);
      } else if (ahead * DAY >= range.least() && range.least() > 0) {
        day = next - (range.least() - 1) / DAY;
      }
      return Math.min(news, local.startOf(day));
    }
  }

  /** What can be predicted of a customer. */
  enum Prediction {
    /** That they will still buy. */
    CHANCE_ALIVE(Unit.PERCENT),
    /** That they have left for good: 100% less the chance that they are alive. */
    CHURN_RISK(Unit.PERCENT),
    /** On how many of the days to come they will order. */
    EXPECTED_ORDERS(Unit.NUMBER),
    /** What these orders will bring. */
    EXPECTED_VALUE(Unit.MONEY);

    private final Unit unit;

    Prediction(Unit unit) {
      this.unit = unit;
    }

    /** Whether it is of some days to come. */
    public boolean looksAhead() {
      return unit != Unit.PERCENT;
    }
  }

  /**
   * What a customer will probably do, by what all customers did. It is taken at each survey over
   * the orders before its midnight and holds until the next; nothing for whoever had not ordered,
   * and where too few had ordered again for a {@link Fitted}.
   *
   * @param days to look ahead, at least 1; 0 if there is nothing to look ahead to
   */
  record Predicted(Prediction what, int days) implements Measure {
    @Override
    public String key() {
      return "predicted(" + what + (what.looksAhead() ? ", " + days + "d" : "") + ")";
    }

    @Override
    public Unit unit() {
      return what.unit;
    }

    @Override
    public Kinds kinds() {
      return Kinds.of(View.ORDERED);
    }

    @Override
    public long valueAt(View view, long asOf) {
      return Predictions.value(
          this, view, view.surveys().midnight(asOf), view.surveys().fitted(asOf));
    }

    @Override
    public long nextChange(View view, long asOf, Range range) {
      return Predictions.nextChange(this, view, asOf, range);
    }
  }
}
