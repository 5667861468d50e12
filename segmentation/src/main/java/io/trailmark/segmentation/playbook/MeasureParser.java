package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Measure.Prediction;
import io.trailmark.segmentation.rule.Measure.Statistic;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.Window;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From YAML to a measure. Each is named here once. */
final class MeasureParser {

  /** The key that names a measure, and what may stand beside it. */
  enum Name implements Word {
    COUNT("where", "within", "aged", "before-last", "country"),
    DISTINCT("of", "where", "within", "aged", "before-last", "country"),
    TOTAL("of", "where", "within", "aged", "before-last", "country"),
    AVERAGE("of", "where", "within", "aged", "before-last", "country"),
    MINIMUM("of", "where", "within", "aged", "before-last", "country"),
    MAXIMUM("of", "where", "within", "aged", "before-last", "country"),
    SHARE("where", "among", "within", "aged", "before-last", "country"),
    RATE("where", "per", "within", "aged"),
    NET("where", "within", "aged", "before-last", "country"),
    SINCE_LAST("where"),
    SINCE_FIRST("where"),
    TIME_FROM("to", "pick"),
    UNTIL("country"),
    PREDICTED("in-next");

    private static final Map<String, Name> BY_KEY = Word.byKey(values());

    private final List<String> beside;

    Name(String... beside) {
      this.beside = List.of(beside);
    }

    @Override
    public List<String> beside() {
      return beside;
    }

    static Set<String> keys() {
      return BY_KEY.keySet();
    }
  }

  static final List<String> PICKS = List.of("first", "last", "average");

  /** As playbooks write {@link Prediction}. */
  static final List<String> PREDICTIONS =
      List.of("chance-alive", "churn-risk", "expected-orders", "expected-value");

  private final Problems problems;
  private final Literals literals;
  private final SelectionParser selections;
  private final OccasionParser occasions;
  private boolean predicting;

  MeasureParser(
      Problems problems, Literals literals, SelectionParser selections, OccasionParser occasions) {
    this.problems = problems;
    this.literals = literals;
    this.selections = selections;
    this.occasions = occasions;
  }

  /** From here on rules may use predicted measures. */
  void predicting() {
    predicting = true;
  }

  /**
   * The measure that an entry has under one of its names.
   *
   * @param also what else may stand in the entry
   */
  Measure measure(Entry entry, String key, List<String> also) {
    Name name = Objects.requireNonNull(Name.BY_KEY.get(key));
    name.only(entry, also);
    Entry of = entry.need(key);
    Entry where = entry.get("where");
    return switch (name) {
      case COUNT -> new Measure.Count(selections.selection(of, where), window(entry));
      case DISTINCT -> distinct(entry, of);
      case TOTAL -> amount(Statistic.TOTAL, entry, of);
      case AVERAGE -> amount(Statistic.AVERAGE, entry, of);
      case MINIMUM -> amount(Statistic.MINIMUM, entry, of);
      case MAXIMUM -> amount(Statistic.MAXIMUM, entry, of);
      case SHARE ->
          new Measure.Share(
              selections.selection(of, where),
              selections.selection(entry.need("among"), null),
              window(entry));
      case RATE -> rate(entry, of);
      case NET -> net(entry, of);
      case SINCE_LAST -> new Measure.SinceLast(selections.selection(of, where));
      case SINCE_FIRST -> new Measure.SinceFirst(selections.selection(of, where));
      case TIME_FROM -> consideration(entry, of);
      case UNTIL -> new Measure.Until(occasions.occasion(of, entry.get("country")));
      case PREDICTED -> predicted(entry, of);
    };
  }

  private Measure distinct(Entry entry, Entry of) {
    Selection.Of activities = selections.activities(of, entry.get("where"));
    Entry property = entry.need("of");
    if (isAmount(property, activities)) {
      problems.addPointless(
          property,
          "what an order or a refund is worth is none of its properties: name one, like channel or"
              + " items.category");
    }
    return new Measure.Distinct(activities, literals.property(property), window(entry));
  }

  /** What of these kinds stands beside the properties. */
  private static boolean isAmount(Entry property, Selection.Of activities) {
    return property.text().equals("amount") && activities.kinds().carryAmounts();
  }

