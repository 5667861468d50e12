package io.trailmark.segmentation.review;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.review.NaiveOracle.Activity;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Measure.Pick;
import io.trailmark.segmentation.rule.Measure.Prediction;
import io.trailmark.segmentation.rule.Measure.Statistic;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Where.Test;
import io.trailmark.segmentation.rule.Window;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws rules, and activities that they have something to say about.
 *
 * @param base the first instant
 * @param unit milliseconds: everything happens within 400 of them
 */
public record RandomRules(Random random, long base, long unit, Set<Class<?>> drawn) {
  static final List<String> KINDS =
      List.of(
          "order_placed",
          "order_refunded",
          "cart_item_added",
          "message_opened",
          "message_clicked",
          "message_sent",
          "tagged",
          "trait_changed",
          "occasion_declared",
          "benefit_declared");
  private static final List<String> CATEGORIES = List.of("shoes", "hats", "5", "05.0");
  private static final List<String> BENEFITS = List.of("muscle", "weight", "meals");
  private static final List<String> ZONES =
      List.of("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London", "", "Mars/Base");
  private static final List<Integer> TIMES = List.of(3, 10, 25, 60);

  public RandomRules(Random random, long base, long unit) {
    this(random, base, unit, new HashSet<>());
  }

  List<Long> durations() {
    return TIMES.stream().map(t -> t * unit).toList();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> T note(T made) {
    drawn.add(made.getClass());
    return made;
  }

  private boolean rarely() {
    return random.nextInt(6) == 0;
  }

  private long duration() {
    return one(durations());
  }

  // Activities ------------------------------------------------------------------------------------

  public List<Activity> activities(int n) {
    List<Activity> activities = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long at = base + random.nextInt(250) * unit + (unit > 1 ? random.nextInt(3) : 0);
      String kind = one(KINDS);
      activities.add(new Activity(kind, at, random.nextInt(50), properties(kind)));
    }
    return activities;
  }

  private Map<String, Object> properties(String kind) {
    return switch (kind) {
      case "trait_changed" ->
          random.nextBoolean()
              ? Map.of("trait", "zone", "value", one(ZONES))
              : Map.of("trait", "plan", "value", one(List.of("", "gold", "silver")));
      case "occasion_declared" ->
          Map.of(
              "occasion", one(List.of("birthday", "nameday")),
              "month", 1 + random.nextInt(3),
              "day", 1 + random.nextInt(28));
      case "benefit_declared" -> Map.of("benefit", one(BENEFITS));
      case "order_placed" ->
          rarely()
              ? Map.of("currency", "EUR")
              : Map.of(
                  "category", one(CATEGORIES),
                  "discount", one(List.<Object>of(0, 1.5, "2", "x", -3)),
                  "items", List.of(item(), item()));
      default -> rarely() ? Map.of() : Map.of("category", one(CATEGORIES));
    };
  }

  private Map<String, Object> item() {
    return rarely()
        ? Map.of("category", one(CATEGORIES))
        : Map.of("category", one(CATEGORIES), "benefit", one(BENEFITS), "price", random.nextInt(9));
  }

  // Which activities ------------------------------------------------------------------------------

  private Kinds kinds() {
    if (rarely()) {
      return new Kinds(List.of(), true);
    }
    List<String> names = new ArrayList<>(KINDS.subList(0, 6));
    Collections.shuffle(names, random);
    return new Kinds(names.subList(0, 1 + random.nextInt(2)), false);
  }

  private Selection.Of of() {
    return note(new Selection.Of(kinds(), random.nextInt(3) > 0 ? Where.ALL : where()));
  }

  private Selection selection() {
    return rarely()
        ? note(new Selection.Paired(of(), of(), duration(), random.nextBoolean()))
        : of();
  }

