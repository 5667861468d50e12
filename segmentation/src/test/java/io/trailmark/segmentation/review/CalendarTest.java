package io.trailmark.segmentation.review;

import static io.trailmark.segmentation.review.Cause.ACTIVITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clocks and calendars do to rules, one promise a test. */
class CalendarTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** From the first minute of the farthest east to the last of the farthest west. */
  private static final String EVERY_SIDE =
      """
      Pacific/Kiritimati, 2024-02-13T10:00:00Z
      Pacific/Chatham, 2024-02-13T10:15:00Z
      Asia/Tokyo, 2024-02-13T15:00:00Z
      Asia/Kathmandu, 2024-02-13T18:15:00Z
      UTC, 2024-02-14T00:00:00Z
      America/St_Johns, 2024-02-14T03:30:00Z
      America/New_York, 2024-02-14T05:00:00Z
      Pacific/Pago_Pago, 2024-02-14T11:00:00Z
      """;

  private final Timeline timeline = new Timeline();

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private void did(String kind, long at) {
    timeline.add(kind, at, 1_000);
  }

  private void did(String kind, long at, Map<String, ?> properties) {
    timeline.add(kind, at, 0, Properties.of(properties));
  }

  private void livesIn(String zone, long since) {
    did("trait_changed", since, Map.of("trait", "zone", "value", zone));
  }

  private static Standing standing(String zone, String when) {
    Playbook playbook =
        Playbook.parse(
            "playbook: test\ncurrency: GBP\nzone: "
                + zone
                + "\nsegments: [{ id: it, when: "
                + when
                + " }]");
    return Standing.NONE.activated(1, playbook, 0, false);
  }

  private boolean holds(String zone, String when, long at) {
    return !Review.at(timeline, Memberships.NONE, standing(zone, when), at, ACTIVITY, false)
        .memberships()
        .since()
        .isEmpty();
  }

  private boolean holds(String when, long at) {
    return holds("UTC", when, at);
  }

  /** When the customer comes in (+) and goes out (-) by time alone, and that it is so. */
  private List<String> moves(String zone, String when, String from, String to) {
    Standing standing = standing(zone, when);
    Outcome first = Review.at(timeline, Memberships.NONE, standing, at(from), ACTIVITY, false);
    return Review.catchUp(timeline, first.memberships(), standing, at(to)).transitions().stream()
        .peek(t -> assertThat(holds(zone, when, t.at() - 1)).isNotEqualTo(t.entered()))
        .peek(t -> assertThat(holds(zone, when, t.at())).isEqualTo(t.entered()))
        .map(t -> (t.entered() ? "+" : "-") + Instant.ofEpochMilli(t.at()))
        .toList();
  }

  /** "60 days" is 60 × 24 h, and calendar things go by the customer's clock. */
  @Nested
  class WhenTheClocksChange {
    @Test
    void aDayOfADurationHasTwentyFourHoursAllTheSame() {
      did("order_placed", at("2024-03-30T12:00:00Z"));
      assertThat(
              moves(
                  "Europe/London",
                  "{ since-last: order_placed, at-least: 1d }",
                  "2024-03-30T12:00:00Z",
                  "2024-04-02T00:00:00Z"))
          .containsExactly("+2024-03-31T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
      "03-30, +2024-03-30T00:00:00Z, -2024-03-31T00:00:00Z",
      // Of 23 hours.
      "03-31, +2024-03-31T00:00:00Z, -2024-03-31T23:00:00Z",
      "04-01, +2024-03-31T23:00:00Z, -2024-04-01T23:00:00Z",
      // Of 25 hours.
      "10-27, +2024-10-26T23:00:00Z, -2024-10-28T00:00:00Z",
      "10-28, +2024-10-28T00:00:00Z, -2024-10-29T00:00:00Z"
    })
    void anOccasionLastsItsWholeDayHoweverLong(String day, String in, String out) {
      assertThat(
              moves(
                  "Europe/London",
                  "{ until: \"" + day + "\", less-than: 1d }",
                  "2024-01-10T00:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly(in, out);
    }

    @Test
    void daysAheadAreDaysOfTheCalendarAndNotTwentyFourHours() {
      assertThat(
              moves(
                  "Europe/London",
                  "{ until: \"04-02\", between: [1d, 3d] }",
                  "2024-03-01T00:00:00Z",
                  "2024-05-01T00:00:00Z"))
          .containsExactly("+2024-03-30T00:00:00Z", "-2024-04-01T23:00:00Z");
    }

    @Test
    void theHourThatIsLeftOutHoldsNothing() {
      String when = "{ count: order_placed, where: { time-of-day: \"01:00-02:00\" }, is: 1 }";
      did("order_placed", at("2024-03-31T00:59:59.999Z"));
      did("order_placed", at("2024-03-31T01:00:00Z"));
      assertThat(holds("Europe/London", when, at("2024-04-01T00:00:00Z"))).isFalse();
      did("order_placed", at("2024-04-01T00:00:00Z"));
      assertThat(holds("Europe/London", when, at("2024-04-01T00:00:00Z"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
      "2024-10-26T23:59:59.999Z, false",
      "2024-10-27T00:00:00Z, true",
      "2024-10-27T01:00:00Z, true",
      "2024-10-27T01:59:59.999Z, true",
      "2024-10-27T02:00:00Z, false"
    })
    void theHourThatComesTwiceHoldsBoth(String order, boolean counted) {
      String when = "{ count: order_placed, where: { time-of-day: \"01:00-02:00\" }, is: 1 }";
      did("order_placed", at(order));
      assertThat(holds("Europe/London", when, at("2024-10-28T00:00:00Z"))).isEqualTo(counted);
    }

    @Test
    void aDayBeginsAtOneWhereItHasNoMidnight() {
      assertThat(
              moves(
                  "Africa/Cairo",
                  "{ until: \"04-28\", less-than: 1d }",
                  "2023-04-01T00:00:00Z",
                  "2023-05-31T00:00:00Z"))
          .containsExactly("+2023-04-27T22:00:00Z", "-2023-04-28T21:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
      // 00:00 became 23:00 of the day before.
      "America/Sao_Paulo, 02-18, 2018, +2018-02-18T03:00:00Z, -2018-02-19T03:00:00Z",
      "America/Sao_Paulo, 02-17, 2018, +2018-02-17T02:00:00Z, -2018-02-18T03:00:00Z",
      // 01:00 became 00:00 of the same day.
      "America/Havana, 11-03, 2024, +2024-11-03T04:00:00Z, -2024-11-04T05:00:00Z"
    })
    void aDayBeginsOnceWhereMidnightComesTwice(
        String zone, String day, String year, String in, String out) {
      assertThat(
              moves(
                  zone,
                  "{ until: \"" + day + "\", less-than: 1d }",
                  year + "-01-05T00:00:00Z",
                  year + "-12-31T00:00:00Z"))
          .containsExactly(in, out);
    }

    /** Samoa went from the 29th to the 31st of December 2011. */
    @Test
    void anOccasionOnADayThatNeverWasIsNotKept() {
      String zone = "Pacific/Apia";
      String from = "2011-12-20T00:00:00Z";
      String to = "2012-12-31T00:00:00Z";
      assertThat(moves(zone, "{ until: \"12-30\", less-than: 1d }", from, to))
          .containsExactly("+2012-12-29T10:00:00Z", "-2012-12-30T10:00:00Z");
      assertThat(moves(zone, "{ until: \"12-30\", is: 1d }", from, to))
          .containsExactly(
              "+2011-12-29T10:00:00Z",
              "-2011-12-30T10:00:00Z",
              "+2012-12-28T10:00:00Z",
              "-2012-12-29T10:00:00Z");
      did("order_placed", at("2011-12-29T12:00:00Z"));
      assertThat(
              moves(
                  zone,
                  "{ count: order_placed, before-last: \"12-30\", within: 1d, is: 1 }",
                  from,
                  to))
          .containsExactly("+2011-12-30T10:00:00Z", "-2012-12-30T10:00:00Z");
    }
  }

  /** "What falls on 29 February is kept on the 28th in other years." */
  @Nested
  class OnLeapDays {
    private static final List<String> KEPT =
        List.of(
            "+2023-02-28T00:00:00Z",
            "-2023-03-01T00:00:00Z",
            "+2024-02-29T00:00:00Z",
            "-2024-03-01T00:00:00Z",
            "+2025-02-28T00:00:00Z",
            "-2025-03-01T00:00:00Z");

    private List<String> kept(String occasion) {
      return moves(
          "UTC",
          "{ until: " + occasion + ", less-than: 1d }",
          "2022-06-01T00:00:00Z",
          "2025-12-31T00:00:00Z");
    }

    @Test
    void aDayOfEveryYearIsKeptOnTheTwentyEighthInOtherYears() {
      assertThat(kept("\"02-29\"")).isEqualTo(KEPT);
    }

    @Test
    void aBirthdayIsKeptOnTheTwentyEighthInOtherYears() {
      did(
          "occasion_declared",
          at("2022-01-01T00:00:00Z"),
          Map.of("occasion", "birthday", "month", "2", "day", "29"));
      assertThat(kept("{ declared: birthday }")).isEqualTo(KEPT);
    }

    @Test
    void anAnniversaryIsKeptOnTheTwentyEighthInOtherYearsFromTheNextOn() {
      did("order_placed", at("2020-02-29T23:59:59.999Z"));
      assertThat(kept("{ anniversary: order_placed }")).isEqualTo(KEPT);
      assertThat(
              holds(
                  "{ until: { anniversary: order_placed }, less-than: 1d }",
                  at("2020-02-29T23:59:59.999Z")))
          .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
      "2023-02-28T23:59:59.999Z, false",
      "2023-03-01T00:00:00Z, true",
      "2024-02-29T23:59:59.999Z, true",
      "2024-03-01T00:00:00Z, false"
    })
    void theDayThatWasKeptIsTheOneLookedBackTo(String at, boolean in) {
      did("order_placed", at("2023-02-28T12:00:00Z"));
      String when = "{ count: order_placed, before-last: \"02-29\", within: 30d, is: 1 }";
      assertThat(holds(when, at(at))).isEqualTo(in);
    }

    @Test
    void theDayBeforeTheFirstOfMarchIsCountedWhereThereIsOne() {
      String when = "{ until: \"03-01\", is: 1d }";
      assertThat(moves("UTC", when, "2023-06-01T00:00:00Z", "2025-06-01T00:00:00Z"))
          .containsExactly(
              "+2024-02-29T00:00:00Z",
              "-2024-03-01T00:00:00Z",
              "+2025-02-28T00:00:00Z",
              "-2025-03-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"2, 30", "13, 1", "0, 10", "4, 31"})
    void aDayThatDoesNotExistIsNoBirthday(String month, String day) {
      did(
          "occasion_declared",
          at("2022-01-01T00:00:00Z"),
          Map.of("occasion", "birthday", "month", month, "day", day));
      assertThat(kept("{ declared: birthday }")).isEmpty();
    }
  }

  /** "Calendar things use the customer's zone, else the playbook's." */
  @Nested
  class OnTheCustomersOwnClock {
    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void anOccasionBeginsAndEndsAtTheirMidnights(String zone, String midnight) {
      livesIn(zone, 0);
      String after = Instant.ofEpochMilli(at(midnight) + DAY).toString();
      assertThat(
              moves(
                  "Europe/London",
                  "{ until: valentines, country: GB, less-than: 1d }",
                  "2024-02-01T00:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly("+" + midnight, "-" + after);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void anOccasionHasPassedWhenTheirDayIsOver(String zone, String midnight) {
      livesIn(zone, 0);
      did("order_placed", at(midnight) - 1);
      assertThat(
              moves(
                  "Europe/London",
                  "{ count: order_placed, before-last: valentines, country: GB, within: 1d, is: 1"
                      + " }",
                  "2024-02-01T00:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly("+" + Instant.ofEpochMilli(at(midnight) + DAY));
    }

    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void theDaysBeforeAnOccasionAreTheirDays(String zone, String midnight) {
      livesIn(zone, 0);
      String when = "{ count: order_placed, before-last: \"02-14\", within: 2d, is: %d }";
      long first = at(midnight) - 2 * DAY;
      long end = at(midnight) + DAY;
      did("order_placed", first - 1);
      did("order_placed", end);
      assertThat(holds(when.formatted(0), end + DAY)).isTrue();
      did("order_placed", first);
      assertThat(holds(when.formatted(1), end + DAY)).isTrue();
      did("order_placed", end - 1);
      assertThat(holds(when.formatted(2), end + DAY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void theTimeOfDayIsTheirs(String zone, String midnight) {
      livesIn(zone, 0);
      String when = "{ count: order_placed, where: { time-of-day: \"00:00-00:30\" }, is: %d }";
      did("order_placed", at(midnight) - 1);
      did("order_placed", at(midnight) + 30 * MINUTE);
      assertThat(holds(when.formatted(0), at(midnight) + DAY)).isTrue();
      did("order_placed", at(midnight));
      assertThat(holds(when.formatted(1), at(midnight) + DAY)).isTrue();
      did("order_placed", at(midnight) + 30 * MINUTE - 1);
      assertThat(holds(when.formatted(2), at(midnight) + DAY)).isTrue();
    }

    /** 14 February 2024 was a Wednesday. */
    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void theDayOfTheWeekIsTheirs(String zone, String midnight) {
      livesIn(zone, 0);
      String when = "{ count: order_placed, where: { weekday: wed }, is: %d }";
      did("order_placed", at(midnight) - 1);
      did("order_placed", at(midnight) + DAY);
      assertThat(holds(when.formatted(0), at(midnight) + 2 * DAY)).isTrue();
      did("order_placed", at(midnight));
      assertThat(holds(when.formatted(1), at(midnight) + 2 * DAY)).isTrue();
      did("order_placed", at(midnight) + DAY - 1);
      assertThat(holds(when.formatted(2), at(midnight) + 2 * DAY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void theAnniversaryIsThatOfTheirDay(String zone, String midnight) {
      livesIn(zone, 0);
      did("order_placed", at(midnight));
      String when = "{ until: { anniversary: order_placed }, less-than: 1d }";
      String year = moves("UTC", when, "2024-02-20T00:00:00Z", "2025-12-31T00:00:00Z").getFirst();
      assertThat(year).isEqualTo("+" + midnight.replace("2024", "2025"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = EVERY_SIDE)
    void thePlaybooksZoneStandsForWhoseIsNotKnown(String zone, String midnight) {
      assertThat(
              moves(
                  zone,
                  "{ until: \"02-14\", less-than: 1d }",
                  "2024-02-01T00:00:00Z",
                  "2024-02-14T11:00:00Z"))
          .contains("+" + midnight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Base", "+99:00"})
    void thePlaybooksZoneStandsForOneThatDoesNotExist(String zone) {
      livesIn(zone, 0);
      assertThat(
              moves(
                  "Asia/Tokyo",
                  "{ until: \"02-14\", is: 1d }",
                  "2024-02-01T00:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly("+2024-02-12T15:00:00Z", "-2024-02-13T15:00:00Z");
    }

    /** When it is the 14th in Kiritimati, it is the 12th in Pago Pago. */
    @Test
    void whoFliesAcrossTheWorldKeepsTheDayOfWhereTheyAre() {
      livesIn("Pacific/Kiritimati", 0);
      livesIn("Pacific/Pago_Pago", at("2024-02-13T10:30:00Z"));
      assertThat(
              moves(
                  "UTC",
                  "{ until: \"02-14\", less-than: 1d }",
                  "2024-02-01T00:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly(
              "+2024-02-13T10:00:00Z",
              "-2024-02-13T10:30:00Z",
              "+2024-02-14T11:00:00Z",
              "-2024-02-15T11:00:00Z");
    }

    @Test
    void whatWasDoneBeforeAMoveIsLookedAtOnTheNewClock() {
      did("order_placed", at("2024-01-10T12:00:00Z"));
      livesIn("Asia/Tokyo", at("2024-01-11T00:00:00Z"));
      assertThat(
              moves(
                  "UTC",
                  "{ count: order_placed, where: { time-of-day: \"21:00-22:00\" }, is: 1 }",
                  "2024-01-10T12:00:00Z",
                  "2024-12-31T00:00:00Z"))
          .containsExactly("+2024-01-11T00:00:00Z");
    }
  }

  /** "Windows are half-open and exact", of every kind. */
  @Nested
  class AtTheEdgeOfAWindow {
    private static final long A = 1_704_880_200_123L; // 2024-01-10T09:50:00.123Z

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "259199999, true", "259200000, false"})
    void withinIsFromTheInstantToJustBeforeTheEnd(long later, boolean in) {
      did("order_placed", A);
      assertThat(holds("{ count: order_placed, within: 3d, is: 1 }", A + later)).isEqualTo(in);
    }

    @ParameterizedTest
    @CsvSource({"86399999, false", "86400000, true", "259199999, true", "259200000, false"})
    void agedIsFromTheFirstAgeToJustBeforeTheSecond(long later, boolean in) {
      did("order_placed", A);
      assertThat(holds("{ count: order_placed, aged: [1d, 3d], is: 1 }", A + later)).isEqualTo(in);
    }

    @Test
    void agedMovesAtBothEdgesByTimeAlone() {
      did("order_placed", A);
      assertThat(
              moves(
                  "UTC",
                  "{ count: order_placed, aged: [1d, 3d], is: 1 }",
                  "2024-01-10T10:00:00Z",
                  "2024-03-01T00:00:00Z"))
          .containsExactly("+2024-01-11T09:50:00.123Z", "-2024-01-13T09:50:00.123Z");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 1", "86399999, 1", "86400000, 2"})
    void twoAgesThatMeetCountEachActivityOnce(long later, int older) {
      did("order_placed", A);
      did("order_placed", A - DAY);
      String young = "{ count: order_placed, within: 1d, is: %d }";
      String old = "{ count: order_placed, aged: [1d, 99d], is: %d }";
      assertThat(holds(old.formatted(older), A + later)).isTrue();
      int all = later < 0 ? 1 : 2;
      assertThat(holds(young.formatted(all - older), A + later)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
      "2024-02-11T23:59:59.999Z, false",
      "2024-02-12T00:00:00Z, true",
      "2024-02-14T23:59:59.999Z, true",
      "2024-02-15T00:00:00Z, false"
    })
    void beforeLastIsFromTheFirstDayToTheEndOfTheOccasion(String order, boolean in) {
      did("order_placed", at(order));
      String when = "{ count: order_placed, before-last: \"02-14\", within: 2d, is: 1 }";
      assertThat(holds(when, at("2024-02-15T00:00:00Z"))).isEqualTo(in);
      assertThat(holds(when, at("2025-02-14T23:59:59.999Z"))).isEqualTo(in);
      assertThat(holds(when, at("2025-02-15T00:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "7199999, true", "7200000, false"})
    void aPairIsFromTheFirstToJustBeforeTheTimeIsOver(long later, boolean paired) {
      did("product_viewed", A);
      did("order_placed", A + later);
      String then = "{ first: product_viewed, then: order_placed, within: 2h }";
      String without = "{ first: product_viewed, without: order_placed, within: 2h }";
      assertThat(holds(then, A + later)).isEqualTo(paired);
      assertThat(holds(without, A + 2 * HOUR - 1)).isFalse();
      assertThat(holds(without, A + 2 * HOUR)).isNotEqualTo(paired);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true"})
    void aTrendParts(long off, boolean fallen) {
      did("message_opened", A);
      did("message_opened", A);
      did("message_opened", A + DAY);
      String when = "{ trend: message_opened, over: 3d, falls-by: 50% }";
      assertThat(holds(when, A + 3 * DAY + off)).isEqualTo(fallen);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false"})
    void aRateLosesWhatLeavesItsWindow(long off, boolean in) {
      did("logged_in", A);
      did("logged_in", A + DAY);
      String when = "{ rate: logged_in, per: 1d, within: 2d, at-least: 1 }";
      assertThat(holds(when, A + 2 * DAY + off)).isEqualTo(in);
    }

    @ParameterizedTest
    @CsvSource({
      "total, at-least: 20",
      "minimum, at-least: 10",
      "maximum, at-least: 10",
      "average, at-least: 10"
    })
    void everyStatisticLosesWhatLeavesItsWindow(String statistic, String atLeast) {
      did("order_placed", A);
      did("order_placed", A);
      assertThat(
              moves(
                  "UTC",
                  "{ " + statistic + ": order_placed, within: 3d, " + atLeast + " }",
                  "2024-01-10T10:00:00Z",
                  "2024-03-01T00:00:00Z"))
          .containsExactly("-2024-01-13T09:50:00.123Z");
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true"})
    void whatFollowsAtTheSameInstantTookNoTime(long off, boolean took) {
      did("product_viewed", A);
      did("order_placed", A + off);
      String when = "{ time-from: product_viewed, to: order_placed, less-than: 1s }";
      assertThat(holds(when, A + 1)).isEqualTo(took);
    }

    @ParameterizedTest
    @CsvSource({
      "21:59:59.999, false",
      "22:00:00.000, true",
      "23:59:59.999, true",
      "00:00:00.000, true",
      "05:59:59.999, true",
      "06:00:00.000, false"
    })
    void aNightIsFromItsFirstInstantToJustBeforeItsEnd(String time, boolean in) {
      did("order_placed", at("2024-01-10T" + time + "Z"));
      String when = "{ count: order_placed, where: { time-of-day: \"22:00-06:00\" }, is: 1 }";
      assertThat(holds(when, at("2024-01-11T00:00:00Z"))).isEqualTo(in);
    }
  }
}
