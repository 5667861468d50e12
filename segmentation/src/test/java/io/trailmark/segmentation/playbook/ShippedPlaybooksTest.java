package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The playbooks that come with Trailmark do what their comments say. */
class ShippedPlaybooksTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** A Monday. */
  private static final long NOW = at("2024-06-03T12:00:00Z");

  private final Timeline timeline = new Timeline();

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private void did(String kind, long at, Map<String, ?> properties) {
    timeline.add(kind, at, 1_000, Properties.of(properties));
  }

  private void did(String kind, long at) {
    did(kind, at, Map.of());
  }

  private Set<String> in(String playbook, long at) {
    Playbook read = Playbook.parse(Playbook.shipped(playbook));
    View view = new View(timeline, Surveys.NONE, read.zone());
    return read.segments().stream()
        .filter(s -> s.when().holds(view, at))
        .map(Segment::id)
        .collect(Collectors.toSet());
  }

  static Stream<String> shipped() {
    return Playbook.shipped().stream();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void isCalledByItsNameAndGuidesInEverySegment(String name) {
    Playbook playbook = Playbook.parse(Playbook.shipped(name));
    assertThat(playbook.name()).isEqualTo(name);
    assertThat(playbook.segments())
        .allSatisfy(
            s -> {
              assertThat(s.name()).isNotEqualTo(s.id());
              assertThat(s.send()).as(s.id()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void speaksToEverySegmentByOneSequence(String name) {
    Playbook playbook = Playbook.parse(Playbook.shipped(name));
    // Birthdays are spoken to by the day itself.
    Set<String> others = Set.of("recent", "on-trial", "birthday");
    assertThat(playbook.sequences())
        .filteredOn(s -> s.trigger() instanceof Trigger.Entering)
        .extracting(s -> ((Trigger.Entering) s.trigger()).segment())
        .containsExactlyInAnyOrderElementsOf(
            playbook.segments().stream()
                .map(Segment::id)
                .filter(id -> !others.contains(id))
                .toList());
    // Recent buyers are spoken to from their first order on, whichever segment that makes.
    assertThat(playbook.sequences().stream().anyMatch(s -> s.id().equals("post-purchase")))
        .isEqualTo(playbook.segments().stream().anyMatch(s -> s.id().equals("recent")));
  }

  // purchase-styles -------------------------------------------------------------------------------

  @Test
  void callsResearcherWhoLooksLongAndOftenBeforeOrdering() {
    for (int day = 20; day > 10; day--) {
      did("product_viewed", NOW - day * DAY);
    }
    assertThat(in("purchase-styles", NOW)).isEmpty();
    did("order_placed", NOW);
    assertThat(in("purchase-styles", NOW)).containsExactly("researchers");
  }

  @Test
  void callsImpulsiveWhoOrdersWithinTheHourOrAtNightWithinTheDay() {
    did("product_viewed", NOW);
    did("order_placed", NOW + 20 * MINUTE);
    assertThat(in("purchase-styles", NOW + HOUR)).containsExactly("impulse-buyers");
    did("product_viewed", NOW + DAY);
    did("order_placed", NOW + DAY + 8 * HOUR);
    assertThat(in("purchase-styles", NOW + 2 * DAY)).doesNotContain("impulse-buyers");
    did("product_viewed", NOW + 2 * DAY);
    did("order_placed", NOW + 2 * DAY + 11 * HOUR);
    assertThat(in("purchase-styles", NOW + 3 * DAY)).doesNotContain("impulse-buyers");
    did("product_viewed", NOW + 3 * DAY);
    did("order_placed", NOW + 3 * DAY + 11 * HOUR);
    // Two of four at night, seven and a half hours on average.
    assertThat(in("purchase-styles", NOW + 4 * DAY)).contains("impulse-buyers");
  }

  @Test
  void tellsWhoWaitsForTheSaleFromWhoPaysTheFullPrice() {
    for (int i = 0; i < 4; i++) {
      did("order_placed", NOW + i, Map.of("discount", "5.00"));
    }
    did("order_placed", NOW + 4, Map.of("discount", 0));
    assertThat(in("purchase-styles", NOW + 4)).containsExactly("sale-waiters");
    did("order_placed", NOW + 5);
    assertThat(in("purchase-styles", NOW + 5)).isEmpty();
    for (int i = 0; i < 14; i++) {
      did("order_placed", NOW + 6 + i);
    }
    assertThat(in("purchase-styles", NOW + 19)).containsExactly("full-price-buyers");
  }

  // saas ------------------------------------------------------------------------------------------

  @Test
  void callsTrialsByTheirUse() {
    did("trial_started", NOW);
    assertThat(in("saas", NOW + DAY)).containsExactly("on-trial");
    assertThat(in("saas", NOW + 2 * DAY))
        .containsExactlyInAnyOrder("on-trial", "trial-never-came-back");
    did("logged_in", NOW + 3 * DAY);
    assertThat(in("saas", NOW + 3 * DAY)).contains("on-trial", "trial-light");
    did("logged_in", NOW + 4 * DAY);
    did("logged_in", NOW + 5 * DAY);
    assertThat(in("saas", NOW + 5 * DAY)).contains("trial-regular").doesNotContain("trial-light");
    for (String feature : List.of("report", "export", "share", "alert")) {
      did("feature_used", NOW + 6 * DAY, Map.of("feature", feature));
    }
    assertThat(in("saas", NOW + 6 * DAY))
        .contains("trial-power")
        .doesNotContain("trial-regular", "trial-light", "trial-never-came-back");
    did("subscription_started", NOW + 7 * DAY);
    assertThat(in("saas", NOW + 7 * DAY)).noneMatch(s -> s.contains("trial"));
  }

  @Test
  void callsCustomersByTheirUse() {
    did("signed_up", NOW - 40 * DAY);
    assertThat(in("saas", NOW)).containsExactly("never-came-back");
    did("logged_in", NOW - 30 * DAY);
    assertThat(in("saas", NOW - 1)).isEmpty();
    assertThat(in("saas", NOW)).containsExactly("lapsing");
    did("subscription_cancelled", NOW);
    assertThat(in("saas", NOW)).isEmpty();
    did("logged_in", NOW + 1);
    assertThat(in("saas", NOW + 1)).containsExactly("light-users");
    for (int i = 0; i < 15; i++) {
      did("logged_in", NOW + 2 + i);
    }
    assertThat(in("saas", NOW + 20)).containsExactly("heavy-users");
    for (String feature : List.of("report", "export", "share", "alert", "api")) {
      did("feature_used", NOW + 20, Map.of("feature", feature));
    }
    assertThat(in("saas", NOW + 20)).containsExactlyInAnyOrder("heavy-users", "power-users");
  }

  // occasions -------------------------------------------------------------------------------------

  @Test
  void remembersWhoBoughtBeforeTheLastValentinesDay() {
    did("order_placed", at("2024-01-24T00:00:00Z"));
    assertThat(in("occasions", at("2025-01-30T23:59:59Z"))).doesNotContain("valentines");
    assertThat(in("occasions", at("2025-01-31T00:00:00Z"))).contains("valentines");
    assertThat(in("occasions", at("2025-02-13T23:59:59Z"))).contains("valentines");
    assertThat(in("occasions", at("2025-02-14T00:00:00Z"))).doesNotContain("valentines");
    assertThat(in("occasions", at("2026-02-01T00:00:00Z"))).doesNotContain("valentines");
  }

  @Test
  void keepsMothersDayByTheCustomersCountry() {
    did("order_placed", at("2024-03-01T00:00:00Z")); // 10 March in Britain
    did("order_placed", at("2024-05-01T00:00:00Z")); // 12 May in America
    long britain = at("2025-03-20T00:00:00Z"); // 30 March
    long america = at("2025-05-01T00:00:00Z"); // 11 May
    assertThat(in("occasions", britain)).doesNotContain("mothers-day");
    did("trait_changed", NOW, Map.of("trait", "country", "value", "GB"));
    assertThat(in("occasions", britain)).contains("mothers-day");
    assertThat(in("occasions", america)).doesNotContain("mothers-day");
    did("trait_changed", NOW + 1, Map.of("trait", "country", "value", "US"));
    assertThat(in("occasions", britain)).doesNotContain("mothers-day");
    assertThat(in("occasions", america)).contains("mothers-day");
  }

  @Test
  void knowsBirthdaysAnniversariesAndTheYearsOfSchoolAndChristmas() {
    did("occasion_declared", NOW - DAY, Map.of("occasion", "birthday", "month", "6", "day", "10"));
    assertThat(in("occasions", NOW)).containsExactly("birthday");
    assertThat(in("occasions", NOW - DAY + 1)).isEmpty();
    did(
        "order_placed",
        at("2024-08-20T10:00:00Z"),
        Map.of("items", List.of(Map.of("category", "bags"))));
    did("order_placed", at("2024-12-01T10:00:00Z"));
    assertThat(in("occasions", at("2025-08-17T12:00:00Z")))
        .containsExactlyInAnyOrder("anniversary", "back-to-school");
    assertThat(in("occasions", at("2025-11-20T12:00:00Z"))).containsExactly("christmas");
  }

  // benefits --------------------------------------------------------------------------------------

  @Test
  void believesWhatIsDeclaredBeforeWhatIsBought() {
    did("order_placed", NOW, Map.of("items", List.of(Map.of("benefit", "weight"))));
    assertThat(in("benefits", NOW)).containsExactly("weight");
    did("benefit_declared", NOW + 1, Map.of("benefit", "meal-replacement"));
    assertThat(in("benefits", NOW + 1)).containsExactly("meal-replacement");
    did("benefit_declared", NOW + 2, Map.of("benefit", "muscle"));
    assertThat(in("benefits", NOW + 2)).containsExactly("muscle");
  }
}