  private Measure amount(Statistic statistic, Entry entry, Entry of) {
    Selection.Of activities = selections.activities(of, entry.get("where"));
    Entry property = entry.get("of");
    String name = property == null ? null : literals.property(property);
    if (property != null && name != null && name.startsWith("items.")) {
      problems.add(property, "an activity has many items: name a property of its own");
    }
    if (property != null && isAmount(property, activities)) {
      problems.addPointless(
          property,
          "what an order or a refund is worth is none of its properties: leave out `of`, and it is"
              + " meant");
    }
    return new Measure.Amount(statistic, activities, name, window(entry));
  }

  private Measure rate(Entry entry, Entry of) {
    long per = literals.duration(entry.need("per"));
    Window window = window(entry);
    if (window instanceof Window.Ages ages && ages.to() != Measure.NEVER) {
      return new Measure.Rate(selections.selection(of, entry.get("where")), per, ages);
    }
    problems.add(entry, "a rate needs a window: `within: 28d`, for example");
    return new Measure.Rate(selections.selection(of, null), per, Window.within(per));
  }

  private Measure net(Entry entry, Entry of) {
    Selection.Of activities = selections.activities(of, entry.get("where"));
    if (activities.kinds().any()) {
      problems.add(of, "`any` cannot stand here: name what is meant");
    }
    if (activities.kinds().names().contains(Measure.Net.REFUND)) {
      problems.add(
          of, "`net` takes off what " + Measure.Net.REFUND + " gave back: name what brought it");
    }
    return new Measure.Net(activities, window(entry));
  }

  private Measure consideration(Entry entry, Entry of) {
    Selection.Of from = selections.activities(of, null);
    Entry second = entry.need("to");
    Selection.Of to = selections.activities(second, null);
    if (from.isAmong(to)) {
      problems.addPointless(
          second,
          "`time-from` and `to` must be different things: what is of both ends the time at which it"
              + " begins, which is always 0. Name what comes first and what follows it, like {"
              + " time-from: product_viewed, to: order_placed }; how long ago the last one was is `"
              + "since-last`");
    }
    return new Measure.Consideration(from, to, pick(entry.get("pick")));
  }

  private Measure predicted(Entry entry, Entry of) {
    if (!predicting) {
      problems.add(
          of, "predictions are switched off: write `predictions: true` at the top of the playbook");
    }
    int i = PREDICTIONS.indexOf(of.text());
    if (i < 0) {
      problems.unknown(of, of.text(), PREDICTIONS, "a prediction");
      return new Measure.Predicted(Prediction.CHANCE_ALIVE, 0);
    }
    Prediction what = Prediction.values()[i];
    if (what.looksAhead()) {
      return new Measure.Predicted(what, literals.days(entry.need("in-next")));
    }
    Entry ahead = entry.get("in-next");
    if (ahead != null) {
      problems.add(ahead.name(), "`in-next` goes with expected-orders and expected-value");
    }
    return new Measure.Predicted(what, 0);
  }

  private Measure.Pick pick(@Nullable Entry entry) {
    if (entry == null) {
      return Measure.Pick.LAST;
    }
    int i = PICKS.indexOf(entry.text());
    if (i < 0) {
      problems.unknown(entry, entry.text(), PICKS, "a pick");
      return Measure.Pick.LAST;
    }
    return Measure.Pick.values()[i];
  }

  private Window window(Entry entry) {
    Entry within = entry.get("within");
    Entry aged = entry.get("aged");
    Entry before = entry.get("before-last");
    if (aged != null && (within != null || before != null)) {
      problems.add(
          aged,
          "one window is `within` a duration, `aged` between two, or `before-last` something");
    }
    Entry country = entry.get("country");
    if (country != null && before == null) {
      problems.add(country.name(), "`country` says whose calendar `before-last` goes by");
    }
    if (before != null) {
      return new Window.BeforeLast(
          occasions.occasion(before, country), within == null ? 0 : literals.days(within));
    }
    if (within != null) {
      return Window.within(literals.duration(within));
    }
    return aged == null ? Window.ALL : ages(aged);
  }

  private Window ages(Entry aged) {
    List<Entry> ages = aged.items();
    if (ages.size() == 2) {
      long from = literals.duration(ages.getFirst());
      long to = literals.duration(ages.getLast());
      if (from < to) {
        return new Window.Ages(from, to);
      }
    }
    if (aged.isList()) {
      problems.add(aged, "`aged` needs two durations, the shorter first, like [30d, 60d]");
    }
    return Window.ALL;
  }
}
