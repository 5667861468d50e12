package io.trailmark.segmentation.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.sequence.Guards.Cap;
import io.trailmark.segmentation.sequence.Guards.QuietHours;
import io.trailmark.segmentation.sequence.Guards.Verdict;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardsTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final long DAY = 86_400_000L;
  private static final long[] NONE = {};

  private static Guards quiet(String from, String to) {
    return new Guards(Map.of(), false, new QuietHours(LocalTime.parse(from), LocalTime.parse(to)));
  }

  private static Verdict at(Guards guards, String instant, ZoneId zone) {
    return guards.at(Instant.parse(instant).toEpochMilli(), "email", NONE, zone);
  }

  private static Verdict later(String until, String reason) {
    return new Verdict.Later(Instant.parse(until).toEpochMilli(), reason);
  }

  @Test
  void letsEverythingGoWhereNothingIsGuarded() {
    assertThat(Guards.NONE.at(5, "email", new long[] {5, 5, 5}, LONDON))
        .isEqualTo(new Verdict.Go());
  }

  @Test
  void waitsForTheEndOfTheNight() {
    Guards guards = quiet("21:00", "08:00");
    assertThat(at(guards, "2026-01-10T20:59:59.999Z", LONDON)).isEqualTo(new Verdict.Go());
    assertThat(at(guards, "2026-01-10T21:00:00Z", LONDON))
        .isEqualTo(later("2026-01-11T08:00:00Z", "quiet hours"));
    assertThat(at(guards, "2026-01-11T07:59:59.999Z", LONDON))
        .isEqualTo(later("2026-01-11T08:00:00Z", "quiet hours"));
    assertThat(at(guards, "2026-01-11T08:00:00Z", LONDON)).isEqualTo(new Verdict.Go());
  }

  @Test
  void waitsForTheEndOfANap() {
    Guards guards = quiet("12:00", "14:00");
    assertThat(at(guards, "2026-01-10T12:30:00Z", LONDON))
        .isEqualTo(later("2026-01-10T14:00:00Z", "quiet hours"));
    assertThat(at(guards, "2026-01-10T14:00:00Z", LONDON)).isEqualTo(new Verdict.Go());
  }

  /** In London the clock jumps from 1:00 to 2:00 on 29 March 2026. */
  @Test
  void endsWithTheHourThatTheClockJumpsOver() {
    Guards guards = quiet("21:00", "01:30");
    assertThat(at(guards, "2026-03-29T00:30:00Z", LONDON))
        .isEqualTo(later("2026-03-29T01:30:00Z", "quiet hours"));
    assertThat(at(guards, "2026-03-29T01:30:00Z", LONDON)).isEqualTo(new Verdict.Go());
    assertThat(at(quiet("21:00", "08:00"), "2026-03-28T23:00:00Z", LONDON))
        .isEqualTo(later("2026-03-29T07:00:00Z", "quiet hours"));
  }

  /** In London the clock shows 1:00 to 2:00 twice on 25 October 2026. */
  @Test
  void endsAgainAfterTheHourThatTheClockRepeats() {
    Guards guards = quiet("21:00", "01:30");
    assertThat(at(guards, "2026-10-25T00:10:00Z", LONDON))
        .isEqualTo(later("2026-10-25T00:30:00Z", "quiet hours"));
    assertThat(at(guards, "2026-10-25T00:40:00Z", LONDON)).isEqualTo(new Verdict.Go());
    assertThat(at(guards, "2026-10-25T01:10:00Z", LONDON))
        .isEqualTo(later("2026-10-25T01:30:00Z", "quiet hours"));
    assertThat(at(guards, "2026-10-25T01:30:00Z", LONDON)).isEqualTo(new Verdict.Go());
  }

  /** Whenever it is said to go, the clock shows no quiet hour; and it never waits long. */
  @Test
  void neverGoesInAQuietHourNorWaitsForEver() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("GuardsTest seed " + seed);
    Random random = new Random(seed);
    List<ZoneId> zones =
        List.of(
            LONDON,
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("America/Sao_Paulo"));
    for (int i = 0; i < 20_000; i++) {
      LocalTime from = LocalTime.ofSecondOfDay(random.nextInt(86_400));
      LocalTime to = from.plusSeconds(1 + random.nextInt(86_399));
      ZoneId zone = zones.get(random.nextInt(zones.size()));
      long at = 1_300_000_000_000L + random.nextLong(400_000_000_000L);
      Guards guards = new Guards(Map.of(), false, new QuietHours(from, to));
      long goes =
          guards.at(at, "email", NONE, zone) instanceof Verdict.Later later ? later.until() : at;
      LocalTime shown = ZonedDateTime.ofInstant(Instant.ofEpochMilli(goes), zone).toLocalTime();
      String of = "seed " + seed + " " + from + "-" + to + " " + zone + " at " + at;
      assertThat(isQuiet(shown, from, to)).as(of).isFalse();
      assertThat(goes).as(of).isBetween(at, at + 2 * DAY);
    }
  }

  private static boolean isQuiet(LocalTime shown, LocalTime from, LocalTime to) {
    return from.isBefore(to)
        ? shown.compareTo(from) >= 0 && shown.compareTo(to) < 0
        : shown.compareTo(from) >= 0 || shown.compareTo(to) < 0;
  }

  @Test
  void keepsToEveryCap() {
    Guards guards =
        new Guards(Map.of("email", List.of(new Cap(1, DAY), new Cap(3, 7 * DAY))), false, null);
    assertThat(guards.at(10 * DAY, "email", NONE, LONDON)).isEqualTo(new Verdict.Go());
    assertThat(guards.at(10 * DAY, "email", new long[] {9 * DAY}, LONDON))
        .isEqualTo(new Verdict.Go());
    assertThat(guards.at(10 * DAY, "email", new long[] {9 * DAY + 1}, LONDON))
        .isEqualTo(new Verdict.Later(10 * DAY + 1, "cap"));
    assertThat(guards.at(10 * DAY, "email", new long[] {4 * DAY, 6 * DAY, 8 * DAY}, LONDON))
        .isEqualTo(new Verdict.Later(11 * DAY, "cap"));
    assertThat(guards.at(10 * DAY, "sms", new long[] {10 * DAY}, LONDON))
        .isEqualTo(new Verdict.Go());
  }

  @Test
  void skipsWhatIsTooManyWhereItIsToBeSkipped() {
    Guards guards = new Guards(Map.of("email", List.of(new Cap(1, DAY))), true, null);
    assertThat(guards.at(DAY, "email", new long[] {1}, LONDON)).isEqualTo(new Verdict.Skip("cap"));
  }

  /** When the cap leaves room at night it waits for the morning as well. */
  @Test
  void waitsForBothTheCapAndTheNight() {
    Guards guards =
        new Guards(
            Map.of("email", List.of(new Cap(1, DAY))),
            false,
            new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0)));
    long sent = Instant.parse("2026-01-10T22:00:00Z").toEpochMilli();
    long at = Instant.parse("2026-01-11T12:00:00Z").toEpochMilli();
    assertThat(guards.at(at, "email", new long[] {sent}, LONDON))
        .isEqualTo(later("2026-01-12T08:00:00Z", "cap"));
  }
}
