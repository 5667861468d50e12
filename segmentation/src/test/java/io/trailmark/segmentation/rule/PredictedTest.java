package io.trailmark.segmentation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Buyer;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.Measure.Predicted;
import io.trailmark.segmentation.rule.Measure.Prediction;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PredictedTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  /** The published fits of the CDNOW sample; money in pence. */
  private static final Fitted CDNOW =
      new Fitted(
          at("1997-10-01T00:00:00Z"),
          new BgNbd(0.243, 4.414, 0.793, 2.426),
          new GammaGamma(6.25, 3.74, 1544));

  private static final Predicted RISK = new Predicted(Prediction.CHURN_RISK, 0);

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static long midnight(LocalDate day) {
    return day.atStartOfDay(LONDON).toInstant().toEpochMilli();
  }

  private static Playbook playbook() {
    return Playbook.parse(
        """
        { playbook: p, zone: Europe/London, currency: GBP, predictions: true,
          segments: [{ id: gone, when: { predicted: churn-risk, more-than: 70% } }] }
        """);
  }

  private static Standing surveyed(LocalDate... days) {
    Standing standing = Standing.NONE.activated(1, playbook(), 0, false);
    for (LocalDate day : days) {
      Fitted fitted = standing.newestFit() == null ? CDNOW : null;
      standing =
          standing.surveyed(new Survey(midnight(day), midnight(day), false, Map.of(), fitted));
    }
    return standing;
  }

  @Nested
  class WhatTheModelsSee {
    private final Timeline timeline = new Timeline();
    private final View view = new View(timeline, Surveys.NONE, LONDON);

    @Test
    void ordersOfADayAreOneAndThoseOfTheFirstDayNone() {
      timeline.add("order_placed", at("2011-03-01T09:00:00Z"), 1_000);
      timeline.add("order_placed", at("2011-03-01T21:00:00Z"), 5_000);
      timeline.add("order_placed", at("2011-03-11T09:00:00Z"), 700);
      timeline.add("order_placed", at("2011-03-11T23:59:59.999Z"), 300);
      timeline.add("order_refunded", at("2011-03-12T09:00:00Z"), 300);
      assertThat(view.buyer(midnight(LocalDate.of(2011, 3, 31))))
          .isEqualTo(new Buyer(1, 10, 29, 1_000));
    }

    @Test
    void aDayCountsWhenItIsOver() {
      timeline.add("order_placed", at("2011-03-01T00:00:00Z"), 0);
      assertThat(view.buyer(midnight(LocalDate.of(2011, 3, 1)))).isNull();
      assertThat(view.buyer(midnight(LocalDate.of(2011, 3, 2)))).isEqualTo(new Buyer(0, 0, 0, 0));
    }

    /** 23:30 of a summer's day in London is 22:30 in Greenwich. */
    @Test
    void daysAreThoseOfThePlaybooksZone() {
      timeline.add("order_placed", at("2011-06-01T22:30:00Z"), 0);
      timeline.add("order_placed", at("2011-06-01T23:30:00Z"), 0);
      assertThat(view.buyer(midnight(LocalDate.of(2011, 6, 3)))).isEqualTo(new Buyer(1, 1, 1, 0));
    }

    @Test
    void lateOrdersAreCountedWhereTheyBelong() {
      Random random = new Random(7);
      for (int i = 0; i < 200; i++) {
        timeline.add(
            "order_placed", at("2011-01-01T00:00:00Z") + random.nextLong(90L * 86_400_000), 1);
        long midnight = midnight(LocalDate.of(2011, 1, 1).plusDays(random.nextInt(100)));
        View fresh = new View(Timeline.fromBytes(timeline.toBytes()), Surveys.NONE, LONDON);
        assertThat(view.buyer(midnight)).isEqualTo(fresh.buyer(midnight));
      }
    }
  }

  /** One customer of the sample bought 2 times in 38.86 weeks, last after 30.43. */
  @Test
  void saysWhatThePublishedModelSays() {
    Timeline timeline = new Timeline();
    LocalDate first = LocalDate.of(1997, 1, 1);
    for (int day : new int[] {0, 100, 213}) {
      timeline.add("order_placed", midnight(first.plusDays(day)), 2_000);
    }
    View view = surveyed(first.plusDays(273)).view(timeline);
    long at = midnight(first.plusDays(273));
    assertThat(RISK.valueAt(view, at - 1)).isEqualTo(Measure.NONE);
    double alive = CDNOW.buying().alive(2, 213 / 7.0, 272 / 7.0);
    assertThat(RISK.valueAt(view, at)).isEqualTo(Math.round(10_000 * (1 - alive)) * 10_000);
    assertThat(new Predicted(Prediction.CHANCE_ALIVE, 0).valueAt(view, at) + RISK.valueAt(view, at))
        .isEqualTo(100 * Unit.MILLION);
    double orders = CDNOW.buying().expected(2, 213 / 7.0, 272 / 7.0, 39);
    assertThat(new Predicted(Prediction.EXPECTED_ORDERS, 273).valueAt(view, at))
        .isEqualTo(Math.round(orders * 10_000) * 100);
    assertThat(new Predicted(Prediction.EXPECTED_VALUE, 273).valueAt(view, at))
        .isEqualTo(Math.round(orders * CDNOW.spending().expectedValue(2, 2_000)));
    // The first of them is between the two: it holds until the next survey.
    assertThat(RISK.valueAt(view, at + 20 * 3_600_000)).isEqualTo(RISK.valueAt(view, at));
  }

  /** What is said of the surveys to come is what they find when they come. */
  @Test
  void knowsTheSurveyAtWhichItChanges() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    int found = 0;
    for (int round = 0; round < 300; round++) {
      Random random = new Random(seed + round);
      Timeline timeline = new Timeline();
      LocalDate first = LocalDate.of(2011, 1, 1);
      for (int i = random.nextInt(6); i >= 0; i--) {
        long minute = random.nextInt(120 * 24 * 60);
        timeline.add("order_placed", midnight(first) + minute * 60_000, random.nextInt(3_000));
      }
      LocalDate today = first.plusDays(100 + random.nextInt(30));
      Prediction what = List.of(Prediction.values()).get(random.nextInt(4));
      Predicted measure = new Predicted(what, what.looksAhead() ? 30 : 0);
      long value = measure.valueAt(surveyed(today.plusDays(25)).view(timeline), Long.MAX_VALUE);
      Range range =
          switch (random.nextInt(3)) {
            case 0 -> new Range(value, Measure.NEVER);
            case 1 -> new Range(Measure.NONE + 1, value);
            default -> new Range(value, value + value / 50);
          };
      long asOf = midnight(today) + random.nextInt(86_400_000);
      View view = surveyed(today).view(timeline);
      boolean now = range.contains(measure.valueAt(view, asOf));
      Long expected = null;
      for (int day = 1; day < 700 && expected == null; day++) {
        View then = surveyed(today, today.plusDays(day)).view(timeline);
        long midnight = midnight(today.plusDays(day));
        expected = range.contains(measure.valueAt(then, midnight)) == now ? null : (Long) midnight;
      }
      long next = measure.nextChange(view, asOf, range);
      if (expected == null) {
        assertThat(next).as("seed %d round %d", seed, round).isGreaterThan(midnight(today) + 1L);
      } else {
        assertThat(next).as("seed %d round %d", seed, round).isEqualTo(expected);
        found++;
      }
    }
    assertThat(found).as("seed %d", seed).isGreaterThan(100);
  }
}
