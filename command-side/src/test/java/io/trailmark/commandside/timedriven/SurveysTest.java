package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.playbook.PlaybookService;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.sharedevents.SurveyTaken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveysTest {
  private static final long MIDNIGHT = Instant.parse("2011-03-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  @TempDir private Path folder;

  private String playbook(String name, String currency, String measure) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        playbook: %s
        zone: UTC
        currency: %s
        segments:
          - id: top
            when: { top: 10%%, of: { count: %s } }
        """
            .formatted(name, currency, measure));
    return "--trailmark.playbook=" + file;
  }

  private static boolean isTop(CommandSide app, String customer) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("SegmentEntered") || e.startsWith("SegmentExited"))
        .reduce((before, last) -> last)
        .map(e -> e.startsWith("SegmentEntered") && e.contains("\"top\""))
        .orElse(false);
  }

  private static void logIns(CommandSide app) {
    for (int i = 0; i < 10; i++) {
      for (int n = 0; n <= i; n++) {
        app.record(activity("l" + i + "-" + n, "c" + i, "logged_in", "2011-02-20T10:00:00Z"));
      }
    }
  }

  /** "An activation is followed by a survey": also of what nobody was ranked by before. */
  @Test
  void surveysWhatOnlyTheNewPlaybookRanksBy() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      logIns(app);
    }
    try (CommandSide app =
        CommandSide.start(database, "", playbook("log-ins", "GBP", "logged_in"))) {
      eventually(() -> isTop(app, "c9"));
      assertThat(app.events("c8")).noneMatch(e -> e.contains("\"top\""));
      assertThat(app.events("c9").stream().filter(e -> e.contains("\"top\"")))
          .allMatch(e -> e.contains("\"quiet\":true"));
    }
  }

  /** What was ranked by long ago may have changed since, also to nothing. */
  @Test
  void surveysAsOfNowWhatAnEarlierPlaybookRankedBy() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    String logIns = playbook("log-ins", "GBP", "logged_in");
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z", logIns)) {
      logIns(app);
      assertThat(app.jdbc().sql("select count(*) from ranking").query(Long.class).single())
          .isEqualTo(10);
    }
    try (CommandSide app =
        CommandSide.start(database, "", playbook("orders", "GBP", "order_placed"))) {
      for (int n = 0; n < 20; n++) {
        app.record(activity("more" + n, "c0", "logged_in", "2011-02-20T10:00:00Z"));
      }
    }
    try (CommandSide app = CommandSide.start(database, "", logIns)) {
      eventually(() -> isTop(app, "c0"));
      eventually(() -> !isTop(app, "c9"));
    }
  }

  @Test
  void refusesAnotherCurrencyThanAmountsWereRecordedIn() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      app.record(order("o1", "ann", "2011-02-20T10:00:00Z", "10.00"));
    }
    assertThatThrownBy(
            () -> CommandSide.start(database, "", playbook("euros", "EUR", "order_placed")))
        .hasRootCauseMessage(
            "currency must stay GBP, in which everything so far was recorded, not become EUR");
  }

  @Test
  void recordsNoSurveyThatDoesNotFitWhatStands() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      eventually(() -> surveys(app) == 1);
      app.bean(TimeDriver.class).stop();
      PlaybookService playbooks = app.bean(PlaybookService.class);
      long day = 24 * HOUR;

      assertThat(take(playbooks, 2, MIDNIGHT + day, MIDNIGHT + day)).isFalse();
      assertThat(take(playbooks, 1, MIDNIGHT, MIDNIGHT)).isFalse();
      assertThat(take(playbooks, 1, MIDNIGHT + day, MIDNIGHT + day)).isTrue();
      assertThat(take(playbooks, 1, MIDNIGHT, MIDNIGHT + day + 1)).isFalse();
      assertThat(take(playbooks, 1, MIDNIGHT + day, MIDNIGHT + day)).isFalse();
      assertThat(take(playbooks, 1, MIDNIGHT + day, MIDNIGHT + day + 1)).isTrue();
      assertThat(surveys(app)).isEqualTo(3);
    }
  }

  private static boolean take(PlaybookService playbooks, int version, long asOf, long from) {
    return playbooks.takeSurvey(version, asOf, from, true, List.of(), null, null);
  }

  private static long surveys(CommandSide app) {
    return app.jdbc()
        .sql("select count(*) from domain_event where payload_type like '%SurveyTaken'")
        .query(Long.class)
        .single();
  }

  /** What it moves may be the doing of the import, whose own survey is still to come. */
  @Test
  void takesADailySurveyQuietlyWhileAnImportIsNotSettled() {
    try (CommandSide app = CommandSide.start("2011-03-01T23:30:00Z")) {
      eventually(() -> surveys(app) == 1);
      app.bean(TimeDriver.class).stop();
      app.post("/v1/import", order("h1", "ann", "2011-02-01T10:00:00Z", "10.00"));
      PostgresBusinessClock clock = app.bean(PostgresBusinessClock.class);
      clock.setSpeed(3_600);
      eventually(() -> clock.millis() > MIDNIGHT + 24 * HOUR);
      app.bean(TimeDriver.class).start();

      eventually(() -> app.events("ann").stream().anyMatch(e -> e.contains("\"recent\"")));

      assertThat(
              app.jdbc()
                  .sql(
                      "select convert_from(payload, 'UTF8') from domain_event where payload_type"
                          + " like '%SurveyTaken' order by sequence offset 1 limit 1")
                  .query(String.class)
                  .single())
          .contains("\"asOf\":" + (MIDNIGHT + 24 * HOUR))
          .contains("\"quiet\":true");
    }
  }

  /** The node that took a survey may be killed before it makes anybody due for it. */
  @Test
  void movesCustomersForASurveyThatAnotherNodeTook() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z");
        CommandSide other = CommandSide.join(database)) {
      app.record(order("o1", "ann", "2011-02-20T10:00:00Z", "10.00"));
      eventually(() -> surveys(app) == 1);
      app.bean(TimeDriver.class).stop();
      var value = new SurveyTaken.Cut("net(order_placed)", "10", 1_000L, 1);

      boolean taken =
          app.bean(PlaybookService.class)
              .takeSurvey(1, MIDNIGHT, MIDNIGHT + 13 * HOUR, true, List.of(value), null, null);

      assertThat(taken).isTrue();
      other.bean(PostgresBusinessClock.class).setSpeed(3_600);
      eventually(
          () ->
              app.events("ann").stream()
                  .anyMatch(
                      e ->
                          e.startsWith("SegmentEntered")
                              && e.contains("\"vip\"")
                              && e.contains("\"at\":" + (MIDNIGHT + 13 * HOUR))));
    }
  }
}