  private Where where() {
    List<Where.Condition> conditions = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      conditions.add(
          note(
              switch (random.nextInt(6)) {
                case 0 -> new Where.Property(one(List.of("category", "discount")), test());
                case 1 -> new Where.Amount(new Range(random.nextInt(20), 30));
                case 2 ->
                    new Where.Item(
                        List.of(
                            new Where.Property("category", test()),
                            new Where.Property("benefit", test())));
                case 3 ->
                    new Where.Currency(
                        "GBP", new Test.OneOf(new TreeSet<>(Set.of(one(List.of("GBP", "EUR"))))));
                case 4 -> {
                  LocalTime from = LocalTime.of(random.nextInt(24), 30);
                  yield new Where.TimeOfDay(from, from.plusHours(1 + random.nextInt(22)));
                }
                default ->
                    new Where.Weekday(
                        Set.of(
                            DayOfWeek.of(1 + random.nextInt(3)),
                            DayOfWeek.of(4 + random.nextInt(4))));
              }));
    }
    return new Where(conditions);
  }

  private Test test() {
    return note(
        switch (random.nextInt(5)) {
          case 0 -> new Test.OneOf(values());
          case 1 -> new Test.NoneOf(values());
          case 2 -> new Test.Contains(one(List.of("S", "a", "5")));
          case 3 -> new Test.Exists(random.nextBoolean());
          default -> new Test.Between(new Range(-1_000_000, random.nextInt(5) * 1_000_000L));
        });
  }

  private TreeSet<String> values() {
    TreeSet<String> values = new TreeSet<>();
    values.add(Where.canonical(one(CATEGORIES)));
    values.add(one(BENEFITS));
    return values;
  }

  private Window window() {
    return note(
        switch (random.nextInt(rarely() ? 5 : 4)) {
          case 0 -> Window.ALL;
          case 1 -> Window.within(duration());
          case 2 -> new Window.Ages(duration(), Long.MAX_VALUE);
          case 3 -> new Window.Ages(3 * unit, 3 * unit + duration());
          default -> new Window.BeforeLast(occasion(), random.nextInt(20));
        });
  }

  private Occasion occasion() {
    MonthDay day =
        MonthDay.from(
            Instant.ofEpochMilli(base + random.nextInt(300) * unit).atZone(ZoneOffset.UTC));
    return note(
        switch (random.nextInt(4)) {
          case 0 -> {
            TreeSet<Long> days = new TreeSet<>();
            LocalDate first = Instant.ofEpochMilli(base).atZone(ZoneOffset.UTC).toLocalDate();
            for (int year = -1; year < 4; year++) {
              days.add(first.plusYears(year).plusDays(random.nextInt(30)).toEpochDay());
            }
            yield new Occasion.Calendar("holiday", "GB", days);
          }
          case 1 -> new Occasion.Yearly(rarely() ? MonthDay.of(2, 29) : day);
          case 2 -> new Occasion.Declared("birthday");
          default -> new Occasion.Anniversary(of());
        });
  }

  // Measures and rules ----------------------------------------------------------------------------

  private Measure measure() {
    return note(
        switch (random.nextInt(15)) {
          case 0, 1 -> new Measure.Count(selection(), window());
          case 2 ->
              new Measure.Distinct(
                  of(), one(List.of("category", "items.category", "items.benefit")), window());
          case 3 -> amount(Statistic.TOTAL);
          case 4 -> amount(Statistic.AVERAGE);
          case 5 -> amount(Statistic.MINIMUM);
          case 6 -> amount(Statistic.MAXIMUM);
          case 7 -> new Measure.Share(selection(), selection(), window());
          case 8 ->
              new Measure.Rate(
                  selection(),
                  duration(),
                  random.nextBoolean()
                      ? Window.within(duration())
                      : new Window.Ages(3 * unit, 3 * unit + duration()));
          case 9 -> new Measure.Net(new Selection.Of(Kinds.of("order_placed")), window());
          case 10 -> new Measure.SinceLast(selection());
          case 11 -> new Measure.SinceFirst(selection());
          case 12 -> new Measure.Consideration(of(), of(), one(List.of(Pick.values())));
          case 13 -> predicted();
          default -> new Measure.Until(occasion());
        });
  }

  private Measure.Predicted predicted() {
    Prediction what = one(List.of(Prediction.values()));
    return new Measure.Predicted(what, what.looksAhead() ? 1 + random.nextInt(100) : 0);
  }

  /** Of a survey now and then. */
  public @Nullable Fitted fitted() {
    if (random.nextInt(3) == 0) {
      return null;
    }
    return new Fitted(
        base,
        rarely() ? null : new BgNbd(positive(), positive(), positive(), positive()),
        rarely() ? null : new GammaGamma(positive(), positive(), 20 * positive()));
  }

  private double positive() {
    return Math.exp(random.nextGaussian());
  }

  private Measure amount(Statistic statistic) {
    return new Measure.Amount(
        statistic,
        of(),
        random.nextBoolean() ? null : one(List.of("discount", "category")),
        window());
  }

  private Range range(Unit unit) {
    return switch (unit) {
      case COUNT -> around(1, 3);
      case DURATION ->
          switch (random.nextInt(3)) {
            case 0 -> new Range(duration(), Long.MAX_VALUE);
            case 1 -> new Range(Long.MIN_VALUE + 1, duration());
            default -> new Range(3 * this.unit, duration());
          };
      case MONEY -> around(10, 60);
      case NUMBER -> around(500_000, 3_000_000);
      case PERCENT -> around(20_000_000, 100_000_000);
    };
  }

  private Range days() {
    long least = random.nextInt(40) * 86_400_000L - random.nextInt(2);
    return new Range(least, rarely() ? Long.MAX_VALUE : least + random.nextInt(40) * 86_400_000L);
  }

  private Range around(long step, int most) {
    long least = random.nextInt(most);
    return switch (random.nextInt(3)) {
      case 0 -> new Range(Long.MIN_VALUE + 1, least);
      case 1 -> new Range(least, Long.MAX_VALUE);
      default -> new Range(least, least + random.nextInt((int) (3 * step)));
    };
  }

  public Rule rule(int depth) {
    return note(
        switch (random.nextInt(depth == 0 ? 10 : 14)) {
          case 0, 1, 2, 3, 4 -> {
            Measure measure = measure();
            yield new Rule.Compare(
                measure, measure instanceof Measure.Until ? days() : range(measure.unit()));
          }
          case 5 -> new Rule.NoneAfterLast(of(), of());
          case 6 ->
              new Rule.Trend(
                  of(),
                  duration(),
                  random.nextBoolean() ? -30 - random.nextInt(70) : 10 * random.nextInt(20),
                  random.nextBoolean());
          case 7 -> top();
          case 8 -> new Rule.Trait("plan", test());
          case 9 -> new Rule.Seeks(one(BENEFITS));
          case 10 -> new Rule.All(List.of(rule(depth - 1), rule(depth - 1)));
          case 11 -> new Rule.Any(List.of(rule(depth - 1), rule(depth - 1)));
          case 12 -> new Rule.In("other", rule(depth - 1));
          default -> new Rule.Not(rule(depth - 1));
        });
  }

  private Rule.Top top() {
    Measure measure =
        random.nextBoolean()
            ? new Measure.Net(new Selection.Of(Kinds.of("order_placed")), Window.ALL)
            : new Measure.Amount(
                Statistic.AVERAGE, new Selection.Of(Kinds.of("order_placed")), null, Window.ALL);
    TopCut cut = new TopCut(measure, BigDecimal.TEN);
    return random.nextBoolean()
        ? new Rule.Top(cut)
        : new Rule.Top(cut, new TopCut(measure, BigDecimal.valueOf(20)));
  }
}
