package io.trailmark.segmentation.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.explanation.Why.Condition;
import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.explanation.Why.Threshold;
import io.trailmark.segmentation.explanation.Why.Value;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.NaiveOracle;
import io.trailmark.segmentation.review.NaiveOracle.Activity;
import io.trailmark.segmentation.review.RandomRules;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random rules, timelines and surveys: what is explained is what a naive evaluation finds. */
class WhyOracleTest {
  private static final long HOUR = 3_600_000;
  private static final Quantities GBP = new Quantities(Currency.getInstance("GBP"));

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());
  private final Set<Class<?>> seen = new HashSet<>();

  @Test
  void agreesToTheMillisecond() {
    rounds(3_000, 1, "1970-01-01T00:00:00Z");
    assertThat(seen).contains(Rule.class.getPermittedSubclasses());
    assertThat(seen).contains(Measure.class.getPermittedSubclasses());
  }

  @Test
  void agreesOverDaysAndYears() {
    rounds(1_000, HOUR, "2012-02-25T07:00:00Z", "2011-10-20T00:00:00Z");
    rounds(500, 48 * HOUR, "2011-02-27T13:00:00Z");
  }

  private void rounds(int rounds, long unit, String... bases) {
    System.out.println("WhyOracleTest seed " + seed);
    for (int i = 0; i < rounds; i++) {
      Random random = new Random(seed + i);
      long base = Instant.parse(bases[random.nextInt(bases.length)]).toEpochMilli();
      new Round(seed + i, random, new RandomRules(random, base, unit)).check();
    }
  }

  private final class Round {
    private final RandomRules rules;
    private final List<Activity> activities;
    private final Rule rule;
    private final Standing standing;
    private final NaiveOracle oracle;
    private final long at;
    private final View view;
    private final String where;

    Round(long seed, Random random, RandomRules rules) {
      this.rules = rules;
      activities = rules.activities(random.nextInt(40));
      rule = rules.rule(3);
      ZoneId zone =
          ZoneId.of(List.of("UTC", "Europe/London", "Asia/Kolkata").get(random.nextInt(3)));
      Segment segment = new Segment("it", "It", rule, List.of(), List.of());
      Playbook playbook =
          new Playbook(
              "random", zone, GBP.currency(), false, Guards.NONE, List.of(segment), List.of());
      TreeMap<Long, Survey> surveys = surveys(playbook, random);
      Standing known = Standing.NONE.activated(1, playbook, rules.base(), false);
      for (Survey survey : surveys.values()) {
        known = known.surveyed(survey);
      }
      standing = known;
      oracle = new NaiveOracle(activities, surveys, zone);
      at = rules.base() + random.nextInt(300) * rules.unit() + random.nextInt(2);
      view = new View(timeline(), standing, zone);
      where = "trailmark.seed " + seed + " at " + at + " " + rule + " " + activities;
    }

    private TreeMap<Long, Survey> surveys(Playbook playbook, Random random) {
      TreeMap<Long, Survey> surveys = new TreeMap<>();
      for (int i = random.nextInt(100); i < 400; i += 40 + random.nextInt(60)) {
        long from = rules.base() + i * rules.unit();
        Map<TopCut, OptionalLong> cuts = new HashMap<>();
        for (TopCut cut : playbook.cuts()) {
          boolean none = random.nextInt(5) == 0;
          cuts.put(cut, none ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(80)));
        }
        surveys.put(from, new Survey(from, from, false, cuts, rules.fitted()));
      }
      return surveys;
    }

    private Timeline timeline() {
      Timeline timeline = new Timeline();
      for (Activity a : activities) {
        timeline.add(a.kind(), a.at(), a.value(), Properties.of(a.properties()));
      }
      return timeline;
    }

    void check() {
      Why why = Why.of("it", timeline(), standing, at);
      assertThat(why.in()).as(where).isEqualTo(oracle.holds(rule, at));
      check(rule, why.condition());
    }

    private void check(Rule r, Condition c) {
      seen.add(r.getClass());
      String here = c.words() + " in " + where;
      assertThat(c.holds()).as(here).isEqualTo(oracle.holds(r, at));
      long next = r.nextChange(view, at);
      assertThat(c.nextChange()).as(here).isEqualTo(next == Measure.NEVER ? null : next);
      for (int i = 0; i < c.parts().size(); i++) {
        check(r.parts().get(i), c.parts().get(i));
      }
      switch (r) {
        case Rule.Compare compare -> {
          value(compare.measure(), c.value(), here);
          assertThat(isIn(c.threshold(), c.value())).as(here).isEqualTo(c.holds());
          deciding(compare.measure(), c, here);
        }
        case Rule.Top top -> {
          value(top.cut().measure(), c.value(), here);
          deciding(top.cut().measure(), c, here);
          boolean in = c.threshold().least() != null && isIn(c.threshold(), c.value());
          if (top.keep() == null || in) {
            assertThat(in).as(here).isEqualTo(c.holds());
          }
        }
        case Rule.Trend trend -> {
          if (c.value().number() == null) {
            assertThat(oracle.chosen(trend.of(), at)).as(here).isEmpty();
          } else {
            assertThat(isIn(c.threshold(), c.value())).as(here).isEqualTo(c.holds());
          }
        }
        case Rule.NoneAfterLast none ->
            assertThat(isIn(c.threshold(), c.value())).as(here).isEqualTo(c.holds());
        case Rule.Trait trait ->
            assertThat(trait.test().passes(c.value().text())).as(here).isEqualTo(c.holds());
        case Rule.Seeks seeks ->
            assertThat(seeks.benefit().equals(c.value().text())).as(here).isEqualTo(c.holds());
        case Rule.All all -> assertThat(c.parts()).as(here).hasSameSizeAs(all.parts());
        case Rule.Any any -> assertThat(c.parts()).as(here).hasSameSizeAs(any.parts());
        case Rule.Not not -> assertThat(c.parts()).as(here).hasSize(1);
        case Rule.In in -> assertThat(c.operator()).isEqualTo("segment");
      }
    }

    private void value(Measure measure, Value value, String here) {
      seen.add(measure.getClass());
      BigDecimal expected = oracle.value(measure, at);
      assertThat(value.number())
          .as(here)
          .isEqualTo(
              expected == null ? null : GBP.number(expected.longValueExact(), measure.unit()));
    }

    private static boolean isIn(Threshold threshold, Value value) {
      return value.number() != null
          && (threshold.least() == null || value.number().compareTo(threshold.least()) >= 0)
          && (threshold.most() == null || value.number().compareTo(threshold.most()) <= 0);
    }

    private void deciding(Measure measure, Condition c, String here) {
      Evidence evidence = c.deciding().getFirst();
      switch (measure) {
        case Measure.Count m ->
            listed(oracle.inWindow(m.of(), m.window(), at), m.of(), evidence, here);
        case Measure.Rate m ->
            listed(oracle.inWindow(m.of(), m.window(), at), m.of(), evidence, here);
        case Measure.Net m ->
            listed(oracle.inWindow(m.of(), m.window(), at), m.of(), evidence, here);
        case Measure.Share m -> {
          listed(oracle.inWindow(m.of(), m.window(), at), m.of(), evidence, here);
          listed(oracle.inWindow(m.among(), m.window(), at), m.among(), c.deciding().get(1), here);
        }
        case Measure.Distinct m -> {
          assertThat(evidence.total()).as(here).isEqualTo(c.value().number().longValueExact());
          assertThat(evidence.activities())
              .as(here)
              .extracting(a -> a.properties().get(m.field()))
              .doesNotContainNull()
              .doesNotHaveDuplicates()
              .hasSize((int) Math.min(20, evidence.total()));
        }
        case Measure.SinceLast m -> {
          if (c.value().number() != null) {
            long last = at - c.value().number().longValueExact();
            boolean paired = m.of() instanceof Selection.Paired;
            assertThat(evidence.activities()).as(here).isNotEmpty();
            if (!paired) {
              assertThat(evidence.activities())
                  .as(here)
                  .extracting(Why.Activity::at)
                  .containsExactly(last);
            }
          } else {
            assertThat(evidence.activities()).as(here).isEmpty();
          }
        }
        case Measure.SinceFirst m -> {
          assertThat(evidence.activities().isEmpty())
              .as(here)
              .isEqualTo(c.value().number() == null);
        }
        case Measure.Amount m -> {
          assertThat(evidence.activities().isEmpty()).as(here).isEqualTo(evidence.total() == 0);
          if (m.property() == null
              && evidence.total() == 1
              && evidence.activities().getFirst().amount() != null) {
            assertThat(c.value().number())
                .as(here)
                .isEqualTo(GBP.number(evidence.activities().getFirst().amount(), m.unit()));
          }
        }
        case Measure.Consideration m -> {
          assertThat(evidence.activities().isEmpty())
              .as(here)
              .isEqualTo(c.value().number() == null);
          if (evidence.total() == 1) {
            assertThat(evidence.activities().getFirst().at() - evidence.activities().getLast().at())
                .as(here)
                .isEqualTo(c.value().number().longValueExact());
          }
        }
        case Measure.Until m ->
            assertThat(evidence.day() == null).as(here).isEqualTo(c.value().number() == null);
        case Measure.Predicted m -> {
          Selection.Of orders = new Selection.Of(m.kinds());
          Survey survey = standing.surveyAt(at);
          listed(
              survey == null ? List.of() : oracle.chosen(orders, survey.asOf() - 1),
              orders,
              evidence,
              here);
        }
      }
    }

    /** The newest of those that the oracle finds, and how many it finds. */
    private static void listed(List<Activity> found, Selection of, Evidence evidence, String here) {
      assertThat(evidence.total()).as(here).isEqualTo(found.size());
      if (of instanceof Selection.Paired) {
        assertThat(evidence.activities().isEmpty()).as(here).isEqualTo(found.isEmpty());
        return;
      }
      assertThat(evidence.activities())
          .as(here)
          .extracting(Why.Activity::at)
          .isEqualTo(
              found.stream()
                  .map(Activity::at)
                  .sorted(Comparator.reverseOrder())
                  .limit(20)
                  .toList());
      assertThat(found.stream().map(a -> a.kind() + a.at()).toList())
          .as(here)
          .containsAll(evidence.activities().stream().map(a -> a.kind() + a.at()).toList());
    }
  }
}
