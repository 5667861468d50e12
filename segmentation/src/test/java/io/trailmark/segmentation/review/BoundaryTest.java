package io.trailmark.segmentation.review;

import static io.trailmark.segmentation.review.Cause.ACTIVITY;
import static io.trailmark.segmentation.review.Cause.DEFINITION;
import static io.trailmark.segmentation.review.Cause.SURVEY;
import static io.trailmark.segmentation.review.Cause.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.timeline.Timeline;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the design says about single instants, one promise a test. */
class BoundaryTest {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final long A = millis("2011-01-10T09:30:00Z");

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static Playbook segments(String zone, String segments) {
    return Playbook.parse(
        "playbook: test\nzone: " + zone + "\ncurrency: GBP\nsegments:\n" + segments.indent(2));
  }

  private static Playbook segment(String when) {
    return segments("UTC", "- { id: it, when: " + when + " }");
  }

  private static Playbook standard() {
    try (InputStream in = Playbook.class.getResourceAsStream("/playbooks/standard.yaml")) {
      return Playbook.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Standing standing(Playbook playbook) {
    return Standing.NONE.activated(1, playbook, 0, false);
  }

  private static Timeline timeline(Object... kindsAndInstants) {
    Timeline timeline = new Timeline();
    for (int i = 0; i < kindsAndInstants.length; i += 2) {
      timeline.add((String) kindsAndInstants[i], (Long) kindsAndInstants[i + 1], 1_000);
    }
    return timeline;
  }

  private static Set<String> in(Playbook playbook, Timeline timeline, long at) {
    return Review.at(timeline, Memberships.NONE, standing(playbook), at, ACTIVITY, false)
        .memberships()
        .since()
        .keySet();
  }

  private static boolean holds(String when, Timeline timeline, long at) {
    return !in(segment(when), timeline, at).isEmpty();
  }

  private static Memberships reviewed(Timeline timeline, Standing standing, long at) {
    return Review.at(timeline, Memberships.NONE, standing, at, ACTIVITY, false).memberships();
  }

  private static List<String> told(Outcome outcome) {
    return outcome.transitions().stream().map(BoundaryTest::told).toList();
  }

  private static String told(Transition t) {
    return Instant.ofEpochMilli(t.at())
        + (t.entered() ? " +" : " -")
        + t.segment()
        + " "
        + t.cause()
        + (t.quiet() ? " quiet" : "");
  }

  private static Survey survey(long asOf, long from, boolean quiet, Playbook playbook, long cut) {
    Map<TopCut, OptionalLong> cuts = new HashMap<>();
    playbook.cuts().forEach(c -> cuts.put(c, OptionalLong.of(cut)));
    return new Survey(asOf, from, quiet, cuts);
  }

  /** "An activity at a is within duration D as of T iff a ≤ T < a + D." */
  @Nested
  class WindowsAreHalfOpenAndExact {
    private static final String WITHIN = "{ count: order_placed, within: 60d, is: 1 }";
    private static final String NONE_WITHIN = "{ count: order_placed, within: 60d, is: 0 }";
    private static final String SINCE = "{ since-last: order_placed, at-least: 60d }";
    private static final String LESS = "{ since-last: order_placed, less-than: 60d }";
    private static final String FIRST = "{ since-first: order_placed, at-least: 60d }";

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false", "1, false"})
    void isWithinUntilJustBeforeTheEnd(long off, boolean within) {
      Timeline timeline = timeline("order_placed", A);
      long at = A + 60 * DAY + off;
      assertThat(holds(WITHIN, timeline, at)).isEqualTo(within);
      assertThat(holds(NONE_WITHIN, timeline, at)).isEqualTo(!within);
      assertThat(holds(LESS, timeline, at)).isEqualTo(within);
      assertThat(holds(SINCE, timeline, at)).isEqualTo(!within);
      assertThat(holds(FIRST, timeline, at)).isEqualTo(!within);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true"})
    void isWithinFromItsOwnInstant(long off, boolean within) {
      Timeline timeline = timeline("order_placed", A);
      assertThat(holds(WITHIN, timeline, A + off)).isEqualTo(within);
      assertThat(holds(LESS, timeline, A + off)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"60d, at-least, 0", "60d, less-than, 0", "60d, more-than, 1", "60d, at-most, 1"})
    void seesTheExactInstantComing(String duration, String comparison, long off) {
      String when = "{ since-last: order_placed, " + comparison + ": " + duration + " }";
      Timeline timeline = timeline("order_placed", A);
      Standing standing = standing(segment(when));
      Outcome now = Review.at(timeline, Memberships.NONE, standing, A, ACTIVITY, false);
      assertThat(now.nextChange()).isEqualTo(A + 60 * DAY + off);
      Outcome just =
          Review.at(timeline, Memberships.NONE, standing, A + 60 * DAY + off - 1, ACTIVITY, false);
      assertThat(just.nextChange()).isEqualTo(A + 60 * DAY + off);
      Outcome then =
          Review.at(timeline, Memberships.NONE, standing, A + 60 * DAY + off, ACTIVITY, false);
      assertThat(then.nextChange()).isEqualTo(Measure.NEVER);
      assertThat(then.memberships().since().isEmpty())
          .isNotEqualTo(now.memberships().since().isEmpty());
    }

    /** `at-risk`: "last order 60 d or more and less than 120 d ago". */
    @Test
    void isAtRiskFromSixtyDaysUntilJustBeforeAHundredAndTwenty() {
      Timeline timeline = timeline("order_placed", A);
      Outcome outcome =
          Review.catchUp(
              timeline,
              reviewed(timeline, standing(standard()), A),
              standing(standard()),
              A + 200 * DAY);
      assertThat(told(outcome))
          .containsExactly(
              "2011-03-11T09:30:00Z -recent TIME",
              "2011-03-11T09:30:00Z +at-risk TIME",
              "2011-03-11T09:30:00Z +one-time TIME",
              "2011-05-10T09:30:00Z -at-risk TIME",
              "2011-07-09T09:30:00Z +ghost TIME");
      assertThat(in(standard(), timeline, A + 60 * DAY - 1)).containsExactly("recent");
      assertThat(in(standard(), timeline, A + 120 * DAY - 1)).contains("at-risk");
      assertThat(in(standard(), timeline, A + 120 * DAY)).containsExactly("one-time");
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true"})
    void isAGhostFromExactlyAHundredAndEightyDays(long off, boolean ghost) {
      Timeline timeline = timeline("order_placed", A);
      assertThat(in(standard(), timeline, A + 180 * DAY + off).contains("ghost")).isEqualTo(ghost);
      Timeline looker = timeline("product_viewed", A);
      assertThat(in(standard(), looker, A + 180 * DAY + off).contains("ghost")).isEqualTo(ghost);
      // Opened 90 days before the first could be.
      looker.add("message_opened", A + 90 * DAY, 0);
      assertThat(in(standard(), looker, A + 180 * DAY + off).contains("ghost")).isEqualTo(ghost);
      // Opened a millisecond later.
      looker.add("message_opened", A + 90 * DAY + 1, 0);
      assertThat(in(standard(), looker, A + 180 * DAY + off).contains("ghost")).isEqualTo(off == 1);
    }

    /** "Each send is also a message_sent activity, which first-activity rules do not count." */
    @Test
    void countsGhostsFromTheFirstActivityThatIsNotASend() {
      Timeline timeline = timeline("message_sent", A, "product_viewed", A + DAY);
      assertThat(in(standard(), timeline, A + 180 * DAY)).isEmpty();
      assertThat(in(standard(), timeline, A + 181 * DAY)).containsExactly("ghost");
    }

    @Test
    void abandonsTheCartFromFourHoursUntilJustBeforeSevenDays() {
      Timeline timeline = timeline("cart_item_added", A);
      assertThat(in(standard(), timeline, A + 4 * HOUR - 1)).isEmpty();
      assertThat(in(standard(), timeline, A + 4 * HOUR)).containsExactly("cart-abandoner");
      assertThat(in(standard(), timeline, A + 7 * DAY - 1)).containsExactly("cart-abandoner");
      assertThat(in(standard(), timeline, A + 7 * DAY)).isEmpty();
    }

    /** "The opens and clicks of the last 30 days are at most 70% of those of the 30 before." */
    @Test
    void declinesAtExactlySeventyPercentAndMovesAnOpenAtExactlyThirtyDays() {
      String when = "{ trend: message_opened, over: 30d, falls-by: 30%, or-never: false }";
      Timeline timeline = new Timeline();
      for (int i = 0; i < 10; i++) {
        timeline.add("message_opened", A, 0);
      }
      long later = A + 30 * DAY;
      for (int i = 0; i < 7; i++) {
        timeline.add("message_opened", later, 0);
      }
      // Ten still in the recent window, none before it: not declining.
      assertThat(holds(when, timeline, later - 1)).isFalse();
      // Seven against ten.
      assertThat(holds(when, timeline, later)).isTrue();
      assertThat(holds(when, timeline, later + 30 * DAY - 1)).isTrue();
      timeline.add("message_opened", later, 0);
      assertThat(holds(when, timeline, later)).as("eight against ten").isFalse();
      assertThat(holds(when, timeline, later + 30 * DAY - 1)).isFalse();
      // None in the last 30 days, eight before.
      assertThat(holds(when, timeline, later + 30 * DAY)).isTrue();
      assertThat(holds(when, new Timeline(), later)).isFalse();
    }
  }

  /** "'After' another activity includes the same instant." */
  @Nested
  class AnOrderAtTheInstantOfTheCartIsAfterIt {
    @ParameterizedTest
    @CsvSource({"-1, true", "0, false", "1, false"})
    void soTheCartIsNotAbandoned(long off, boolean abandoned) {
      Timeline timeline = timeline("cart_item_added", A, "order_placed", A + off);
      assertThat(in(standard(), timeline, A + 5 * HOUR).contains("cart-abandoner"))
          .isEqualTo(abandoned);
    }

    @Test
    void andACartAfterTheOrderIsAgain() {
      Timeline timeline =
          timeline("cart_item_added", A, "order_placed", A, "cart_item_added", A + 1);
      assertThat(in(standard(), timeline, A + 4 * HOUR)).doesNotContain("cart-abandoner");
      assertThat(in(standard(), timeline, A + 4 * HOUR + 1)).contains("cart-abandoner");
    }
  }

  /** "At one instant, survey and all activities count together: no zero-length stays." */
  @Nested
  class AtOneInstantEverythingCountsTogether {
    @Test
    void whoOrdersAtTheInstantOfBecomingAtRiskNeverIs() {
      Timeline timeline = timeline("order_placed", A);
      Standing standing = standing(standard());
      Memberships before = reviewed(timeline, standing, A);
      timeline.add("order_placed", A + 60 * DAY, 1_000);

      Outcome outcome = Review.catchUp(timeline, before, standing, A + 60 * DAY);

      assertThat(told(outcome)).containsExactly("2011-03-11T09:30:00Z +regular ACTIVITY");
      assertThat(told(Review.at(timeline, before, standing, A + 60 * DAY, ACTIVITY, false)))
          .containsExactly("2011-03-11T09:30:00Z +regular ACTIVITY");
    }

    @Test
    void aSurveyAndAnActivityAtItsMidnightMoveTogether() {
      Playbook playbook =
          segments("UTC", "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
      long midnight = millis("2011-01-11T00:00:00Z");
      Timeline timeline = timeline("order_placed", A);
      Standing standing = standing(playbook).surveyed(survey(A, A, false, playbook, 2_000));
      Memberships before = reviewed(timeline, standing, A);
      assertThat(before.since()).isEmpty();
      // The cut falls to what the customer has, and the refund of that instant takes it away.
      timeline.add("order_refunded", midnight, 1);
      Standing after = standing.surveyed(survey(midnight, midnight, false, playbook, 1_000));

      assertThat(told(Review.catchUp(timeline, before, after, midnight + DAY))).isEmpty();
    }

    @Test
    void everyStayLastsAtLeastAMillisecond() {
      Playbook playbook =
          segments(
              "UTC",
              """
              - { id: early, when: { since-last: order_placed, less-than: 60d } }
              - { id: late, when: { since-last: order_placed, at-least: 60d } }
              - { id: exact, when: { since-last: order_placed, is: 60d } }
              """);
      Timeline timeline = timeline("order_placed", A);
      Standing standing = standing(playbook);
      Outcome outcome =
          Review.catchUp(timeline, reviewed(timeline, standing, A), standing, A + 90 * DAY);
      assertThat(told(outcome))
          .containsExactly(
              "2011-03-11T09:30:00Z -early TIME",
              "2011-03-11T09:30:00Z +late TIME",
              "2011-03-11T09:30:00Z +exact TIME",
              "2011-03-11T09:30:00.001Z -exact TIME");
      assertThat(outcome.primaryChanges())
          .containsExactly(new PrimaryChange("early", "late", 1, A + 60 * DAY, false));
    }
  }

  /** "At midnight of the playbook's zone over activities with occurredAt before it." */
  @Nested
  class SurveysAreAtMidnightOfTheZone {
    private static Standing surveyed(String zone, String midnight) {
      Playbook playbook =
          segments(zone, "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
      long at = millis(midnight);
      return standing(playbook).surveyed(survey(at, at, false, playbook, 1));
    }

    @ParameterizedTest
    @CsvSource({
      // A day of 23 hours, and the two beside it.
      "Europe/London, 2011-03-26T00:00:00Z, 2011-03-27T00:00:00Z",
      "Europe/London, 2011-03-27T00:00:00Z, 2011-03-27T23:00:00Z",
      "Europe/London, 2011-03-27T23:00:00Z, 2011-03-28T23:00:00Z",
      // A day of 25 hours.
      "Europe/London, 2011-10-28T23:00:00Z, 2011-10-29T23:00:00Z",
      "Europe/London, 2011-10-29T23:00:00Z, 2011-10-31T00:00:00Z",
      "Europe/London, 2011-10-31T00:00:00Z, 2011-11-01T00:00:00Z",
      "Pacific/Pago_Pago, 2011-06-01T11:00:00Z, 2011-06-02T11:00:00Z",
      "Pacific/Kiritimati, 2011-05-31T10:00:00Z, 2011-06-01T10:00:00Z",
      // A leap day, and none.
      "UTC, 2012-02-28T00:00:00Z, 2012-02-29T00:00:00Z",
      "UTC, 2012-02-29T00:00:00Z, 2012-03-01T00:00:00Z",
      "UTC, 2011-02-28T00:00:00Z, 2011-03-01T00:00:00Z",
      "Pacific/Kiritimati, 2012-02-28T10:00:00Z, 2012-02-29T10:00:00Z",
      // The clocks go forward at midnight: the day begins at one.
      "Africa/Cairo, 2023-04-26T22:00:00Z, 2023-04-27T22:00:00Z",
      "Africa/Cairo, 2023-04-27T22:00:00Z, 2023-04-28T21:00:00Z",
      // A day that never was.
      "Pacific/Apia, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
    })
    void theNextIsAtTheNextLocalMidnight(String zone, String midnight, String next) {
      Standing standing = surveyed(zone, midnight);
      assertThat(Instant.ofEpochMilli(standing.nextSurvey())).isEqualTo(Instant.parse(next));
      assertThat(standing.horizon(Long.MAX_VALUE)).isEqualTo(millis(next) - 1);
      assertThat(standing.lastSurvey()).isEqualTo(millis(midnight));
    }

    @ParameterizedTest
    @CsvSource({
      "Europe/London, 2011-03-27T22:59:59.999Z, 2011-03-27T00:00:00Z",
      "Europe/London, 2011-03-27T23:00:00Z, 2011-03-27T23:00:00Z",
      "Europe/London, 2011-10-30T23:59:59.999Z, 2011-10-29T23:00:00Z",
      "Europe/London, 2011-10-31T00:00:00Z, 2011-10-31T00:00:00Z",
      "Pacific/Pago_Pago, 2011-06-02T10:59:59.999Z, 2011-06-01T11:00:00Z",
      "Pacific/Kiritimati, 2011-06-01T10:00:00Z, 2011-06-01T10:00:00Z",
      "Pacific/Kiritimati, 2011-06-01T09:59:59.999Z, 2011-05-31T10:00:00Z",
    })
    void anInstantBelongsToTheDayThatItsZoneSays(String zone, String instant, String midnight) {
      Standing standing = standing(segments(zone, "- { id: it, when: { count: any, is: 0 } }"));
      assertThat(Instant.ofEpochMilli(standing.midnight(millis(instant), 0)))
          .isEqualTo(Instant.parse(midnight));
    }

    /** "A finished import or an activation is followed by a survey as of the last midnight." */
    @Test
    void anActivationIsFollowedByOneAsOfTheLastMidnight() {
      Playbook london =
          segments("Europe/London", "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
      long activation = millis("2011-07-01T12:00:00Z");
      Standing standing = Standing.NONE.activated(1, london, activation, false);
      assertThat(standing.isSurveyed()).isFalse();
      assertThat(standing.lastSurvey()).isEqualTo(millis("2011-06-30T23:00:00Z"));
      assertThat(standing.nextSurvey()).isEqualTo(Measure.NEVER);
      Standing after =
          standing.surveyed(survey(standing.lastSurvey(), activation + 5, true, london, 1));
      assertThat(after.isSurveyed()).isTrue();
      assertThat(after.nextSurvey()).isEqualTo(millis("2011-07-01T23:00:00Z"));
      // No survey goes back behind one that was taken, whatever the new playbook's zone.
      Standing utc = after.activated(2, segment("{ count: any, is: 0 }"), activation + 9, false);
      assertThat(utc.lastSurvey()).isEqualTo(millis("2011-07-01T00:00:00Z"));
      Standing daily =
          standing.surveyed(survey(standing.lastSurvey(), standing.lastSurvey(), false, london, 1));
      Standing pago =
          daily.activated(
              2,
              segments("Pacific/Pago_Pago", "- { id: it, when: { count: any, is: 0 } }"),
              millis("2011-07-01T10:00:00Z"),
              false);
      assertThat(pago.lastSurvey()).isEqualTo(millis("2011-06-30T23:00:00Z"));
      // One that came at the very instant of the activation was taken under it.
      Standing same = standing.surveyed(survey(standing.lastSurvey(), activation, true, london, 1));
      assertThat(same.isSurveyed()).isTrue();
    }

    /** "Hold from that instant (inclusive) to the next; before the first survey nobody is in." */
    @Test
    void cutsHoldFromTheirInstantToTheNext() {
      Playbook playbook =
          segments("UTC", "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
      TopCut top = playbook.cuts().iterator().next();
      Standing standing =
          standing(playbook)
              .surveyed(survey(A, A, false, playbook, 100))
              .surveyed(survey(A + DAY, A + DAY, false, playbook, 200));
      assertThat(standing.cut(top, A - 1)).isEqualTo(Measure.NEVER);
      assertThat(standing.cut(top, A)).isEqualTo(100);
      assertThat(standing.cut(top, A + DAY - 1)).isEqualTo(100);
      assertThat(standing.cut(top, A + DAY)).isEqualTo(200);
      assertThat(standing.surveyFrom(A + DAY - 1)).isNull();
      assertThat(standing.surveyFrom(A + DAY)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"999, false", "1000, true", "1001, true"})
    void whoIsAtTheCutIsIn(long net, boolean in) {
      Playbook playbook =
          segments("UTC", "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
      Standing standing = standing(playbook).surveyed(survey(A, A, false, playbook, 1_000));
      Timeline timeline = new Timeline();
      timeline.add("order_placed", A, net);
      assertThat(reviewed(timeline, standing, A).since().isEmpty()).isNotEqualTo(in);
      Memberships before = reviewed(timeline, standing(playbook), A - 1);
      assertThat(before.since()).isEmpty();
      assertThat(Review.catchUp(timeline, before, standing, A).transitions().isEmpty())
          .isNotEqualTo(in);
    }
  }

  /** "A late review steps through each missed instant in order, each with its own instant." */
  @Test
  void catchesUpThroughAnActivationAndSeveralSurveysInOrder() {
    Playbook first =
        segments("UTC", "- { id: top, when: { top: 10%, of: { net: order_placed } } }");
    Playbook second =
        segments(
            "UTC",
            """
            - { id: top, when: { top: 20%, of: { net: order_placed } } }
            - { id: old, when: { since-last: order_placed, at-least: 2d } }
            - { id: fresh, when: { since-last: order_placed, less-than: 2d } }
            """);
    long d11 = millis("2011-01-11T00:00:00Z");
    Timeline timeline = timeline("order_placed", A);
    Standing before = standing(first).surveyed(survey(A - DAY, A - DAY, false, first, 5_000));
    Memberships memberships = reviewed(timeline, before, A);
    Standing now =
        before
            .surveyed(survey(d11, d11, false, first, 500))
            .activated(2, second, d11 + 6 * HOUR, false)
            .surveyed(survey(d11, d11 + 7 * HOUR, true, second, 900))
            .surveyed(survey(d11 + DAY, d11 + DAY, false, second, 2_000))
            .surveyed(survey(d11 + 2 * DAY, d11 + 2 * DAY, false, second, 1_000));

    Outcome outcome = Review.catchUp(timeline, memberships, now, d11 + 2 * DAY);

    assertThat(told(outcome))
        .containsExactly(
            "2011-01-11T00:00:00Z +top SURVEY",
            "2011-01-11T06:00:00Z -top DEFINITION quiet",
            "2011-01-11T06:00:00Z +fresh DEFINITION quiet",
            "2011-01-11T07:00:00Z +top SURVEY quiet",
            "2011-01-12T00:00:00Z -top SURVEY",
            "2011-01-12T09:30:00Z -fresh TIME",
            "2011-01-12T09:30:00Z +old TIME",
            "2011-01-13T00:00:00Z +top SURVEY");
    assertThat(outcome.transitions())
        .extracting(Transition::playbookVersion)
        .containsExactly(1, 2, 2, 2, 2, 2, 2, 2);
    assertThat(outcome.memberships().playbookVersion()).isEqualTo(2);
    assertThat(outcome.memberships().since())
        .isEqualTo(new TreeMap<>(Map.of("old", A + 2 * DAY, "top", d11 + 2 * DAY)));
    assertThat(outcome.memberships().primary()).isEqualTo("top");
    assertThat(outcome.primaryChanges())
        .extracting(PrimaryChange::at)
        .containsExactly(
            d11, d11 + 6 * HOUR, d11 + 7 * HOUR, d11 + DAY, A + 2 * DAY, d11 + 2 * DAY);

    // Stepping millisecond by millisecond around each gives the same.
    List<String> stepped = new ArrayList<>();
    Memberships m = memberships;
    for (long to : new long[] {d11 - 1, d11, d11 + 6 * HOUR, d11 + 7 * HOUR, A + 2 * DAY - 1}) {
      Outcome step = Review.catchUp(timeline, m, now, to);
      stepped.addAll(told(step));
      m = step.memberships();
    }
    stepped.addAll(told(Review.catchUp(timeline, m, now, d11 + 2 * DAY)));
    assertThat(stepped).isEqualTo(told(outcome));
  }

  /**
   * "After a survey or an activation nobody stays decided under the old cut or version": a survey
   * after an import takes a while, and whoever is reviewed meanwhile is so under the old cuts.
   */
  @Nested
  class WhatCameToStandBeforeTheLastReview {
    private final Playbook playbook =
        segments(
            "UTC",
            """
            - { id: top, when: { top: 10%, of: { net: order_placed } } }
            - { id: one, when: { count: order_placed, is: 1 } }
            """);
    private final Timeline timeline = timeline("order_placed", A);
    private final Standing standing = standing(playbook);

    @ParameterizedTest
    @CsvSource({"0", "1", "20"})
    void isSeenAMillisecondAfterIt(long late) {
      Memberships before = reviewed(timeline, standing, A + late);
      Standing surveyed = standing.surveyed(survey(A - HOUR, A, true, playbook, 10));
      Outcome outcome = Review.catchUp(new Answers(timeline), before, surveyed, A + HOUR, true);
      assertThat(told(outcome))
          .containsExactly(Instant.ofEpochMilli(A + late + 1) + " +top SURVEY quiet");
      assertThat(outcome.primaryChanges())
          .containsExactly(new PrimaryChange("one", "top", 1, A + late + 1, true));

      Standing gone = surveyed.surveyed(survey(A - HOUR, A, false, playbook, 10_000));
      Memberships top = reviewed(timeline, surveyed, A + late);
      assertThat(told(Review.catchUp(new Answers(timeline), top, gone, A + HOUR, true)))
          .containsExactly(Instant.ofEpochMilli(A + late + 1) + " -top SURVEY");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "20"})
    void isSeenIfItIsAnActivation(long late) {
      Memberships before = reviewed(timeline, standing, A + late);
      Playbook other =
          segments("UTC", "- { id: buyer, when: { count: order_placed, at-least: 1 } }");
      Standing after = standing.activated(2, other, A, false);
      Outcome outcome = Review.catchUp(new Answers(timeline), before, after, A + HOUR, true);
      String at = Instant.ofEpochMilli(A + late + 1).toString();
      assertThat(told(outcome))
          .containsExactly(at + " -one DEFINITION quiet", at + " +buyer DEFINITION quiet");
      assertThat(outcome.memberships().playbookVersion()).isEqualTo(2);
    }

    @Test
    void isSeenIfItOnlyTakesASegmentAway() {
      Playbook wider =
          segments(
              "UTC",
              """
              - { id: one, when: { count: order_placed, is: 1 } }
              - { id: gone, when: { count: order_placed, is: 1 } }
              """);
      Memberships before = reviewed(timeline, standing(wider), A);
      Standing after = standing(wider).activated(2, playbook, A, false);
      assertThat(told(Review.catchUp(new Answers(timeline), before, after, A + HOUR, true)))
          .containsExactly(Instant.ofEpochMilli(A + 1) + " -gone DEFINITION quiet");
    }

    @Test
    void countsTogetherWithWhatComesAtThatMillisecond() {
      timeline.add("order_placed", A + 1, 0);
      Memberships before = reviewed(timeline, standing, A);
      Standing surveyed = standing.surveyed(survey(A - HOUR, A, true, playbook, 10));
      assertThat(told(Review.catchUp(new Answers(timeline), before, surveyed, A + HOUR, true)))
          .containsExactly(
              Instant.ofEpochMilli(A + 1) + " -one ACTIVITY",
              Instant.ofEpochMilli(A + 1) + " +top SURVEY quiet");
    }

    @Test
    void waitsForThatMillisecond() {
      Memberships before = reviewed(timeline, standing, A);
      Standing surveyed = standing.surveyed(survey(A - HOUR, A, true, playbook, 10));
      Outcome outcome = Review.catchUp(new Answers(timeline), before, surveyed, A, true);
      assertThat(outcome.transitions()).isEmpty();
      assertThat(outcome.nextChange()).isEqualTo(A + 1);
    }

    @Test
    void isNotTakenForWhatUnreviewedActivitiesExplain() {
      Memberships before = reviewed(timeline, standing, A);
      timeline.add("order_placed", A - 1, 0);
      assertThat(told(Review.catchUp(new Answers(timeline), before, standing, A + HOUR, false)))
          .isEmpty();
    }
  }

  @Test
  void neverGoesBackBehindTheLastReview() {
    Timeline timeline = timeline("order_placed", A);
    Memberships before = reviewed(timeline, standing(standard()), A + DAY);
    Outcome outcome = Review.catchUp(timeline, before, standing(standard()), A);
    assertThat(outcome.memberships()).isEqualTo(before);
    assertThat(outcome.nextChange()).isEqualTo(A + 60 * DAY);
  }

  @Test
  void leavesWhoWasNeverReviewedAlone() {
    Timeline timeline = timeline("order_placed", A);
    Outcome outcome =
        Review.catchUp(timeline, Memberships.NONE, standing(standard()), A + 400 * DAY);
    assertThat(outcome.transitions()).isEmpty();
    assertThat(outcome.memberships()).isEqualTo(Memberships.NONE);
    assertThat(outcome.nextChange()).isEqualTo(Measure.NEVER);
  }

  /** "No sequence starts from a quiet transition", and which ones are quiet. */
  @Nested
  class QuietAre {
    private final Playbook playbook =
        segments(
            "UTC",
            """
            - { id: top, when: { top: 10%, of: { net: order_placed } } }
            - { id: one, when: { count: order_placed, is: 1 } }
            - { id: old, when: { since-last: order_placed, at-least: 1d } }
            """);
    private final Timeline timeline = timeline("order_placed", A);
    private final Standing standing = standing(playbook);

    @Test
    void thoseThatImportedHistoryExplains() {
      Outcome imported = Review.at(timeline, Memberships.NONE, standing, A, ACTIVITY, true);
      assertThat(told(imported)).containsExactly("2011-01-10T09:30:00Z +one ACTIVITY quiet");
      assertThat(imported.primaryChanges())
          .containsExactly(new PrimaryChange(null, "one", 1, A, true));
      // What time brings later is not.
      assertThat(told(Review.catchUp(timeline, imported.memberships(), standing, A + DAY)))
          .containsExactly("2011-01-11T09:30:00Z +old TIME");
      timeline.add("order_placed", A + 1, 0);
      assertThat(told(Review.at(timeline, imported.memberships(), standing, A + 1, ACTIVITY, true)))
          .containsExactly("2011-01-10T09:30:00.001Z -one ACTIVITY quiet");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void thoseOfTheSurveyAfterAnImport(boolean quiet) {
      Memberships before = reviewed(timeline, standing, A);
      Standing after = standing.surveyed(survey(A - HOUR, A + HOUR, quiet, playbook, 10));
      Outcome outcome = Review.catchUp(timeline, before, after, A + 2 * HOUR);
      String mark = quiet ? " quiet" : "";
      assertThat(told(outcome)).containsExactly("2011-01-10T10:30:00Z +top SURVEY" + mark);
      assertThat(outcome.primaryChanges())
          .containsExactly(new PrimaryChange("one", "top", 1, A + HOUR, quiet));
      Standing gone = after.surveyed(survey(A, A + 3 * HOUR, quiet, playbook, 10_000));
      assertThat(told(Review.catchUp(timeline, outcome.memberships(), gone, A + 3 * HOUR)))
          .containsExactly("2011-01-10T12:30:00Z -top SURVEY" + mark);
    }

    /** A survey is quiet for what it moves itself; who becomes old at its instant does by time. */
    @Test
    void notThoseOfTimeAtTheInstantOfSuchASurvey() {
      Memberships before = reviewed(timeline, standing, A);
      Standing after = standing.surveyed(survey(A - HOUR, A + DAY, true, playbook, 10));
      assertThat(told(Review.catchUp(timeline, before, after, A + DAY)))
          .containsExactly(
              "2011-01-11T09:30:00Z +top SURVEY quiet", "2011-01-11T09:30:00Z +old TIME");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void thoseOfAChangedDefinitionUnlessItStartsSequences(boolean startSequences) {
      Memberships before = reviewed(timeline, standing, A);
      Playbook other =
          segments("UTC", "- { id: buyer, when: { count: order_placed, at-least: 1 } }");
      Standing after = standing.activated(2, other, A + HOUR, startSequences);
      Outcome outcome = Review.catchUp(timeline, before, after, A + HOUR);
      String mark = startSequences ? "" : " quiet";
      assertThat(told(outcome))
          .containsExactly(
              "2011-01-10T10:30:00Z -one DEFINITION" + mark,
              "2011-01-10T10:30:00Z +buyer DEFINITION" + mark);
      assertThat(outcome.transitions()).allMatch(t -> t.cause() == DEFINITION);
      assertThat(outcome.primaryChanges())
          .containsExactly(new PrimaryChange("one", "buyer", 2, A + HOUR, !startSequences));
    }

    @Test
    void notThoseOfADailySurveyOrOfTime() {
      Memberships before = reviewed(timeline, standing, A);
      long midnight = millis("2011-01-11T00:00:00Z");
      Standing after = standing.surveyed(survey(midnight, midnight, false, playbook, 10));
      assertThat(Review.catchUp(timeline, before, after, A + 2 * DAY).transitions())
          .extracting(Transition::cause, Transition::quiet)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(SURVEY, false),
              org.assertj.core.groups.Tuple.tuple(TIME, false));
    }
  }
}
