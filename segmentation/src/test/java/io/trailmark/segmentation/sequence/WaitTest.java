package io.trailmark.segmentation.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitTest {
  private final Timeline timeline = new Timeline();
  private final View view = new View(timeline, Surveys.NONE, ZoneId.of("Europe/London"));

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private String until(Wait wait, String from) {
    return Instant.ofEpochMilli(wait.until(view, at(from))).toString();
  }

  private void lives(String since, String zone) {
    timeline.add(
        View.TRAIT, at(since), null, null, Map.of(View.TRAIT_NAME, "zone", View.TRAIT_VALUE, zone));
  }

  private void declares(String since, int month, int day) {
    timeline.add(
        Occasion.Declared.KIND,
        at(since),
        null,
        null,
        Map.of("occasion", "birthday", "month", month, "day", day));
  }

  private static Wait before(int days) {
    return new Wait.Occasion(
        new OccasionTime(new Occasion.Declared("birthday"), days, LocalTime.of(9, 0)));
  }

  @Test
  void knowsWhatWasDeclaredOnTheSameDay() {
    declares("2026-07-10T07:00:00Z", 7, 10);
    assertThat(until(before(0), "2026-07-10T07:30:00Z")).isEqualTo("2026-07-10T08:00:00Z");
    assertThat(until(before(0), "2026-07-10T08:30:00Z")).isEqualTo("2027-07-10T08:00:00Z");
    declares("2026-07-10T07:40:00Z", 7, 12);
    assertThat(until(before(0), "2026-07-10T07:50:00Z")).isEqualTo("2026-07-12T08:00:00Z");
  }

  @Test
  void waitsForTheNextTimeThatTheClockShows() {
    Wait nine = Wait.Clock.daily(LocalTime.of(9, 0));
    assertThat(until(nine, "2026-07-10T07:59:00Z")).isEqualTo("2026-07-10T08:00:00Z");
    assertThat(until(nine, "2026-07-10T08:00:00Z")).isEqualTo("2026-07-10T08:00:00Z");
    assertThat(until(nine, "2026-07-10T08:00:00.001Z")).isEqualTo("2026-07-11T08:00:00Z");
  }

  @Test
  void waitsOnTheCustomersOwnClock() {
    lives("2026-01-01T00:00:00Z", "America/New_York");
    Wait nine = Wait.Clock.daily(LocalTime.of(9, 0));
    assertThat(until(nine, "2026-07-10T08:00:00Z")).isEqualTo("2026-07-10T13:00:00Z");
    // Whoever moves waits on the new clock from then on.
    lives("2026-07-10T12:00:00Z", "Asia/Tokyo");
    assertThat(until(nine, "2026-07-10T12:00:00Z")).isEqualTo("2026-07-11T00:00:00Z");
  }

  @Test
  void waitsForADayOfTheWeek() {
    Wait wait = new Wait.Clock(Set.of(DayOfWeek.TUESDAY, DayOfWeek.THURSDAY), LocalTime.of(9, 0));
    assertThat(until(wait, "2026-01-10T12:00:00Z")).isEqualTo("2026-01-13T09:00:00Z");
    assertThat(until(wait, "2026-01-13T09:00:00Z")).isEqualTo("2026-01-13T09:00:00Z");
    assertThat(until(wait, "2026-01-13T09:00:01Z")).isEqualTo("2026-01-15T09:00:00Z");
  }

  /** In London there is no 1:30 on 29 March 2026, and there are two on 25 October. */
  @Test
  void comesOnceOnDaysWithAnHourMoreOrLess() {
    Wait wait = Wait.Clock.daily(LocalTime.of(1, 30));
    assertThat(until(wait, "2026-03-29T00:00:00Z")).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(until(wait, "2026-10-25T00:00:00Z")).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(until(wait, "2026-10-25T00:31:00Z")).isEqualTo("2026-10-26T01:30:00Z");
  }

  @Test
  void waitsUntilSomeDaysBeforeABirthday() {
    declares("2025-06-01T00:00:00Z", 8, 20);
    assertThat(until(before(3), "2026-01-01T00:00:00Z")).isEqualTo("2026-08-17T08:00:00Z");
    assertThat(until(before(3), "2026-08-17T08:00:00Z")).isEqualTo("2026-08-17T08:00:00Z");
    // Three days before this year's is over: next year's is meant.
    assertThat(until(before(3), "2026-08-18T00:00:00Z")).isEqualTo("2027-08-17T08:00:00Z");
    assertThat(until(before(0), "2026-08-20T07:00:00Z")).isEqualTo("2026-08-20T08:00:00Z");
  }

  /** "What falls on 29 February is kept on the 28th in other years." */
  @Test
  void keepsA29FebruaryInEveryYear() {
    declares("2025-06-01T00:00:00Z", 2, 29);
    assertThat(until(before(0), "2026-01-01T00:00:00Z")).isEqualTo("2026-02-28T09:00:00Z");
    assertThat(until(before(0), "2027-03-01T00:00:00Z")).isEqualTo("2028-02-29T09:00:00Z");
    assertThat(until(before(1), "2028-01-01T00:00:00Z")).isEqualTo("2028-02-28T09:00:00Z");
    assertThat(until(before(60), "2027-01-01T00:00:00Z")).isEqualTo("2027-12-31T09:00:00Z");
  }

  @Test
  void neverComesToWhoDeclaredNothing() {
    assertThat(before(3).until(view, 0)).isEqualTo(Measure.NEVER);
  }
}
