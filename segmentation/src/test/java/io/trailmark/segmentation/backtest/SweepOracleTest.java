package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import io.trailmark.segmentation.review.Cause;
import io.trailmark.segmentation.review.Memberships;
import io.trailmark.segmentation.review.NaiveOracle;
import io.trailmark.segmentation.review.NaiveOracle.Activity;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.RandomRules;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.review.Transition;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random playbooks over random histories: the sweep finds the intervals that the review finds
 * stepping through each customer's time, with cuts taken by sorting everybody at each midnight.
 */
class SweepOracleTest {
  private static final long HOUR = 3_600_000;

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());

  @Test
  void agreesWithTheReviewOverDays() {
    rounds(600, HOUR, "2012-02-25T07:00:00Z", "2011-03-20T00:00:00Z", "2011-10-20T00:00:00Z");
  }

  @Test
  void agreesWithTheReviewOverYears() {
    rounds(60, 48 * HOUR, "2011-02-27T13:00:00Z", "2010-12-30T00:00:00Z");
  }

  /** The rules that are swept in one pass, with much at one instant and at midnight. */
  @Test
  void agreesOnTheCommonRulesWhereManyThingsMeet() {
    System.out.println("SweepOracleTest seed " + seed);
    for (int i = 0; i < 3_000; i++) {
      Random random = new Random(seed + i);
      new Round(seed + i, random, new CommonRules(random)).check();
    }
  }

  /** Everything happens at one of the quarters of 120 days. */
  private record CommonRules(Random random) {
    private static final List<String> KINDS =
        List.of("order_placed", "order_refunded", "cart_item_added", "message_opened");
    private static final long QUARTER = 6 * HOUR;

    static long base() {
      return Instant.parse("2011-02-01T00:00:00Z").toEpochMilli();
    }

    List<Activity> activities() {
      List<Activity> activities = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        long at = base() + random.nextInt(120) * 4 * QUARTER + random.nextInt(2) * QUARTER;
        activities.add(
            new Activity(KINDS.get(random.nextInt(4)), at, 1 + random.nextInt(90), Map.of()));
      }
      return activities;
    }

    private Selection.Of of() {
      return new Selection.Of(Kinds.of(KINDS.get(random.nextInt(4))));
    }

    private long days() {
      return (1 + random.nextInt(12)) * 4 * QUARTER;
    }

    Rule rule() {
      return switch (random.nextInt(8)) {
        case 0 -> new Rule.NoneAfterLast(of(), of());
        case 1 -> new Rule.Trend(of(), days(), random.nextInt(200) - 100, random.nextBoolean());
        case 2 ->
            new Rule.Compare(new Measure.SinceLast(of()), new Range(days(), 13 * 4 * QUARTER));
        case 3 -> new Rule.Compare(new Measure.SinceFirst(of()), new Range(0, days()));
        case 4 ->
            new Rule.Compare(
                new Measure.Net(of(), new Window.Ages(4 * QUARTER, 4 * QUARTER + days())),
                new Range(20, 90));
        case 5 -> {
          Range some = new Range(1, random.nextBoolean() ? 2 : Measure.NEVER);
          Range range = random.nextBoolean() ? some : new Range(0, 0);
          yield new Rule.Compare(new Measure.Count(of(), Window.within(days())), range);
        }
        default -> {
          Measure measure =
              random.nextBoolean()
                  ? new Measure.Net(of(), Window.ALL)
                  : new Measure.Count(of(), Window.ALL);
          TopCut cut = new TopCut(measure, BigDecimal.valueOf(1 + random.nextInt(30)));
          yield random.nextBoolean()
              ? new Rule.Top(cut)
              : new Rule.Top(cut, new TopCut(measure, cut.percent().add(BigDecimal.TEN)));
        }
      };
    }
  }

  private void rounds(int rounds, long unit, String... bases) {
    System.out.println("SweepOracleTest seed " + seed);
    for (int i = 0; i < rounds; i++) {
      Random random = new Random(seed + i);
      long base = Instant.parse(bases[random.nextInt(bases.length)]).toEpochMilli();
      new Round(seed + i, random, new RandomRules(random, base, unit)).check();
    }
  }

  private static final class Round {
    private final Random random;
    private final Playbook playbook;
    private final ZoneId zone;
    private final List<List<Activity>> customers = new ArrayList<>();
    private final LocalDate first;
    private final LocalDate last;
    private final long start;
    private final long end;
    private final String where;

    Round(long seed, Random random, RandomRules rules) {
      this(
          seed,
          random,
          ZoneId.of(List.of("UTC", "Europe/London", "Asia/Kolkata").get(random.nextInt(3))),
          () -> rules.rule(2),
          () -> rules.activities(random.nextInt(12)),
          rules.base(),
          (int) (400 * rules.unit() / 86_400_000));
    }

    Round(long seed, Random random, CommonRules rules) {
      this(seed, random, ZoneId.of("UTC"), rules::rule, rules::activities, CommonRules.base(), 120);
    }

    private Round(
        long seed,
        Random random,
        ZoneId zone,
        Supplier<Rule> rules,
        Supplier<List<Activity>> activities,
        long base,
        int days) {
      this.random = random;
      this.zone = zone;
      List<Segment> segments = new ArrayList<>();
      while (segments.size() < 3) {
        Rule rule = rules.get();
        String id = "s" + segments.size();
        segments.add(new Segment(id, id, rule, List.of(), List.of()));
      }
      playbook =
          new Playbook(
              "random", zone, Currency.getInstance("GBP"), false, Guards.NONE, segments, List.of());
      for (int c = random.nextInt(random.nextBoolean() ? 4 : 40); c >= 0; c--) {
        customers.add(activities.get());
      }
      LocalDate day = Instant.ofEpochMilli(base).atZone(zone).toLocalDate();
      first = day.plusDays(random.nextInt(days) - 2);
      last = first.plusDays(random.nextInt(days));
      start = midnight(first);
      end = midnight(last.plusDays(1)) - 1;
      where = "trailmark.seed " + seed + " " + playbook + " " + first + " to " + last + customers;
    }

    private long midnight(LocalDate day) {
      return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    void check() {
      Stretch all = Stretch.merge(stretches());
      Sweep sweep = new Sweep(playbook, all.first(), first, last);
      List<History> shards = shards(sweep, all);
      shards.forEach(sweep::survey);
      sweep.takeCuts(Round::fitted);
      List<String> found = new ArrayList<>();
      for (History shard : shards) {
        List<Intervals> intervals = sweep.memberships(shard);
        for (int s = 0; s < 3; s++) {
          int segment = s;
          intervals
              .get(s)
              .forEach(
                  (customer, from, to) ->
                      found.add(told(segment, number(shard.key(customer)), from, to)));
        }
      }
      List<long[]> expected = expected();
      assertThat(found)
          .as(where)
          .containsExactlyInAnyOrderElementsOf(
              expected.stream()
                  .filter(x -> x[3] > start)
                  .map(x -> told((int) x[0], (int) x[1], x[2], x[3]))
                  .toList());
      days(sweep.days(), expected);
    }

    private static String told(int segment, int customer, long from, long to) {
      return "s" + segment + " c" + customer + " " + from + " to " + to;
    }

    /** Looked at one by one: who is in at the end of each day. */
    private void days(Days days, List<long[]> intervals) {
      assertThat(days.count()).isEqualTo((int) first.datesUntil(last.plusDays(1)).count());
      for (int d = 0; d < days.count(); d++) {
        long now = midnight(first.plusDays(d + 1)) - 1;
        long before = midnight(first.plusDays(d)) - 1;
        for (int s = 0; s < 3; s++) {
          int size = 0;
          int entered = 0;
          int left = 0;
          for (int c = 0; c < customers.size(); c++) {
            boolean is = isIn(intervals, s, c, now);
            boolean was = isIn(intervals, s, c, before);
            size += is ? 1 : 0;
            entered += is && !was ? 1 : 0;
            left += was && !is ? 1 : 0;
          }
          String day = "s" + s + " " + days.day(d) + " " + where;
          assertThat(days.size(s, d)).as(day).isEqualTo(size);
          assertThat(days.entered(s, d)).as(day).isEqualTo(entered);
          assertThat(days.left(s, d)).as(day).isEqualTo(left);
        }
      }
    }

    private static boolean isIn(List<long[]> intervals, int segment, int customer, long at) {
      return intervals.stream()
          .anyMatch(x -> x[0] == segment && x[1] == customer && x[2] <= at && at < x[3]);
    }

    private static String key(int customer) {
      return "%c%04d".formatted("abcdefghijklmnopqrstuvwxyz234567".charAt(customer % 32), customer);
    }

    private static int number(String key) {
      return Integer.parseInt(key.substring(1));
    }

    /** As they were recorded, in any order, over several stretches. */
    private List<Stretch> stretches() {
      List<Stretch.Builder> builders = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        builders.add(Stretch.builder());
      }
      List<int[]> all = new ArrayList<>();
      for (int c = 0; c < customers.size(); c++) {
        for (int i = 0; i < customers.get(c).size(); i++) {
          all.add(new int[] {c, i});
        }
      }
      Collections.shuffle(all, random);
      for (int[] one : all) {
        Activity a = customers.get(one[0]).get(one[1]);
        builders
            .get(random.nextInt(builders.size()))
            .add(key(one[0]), a.kind(), a.at(), a.value(), Properties.of(a.properties()));
      }
      return builders.stream().map(Stretch.Builder::build).toList();
    }

    /** As one history of one or several stretches, or as several; stored, and read as needed. */
    private List<History> shards(Sweep sweep, Stretch all) {
      if (random.nextBoolean()) {
        return List.of(History.of(stretches().stream().map(s -> reread(sweep, s)).toList()));
      }
      return all.split(1 << random.nextInt(6)).stream()
          .map(part -> History.of(List.of(reread(sweep, part))))
          .toList();
    }

    private static Stretch reread(Sweep sweep, Stretch stretch) {
      Map<String, byte[]> stored = new HashMap<>(stretch.columns());
      stored.keySet().removeIf(c -> Stretch.isProperty(c) && !sweep.looksAt(c));
      return Stretch.of(stored);
    }

    /** Segment, customer, from, to. */
    private List<long[]> expected() {
      Standing standing = Standing.NONE.activated(1, playbook, 0, false);
      for (Survey survey : surveys()) {
        standing = standing.surveyed(survey);
      }
      List<long[]> intervals = new ArrayList<>();
      for (int c = 0; c < customers.size(); c++) {
        List<Activity> activities = customers.get(c);
        long born = activities.stream().mapToLong(Activity::at).min().orElse(Long.MAX_VALUE);
        if (born > end) {
          continue;
        }
        Timeline timeline = new Timeline();
        activities.forEach(
            a -> timeline.add(a.kind(), a.at(), a.value(), Properties.of(a.properties())));
        Outcome now = Review.at(timeline, Memberships.NONE, standing, born, Cause.ACTIVITY, false);
        List<Transition> transitions = new ArrayList<>(now.transitions());
        transitions.addAll(
            Review.catchUp(timeline, now.memberships(), standing, end).transitions());
        Map<String, Long> since = new HashMap<>();
        for (Transition t : transitions) {
          if (t.entered()) {
            since.put(t.segment(), t.at());
          } else {
            intervals.add(interval(t.segment(), c, since.remove(t.segment()), t.at()));
          }
        }
        int customer = c;
        since.forEach((s, from) -> intervals.add(interval(s, customer, from, Long.MAX_VALUE)));
      }
      return intervals;
    }

    private static long[] interval(String segment, int customer, long from, long to) {
      return new long[] {segment.charAt(1) - '0', customer, from, to};
    }

    private List<Survey> surveys() {
      long begin =
          customers.stream().flatMap(List::stream).mapToLong(Activity::at).min().orElse(end);
      List<Survey> surveys = new ArrayList<>();
      LocalDate day = Instant.ofEpochMilli(begin).atZone(zone).toLocalDate().plusDays(1);
      for (; midnight(day) <= end; day = day.plusDays(1)) {
        Map<TopCut, OptionalLong> cuts = new HashMap<>();
        for (TopCut top : playbook.cuts()) {
          cuts.put(top, cut(top, midnight(day) - 1));
        }
        boolean fits = surveys.isEmpty() || day.getDayOfMonth() == 1;
        Fitted fitted = fits ? fitted(day.withDayOfMonth(1)) : null;
        surveys.add(new Survey(midnight(day), midnight(day), false, cuts, fitted));
      }
      return surveys;
    }

    /** Parameters that tell any two sets of customers apart, quickly. */
    private static Fitted fitted(long asOf, Histories histories, Spendings spendings) {
      double rate = 0.2;
      for (int i = 0; i < histories.groups(); i++) {
        rate += histories.customers(i) * (0.1 * histories.purchases(i) + 0.01 * histories.days(i));
      }
      double value = 10;
      for (int i = 0; i < spendings.groups(); i++) {
        value += spendings.customers(i) * spendings.meanValue(i) * spendings.transactions(i);
      }
      return new Fitted(
          asOf,
          histories.groups() == 0 ? null : new BgNbd(rate, 2, 0.8, 2.5),
          spendings.groups() == 0 ? null : new GammaGamma(6, 4, value));
    }

    /** The same, from the days on which each customer ordered. */
    private Fitted fitted(LocalDate before) {
      Histories.Builder histories = Histories.builder();
      Spendings.Builder spendings = Spendings.builder();
      for (List<Activity> activities : customers) {
        TreeMap<LocalDate, Long> days = new TreeMap<>();
        for (Activity a : activities) {
          LocalDate day = Instant.ofEpochMilli(a.at()).atZone(zone).toLocalDate();
          if (a.kind().equals("order_placed") && day.isBefore(before)) {
            days.merge(day, a.value(), Long::sum);
          }
        }
        if (!days.isEmpty()) {
          int again = days.size() - 1;
          histories.add(
              again,
              (int) ChronoUnit.DAYS.between(days.firstKey(), days.lastKey()),
              (int) ChronoUnit.DAYS.between(days.firstKey(), before.minusDays(1)));
          long spent =
              days.tailMap(days.firstKey(), false).values().stream().mapToLong(v -> v).sum();
          if (spent > 0) {
            spendings.add(again, (double) spent / again);
          }
        }
      }
      return fitted(midnight(before), histories.build(), spendings.build());
    }

    private OptionalLong cut(TopCut top, long at) {
      List<BigDecimal> values =
          customers.stream()
              .map(a -> new NaiveOracle(a, new TreeMap<>(), zone).value(top.measure(), at))
              .filter(v -> v != null && v.signum() > 0)
              .sorted(Collections.reverseOrder())
              .toList();
      OptionalLong cut = OptionalLong.empty();
      for (BigDecimal value : values) {
        long in = values.stream().filter(v -> v.compareTo(value) >= 0).count();
        BigDecimal share = BigDecimal.valueOf(100 * in);
        if (share.compareTo(top.percent().multiply(BigDecimal.valueOf(values.size()))) <= 0) {
          cut = OptionalLong.of(value.longValueExact());
        }
      }
      return cut;
    }
  }
}
