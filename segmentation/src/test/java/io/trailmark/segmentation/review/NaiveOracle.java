package io.trailmark.segmentation.review;

import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Where.Test;
import io.trailmark.segmentation.rule.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says whether a rule holds by looking at every activity, straight from the meanings: no columns,
 * no windows by search, nothing kept, no knowledge of when anything changes.
 */
public record NaiveOracle(
    List<Activity> activities, NavigableMap<Long, Survey> surveys, ZoneId playbookZone) {

  public record Activity(String kind, long at, long value, Map<String, Object> properties) {
    String text(String name) {
      Object value = properties.get(name);
      return value == null || value instanceof List ? null : value.toString();
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> items() {
      return (List<Map<String, Object>>) properties.getOrDefault("items", List.of());
    }
  }

  private static final BigDecimal MILLION = new BigDecimal(1_000_000);

  private Stream<Activity> happened(String kind, long t) {
    return activities.stream().filter(a -> a.at() <= t && a.kind().equals(kind));
  }

  private static boolean isOne(Kinds kinds, String kind) {
    return kinds.names().contains(kind)
        || kinds.any()
            && !kind.equals("message_sent")
            && !kind.equals("trait_changed")
            && !kind.equals("tagged");
  }

  // Who the customer is ---------------------------------------------------------------------------

  private String trait(String name, long t) {
    return happened("trait_changed", t)
        .filter(a -> name.equals(a.text("trait")))
        .max(Comparator.comparingLong(Activity::at).thenComparing(a -> a.text("value")))
        .map(a -> a.text("value"))
        .filter(v -> !v.isEmpty())
        .orElse(null);
  }

  ZoneId zone(long t) {
    String zone = trait("zone", t);
    try {
      return zone == null ? playbookZone : ZoneId.of(zone);
    } catch (DateTimeException e) {
      return playbookZone;
    }
  }

  private LocalDate today(long t) {
    return Instant.ofEpochMilli(t).atZone(zone(t)).toLocalDate();
  }

  // Which activities ------------------------------------------------------------------------------

  public List<Activity> chosen(Selection selection, long t) {
    return switch (selection) {
      case Selection.Of of ->
          activities.stream()
              .filter(a -> a.at() <= t && isOne(of.kinds(), a.kind()))
              .filter(a -> of.where().conditions().stream().allMatch(c -> meets(c, a, zone(t))))
              .toList();
      case Selection.Paired pair -> {
        List<Activity> paired = new ArrayList<>();
        if (pair.followed()) {
          for (Activity b : chosen(pair.then(), t)) {
            if (chosen(pair.first(), t).stream()
                .anyMatch(a -> a != b && a.at() <= b.at() && b.at() < a.at() + pair.within())) {
              paired.add(new Activity("pair", b.at(), 0, Map.of()));
            }
          }
        } else {
          for (Activity a : chosen(pair.first(), t)) {
            long over = a.at() + pair.within();
            if (over <= t
                && chosen(pair.then(), t).stream()
                    .noneMatch(b -> a != b && a.at() <= b.at() && b.at() < over)) {
              paired.add(new Activity("pair", over, 0, Map.of()));
            }
          }
        }
        yield paired;
      }
    };
  }

  private static boolean meets(Where.Condition condition, Activity a, ZoneId zone) {
    ZonedDateTime local = Instant.ofEpochMilli(a.at()).atZone(zone);
    return switch (condition) {
      case Where.Property p -> passes(p.test(), a.text(p.name()));
      case Where.Amount m ->
          a.text("currency") == null
              && m.range().least() <= a.value()
              && a.value() <= m.range().most();
      case Where.Currency c ->
          passes(c.test(), Objects.requireNonNullElse(a.text("currency"), c.reporting()));
      case Where.Item item ->
          a.items().stream()
              .anyMatch(
                  i ->
                      item.tests().stream()
                          .allMatch(
                              p -> passes(p.test(), Objects.toString(i.get(p.name()), null))));
      case Where.TimeOfDay d -> {
        LocalTime time = local.toLocalTime();
        List<Integer> hours = new ArrayList<>();
        int minute = d.from().toSecondOfDay() / 60;
        while (minute != d.to().toSecondOfDay() / 60) {
          hours.add(minute);
          minute = (minute + 1) % (24 * 60);
        }
        yield hours.contains(time.toSecondOfDay() / 60);
      }
      case Where.Weekday w -> w.days().contains(local.getDayOfWeek());
    };
  }

  private static boolean passes(Test test, String value) {
    return switch (test) {
      case Test.OneOf one -> value != null && one.values().stream().anyMatch(v -> same(v, value));
      case Test.NoneOf none ->
          value == null || none.values().stream().noneMatch(v -> same(v, value));
      case Test.Contains c -> value != null && value.toLowerCase().contains(c.part().toLowerCase());
      case Test.Exists e -> e.there() == (value != null);
      case Test.Between b ->
          number(value)
              .map(
                  n ->
                      n.compareTo(BigDecimal.valueOf(b.millionths().least())) >= 0
                          && n.compareTo(BigDecimal.valueOf(b.millionths().most())) <= 0)
              .orElse(false);
    };
  }

  private static boolean same(String a, String b) {
    Optional<BigDecimal> x = number(a);
    Optional<BigDecimal> y = number(b);
    return x.isPresent() && y.isPresent() ? x.get().compareTo(y.get()) == 0 : a.equals(b);
  }

  /** In millionths. */
  private static Optional<BigDecimal> number(String text) {
    try {
      return text == null
          ? Optional.empty()
          : Optional.of(new BigDecimal(text).multiply(MILLION).setScale(0, RoundingMode.HALF_EVEN));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  // In which window -------------------------------------------------------------------------------

  private boolean isIn(Window window, Activity a, long t) {
    return switch (window) {
      case Window.Ages ages -> t - a.at() >= ages.from() && t - a.at() < ages.to();
      case Window.BeforeLast before -> {
        LocalDate last = last(before.occasion(), t);
        LocalDate day = Instant.ofEpochMilli(a.at()).atZone(zone(t)).toLocalDate();
        yield last != null
            && !day.isAfter(last)
            && ChronoUnit.DAYS.between(day, last) <= before.days();
      }
    };
  }

  public List<Activity> inWindow(Selection of, Window window, long t) {
    return chosen(of, t).stream().filter(a -> isIn(window, a, t)).toList();
  }

  private LocalDate last(Occasion occasion, long t) {
    Predicate<LocalDate> falls = days(occasion, t);
    LocalDate day = today(t).minusDays(1);
    while (day.isAfter(today(t).minusYears(2)) && !falls.test(day)) {
      day = day.minusDays(1);
    }
    return falls.test(day) ? day : null;
  }

  private LocalDate next(Occasion occasion, long t) {
    Predicate<LocalDate> falls = days(occasion, t);
    LocalDate day = today(t);
    while (day.isBefore(today(t).plusYears(2)) && !falls.test(day)) {
      day = day.plusDays(1);
    }
    return falls.test(day) ? day : null;
  }

  private Predicate<LocalDate> days(Occasion occasion, long t) {
    return switch (occasion) {
      case Occasion.Calendar c -> day -> c.days().contains(day.toEpochDay());
      case Occasion.Yearly y -> day -> keeps(y.date(), day);
      case Occasion.Declared d ->
          happened("occasion_declared", t)
              .filter(a -> d.name().equals(a.text("occasion")))
              .max(Comparator.comparingLong(Activity::at).thenComparing(NaiveOracle::declared))
              .map(NaiveOracle::declared)
              .<Predicate<LocalDate>>map(date -> day -> keeps(date, day))
              .orElse(day -> false);
      case Occasion.Anniversary a ->
          chosen(a.of(), t).stream()
              .min(Comparator.comparingLong(Activity::at))
              .map(first -> Instant.ofEpochMilli(first.at()).atZone(zone(t)).toLocalDate())
              .<Predicate<LocalDate>>map(
                  first -> day -> day.isAfter(first) && keeps(MonthDay.from(first), day))
              .orElse(day -> false);
    };
  }

  private static MonthDay declared(Activity a) {
    return MonthDay.of(Integer.parseInt(a.text("month")), Integer.parseInt(a.text("day")));
  }

  private static boolean keeps(MonthDay date, LocalDate day) {
    return date.equals(MonthDay.from(day))
        || date.equals(MonthDay.of(2, 29))
            && !day.isLeapYear()
            && MonthDay.from(day).equals(MonthDay.of(2, 28));
  }

  // Measures --------------------------------------------------------------------------------------

  public BigDecimal value(Measure measure, long t) {
    return switch (measure) {
      case Measure.Count c -> whole(inWindow(c.of(), c.window(), t).size());
      case Measure.Distinct d -> {
        Set<Object> values = new TreeSet<>();
        for (Activity a : inWindow(d.of(), d.window(), t)) {
          if (d.field().startsWith("items.")) {
            a.items().stream()
                .map(i -> i.get(d.field().substring(6)))
                .filter(Objects::nonNull)
                .forEach(v -> values.add(v.toString()));
          } else if (a.text(d.field()) != null) {
            values.add(a.text(d.field()));
          }
        }
        yield whole(values.size());
      }
      case Measure.Amount m -> {
        List<BigDecimal> numbers =
            inWindow(m.of(), m.window(), t).stream()
                .map(
                    a ->
                        m.property() == null
                            ? Optional.of(whole(a.value())).filter(v -> a.text("currency") == null)
                            : number(a.text(m.property())))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        BigDecimal total = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        yield switch (m.statistic()) {
          case TOTAL -> total;
          case AVERAGE ->
              numbers.isEmpty()
                  ? null
                  : total.divide(whole(numbers.size()), 0, RoundingMode.HALF_EVEN);
          case MINIMUM -> numbers.isEmpty() ? null : numbers.getFirst();
          case MAXIMUM -> numbers.isEmpty() ? null : numbers.getLast();
        };
      }
      case Measure.Share s -> {
        BigDecimal all = whole(inWindow(s.among(), s.window(), t).size());
        yield all.signum() == 0
            ? null
            : whole(inWindow(s.of(), s.window(), t).size())
                .multiply(whole(100))
                .multiply(MILLION)
                .divide(all, 0, RoundingMode.FLOOR);
      }
      case Measure.Rate r ->
          whole(inWindow(r.of(), r.window(), t).size())
              .multiply(whole(r.per()))
              .multiply(MILLION)
              .divide(whole(r.window().to() - r.window().from()), 0, RoundingMode.FLOOR);
      case Measure.Net n ->
          sum(inWindow(n.of(), n.window(), t))
              .subtract(sum(inWindow(new Selection.Of(Kinds.of("order_refunded")), n.window(), t)));
      case Measure.SinceLast s ->
          chosen(s.of(), t).stream()
              .map(a -> whole(t - a.at()))
              .min(Comparator.naturalOrder())
              .orElse(null);
      case Measure.SinceFirst s ->
          chosen(s.of(), t).stream()
              .map(a -> whole(t - a.at()))
              .max(Comparator.naturalOrder())
              .orElse(null);
      case Measure.Consideration c -> consideration(c, t);
      case Measure.Until u -> {
        LocalDate next = next(u.occasion(), t);
        yield next == null ? null : whole(86_400_000L * ChronoUnit.DAYS.between(today(t), next));
      }
      case Measure.Predicted p -> predicted(p, t);
    };
  }

  /** Before the last midnight of a survey, by the last fit of any. */
  private BigDecimal predicted(Measure.Predicted p, long t) {
    var survey = surveys.floorEntry(t);
    Fitted fitted =
        surveys.headMap(t, true).descendingMap().values().stream()
            .map(Survey::fitted)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (fitted == null || fitted.buying() == null) {
      return null;
    }
    LocalDate today =
        Instant.ofEpochMilli(survey.getValue().asOf() - 1).atZone(playbookZone).toLocalDate();
    long midnight = survey.getValue().asOf();
    TreeMap<LocalDate, Long> days = new TreeMap<>();
    for (Activity a : activities) {
      LocalDate day = Instant.ofEpochMilli(a.at()).atZone(playbookZone).toLocalDate();
      long over = day.plusDays(1).atStartOfDay(playbookZone).toInstant().toEpochMilli();
      if (a.kind().equals("order_placed") && over <= midnight) {
        days.merge(day, a.value(), Long::sum);
      }
    }
    if (days.isEmpty()) {
      return null;
    }
    int x = days.size() - 1;
    double tx = ChronoUnit.DAYS.between(days.firstKey(), days.lastKey()) / 7.0;
    double now = ChronoUnit.DAYS.between(days.firstKey(), today) / 7.0;
    double alive = fitted.buying().alive(x, tx, now);
    double orders = fitted.buying().expected(x, tx, now, p.days() / 7.0);
    return switch (p.what()) {
      case CHANCE_ALIVE -> decimals(100 * alive, 2).multiply(MILLION);
      case CHURN_RISK -> decimals(100 * (1 - alive), 2).multiply(MILLION);
      case EXPECTED_ORDERS -> decimals(orders, 4).multiply(MILLION);
      case EXPECTED_VALUE -> {
        GammaGamma spending = fitted.spending();
        long spent = days.tailMap(days.firstKey(), false).values().stream().mapToLong(v -> v).sum();
        if (spending == null) {
          yield null;
        }
        double each =
            spent == 0
                ? spending.expectedValue(0, 0)
                : spending.expectedValue(x, (double) spent / x);
        yield Double.isInfinite(each) ? null : decimals(orders * each, 0);
      }
    };
  }

  private static BigDecimal decimals(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP);
  }

  private BigDecimal consideration(Measure.Consideration c, long t) {
    TreeSet<Long> begun = instants(c.from(), t);
    Long before = Long.MIN_VALUE;
    List<Long> took = new ArrayList<>();
    for (long at : instants(c.to(), t)) {
      Long first = begun.higher(before);
      if (first != null && first <= at) {
        took.add(at - first);
      }
      before = at;
    }
    if (took.isEmpty()) {
      return null;
    }
    return switch (c.pick()) {
      case FIRST -> whole(took.getFirst());
      case LAST -> whole(took.getLast());
      case AVERAGE -> whole(took.stream().mapToLong(x -> x).sum() / took.size());
    };
  }

  private TreeSet<Long> instants(Selection of, long t) {
    return chosen(of, t).stream().map(Activity::at).collect(Collectors.toCollection(TreeSet::new));
  }

  private static BigDecimal whole(long value) {
    return BigDecimal.valueOf(value);
  }

  private static BigDecimal sum(List<Activity> activities) {
    return whole(activities.stream().mapToLong(Activity::value).sum());
  }

  // Rules -----------------------------------------------------------------------------------------

  public boolean holds(Rule rule, long t) {
    return switch (rule) {
      case Rule.All all -> all.parts().stream().allMatch(r -> holds(r, t));
      case Rule.Any any -> any.parts().stream().anyMatch(r -> holds(r, t));
      case Rule.In in -> holds(in.rule(), t);
      case Rule.Not not -> !holds(not.rule(), t);
      case Rule.Compare c -> {
        BigDecimal value = value(c.measure(), t);
        yield value != null
            && value.compareTo(whole(c.range().least())) >= 0
            && value.compareTo(whole(c.range().most())) <= 0;
      }
      case Rule.NoneAfterLast n -> {
        TreeSet<Long> last = instants(n.last(), t);
        yield chosen(n.last(), t).stream()
            .filter(a -> a.at() == last.last())
            .anyMatch(
                a -> chosen(n.none(), t).stream().noneMatch(b -> b != a && b.at() >= last.last()));
      }
      case Rule.Trend d -> {
        List<Activity> all = chosen(d.of(), t);
        long recent = all.stream().filter(a -> t < a.at() + d.over()).count();
        long before =
            all.stream().filter(a -> a.at() + d.over() <= t && t < a.at() + 2 * d.over()).count();
        if (all.isEmpty()) {
          yield d.orNever();
        }
        yield d.percent() < 0
            ? recent == 0 || recent * 100 <= before * (100 + d.percent())
            : recent > 0 && recent * 100 >= before * (100 + d.percent());
      }
      case Rule.Top top -> top.keep() == null ? isIn(top.cut(), t) : isKept(top, t);
      case Rule.Trait trait -> passes(trait.test(), trait(trait.name(), t));
      case Rule.Seeks seeks -> seeks.benefit().equals(benefit(t));
    };
  }

  private boolean isIn(TopCut top, long t) {
    var newest = surveys.floorEntry(t);
    var cut = newest == null ? null : newest.getValue().cuts().get(top);
    BigDecimal value = value(top.measure(), t);
    return cut != null
        && cut.isPresent()
        && value != null
        && value.compareTo(whole(cut.getAsLong())) >= 0;
  }

  /** Sweeps everything up to then. */
  private boolean isKept(Rule.Top top, long t) {
    TreeSet<Long> instants = new TreeSet<>(surveys.headMap(t, true).keySet());
    activities.stream().filter(a -> a.at() <= t).forEach(a -> instants.add(a.at()));
    boolean in = false;
    for (long at : instants) {
      in = isIn(top.cut(), at) || in && isIn(top.keep(), at);
    }
    return in;
  }

  private String benefit(long t) {
    Optional<String> declared =
        happened("benefit_declared", t)
            .filter(a -> a.text("benefit") != null)
            .max(
                Comparator.comparingLong(Activity::at)
                    .thenComparing(a -> a.text("benefit"), Comparator.reverseOrder()))
            .map(a -> a.text("benefit"));
    if (declared.isPresent()) {
      return declared.get();
    }
    Map<String, Integer> orders = new TreeMap<>();
    Map<String, Long> last = new HashMap<>();
    happened("order_placed", t)
        .forEach(
            a ->
                a.items().stream()
                    .map(i -> (String) i.get("benefit"))
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(
                        b -> {
                          orders.merge(b, 1, Integer::sum);
                          last.merge(b, a.at(), Math::max);
                        }));
    return orders.keySet().stream()
        .max(
            Comparator.<String>comparingInt(orders::get)
                .thenComparing(last::get)
                .thenComparing(Comparator.reverseOrder()))
        .orElse(null);
  }

  /** Every instant after {@code from} at which any rule made of these could possibly change. */
  TreeSet<Long> candidates(List<Long> durations, long three, long from, long to) {
    TreeSet<Long> instants = new TreeSet<>(surveys.keySet());
    for (Activity a : activities) {
      for (long second : durations) {
        for (long first : durations) {
          for (long more : new long[] {0, 1, three, three + 1}) {
            instants.add(a.at() + more);
            instants.add(a.at() + first + more);
            instants.add(a.at() + first + second + more);
          }
        }
      }
    }
    return new TreeSet<>(instants.subSet(from, false, to, true));
  }

  /** Every midnight of any zone that the customer was in. */
  TreeSet<Long> midnights(long from, long to) {
    TreeSet<Long> instants = new TreeSet<>();
    Set<ZoneId> zones = new java.util.HashSet<>(List.of(playbookZone));
    activities.forEach(a -> zones.add(zone(a.at())));
    for (ZoneId zone : zones) {
      LocalDate day = Instant.ofEpochMilli(from).atZone(zone).toLocalDate();
      for (long at = from; at <= to; day = day.plusDays(1)) {
        at = day.atStartOfDay(zone).toInstant().toEpochMilli();
        instants.add(at);
      }
    }
    return new TreeSet<>(instants.subSet(from, false, to, true));
  }
}
