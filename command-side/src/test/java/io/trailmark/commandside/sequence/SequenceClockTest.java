package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Clocks that are set, days that are not in every year, customers who move, servers that rest. */
class SequenceClockTest {
  private static final String PLAYBOOK = "--trailmark.playbook=src/test/resources/clocks.yaml";
  private static final double FOUR_HOURS_A_SECOND = 14_400;

  private final TestPostgres.Database database = TestPostgres.freshDatabase();

  private CommandSide start(String now) {
    return CommandSide.start(database, now, PLAYBOOK);
  }

  private static List<String> events(CommandSide app, String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static List<Instant> instants(
      CommandSide app, String customer, String type, String field) {
    Pattern number = Pattern.compile("\"" + field + "\":(\\d+)");
    return events(app, customer, type).stream()
        .map(
            event -> {
              Matcher at = number.matcher(event);
              assertThat(at.find()).as(event).isTrue();
              return Instant.ofEpochMilli(Long.parseLong(at.group(1)));
            })
        .toList();
  }

  private static void lives(CommandSide app, String customer, String zone) {
    app.put("/v1/customers/" + customer, "{\"traits\":{\"zone\":\"" + zone + "\"}}");
  }

  private static void goOn(CommandSide app) {
    app.bean(PostgresBusinessClock.class).setSpeed(FOUR_HOURS_A_SECOND);
  }

  /** Quiet until 01:30, which London's clocks pass over on 25 March: they show 02:30 then. */
  @Test
  void isQuietUntilATimeThatTheClockPassesOver() {
    try (CommandSide app = start("2012-03-24T23:00:00Z")) {
      lives(app, "ann", "Europe/London");
      app.record(activity("a", "ann", "logged_in", "2012-03-24T23:00:00Z"));
      eventually(() -> !events(app, "ann", "StepPostponed").isEmpty());

      assertThat(instants(app, "ann", "StepPostponed", "due"))
          .containsExactly(Instant.parse("2012-03-25T01:30:00Z"));
      goOn(app);
      eventually(() -> !events(app, "ann", "MessageSent").isEmpty());
      assertThat(instants(app, "ann", "MessageIntended", "at").getFirst())
          .isAfterOrEqualTo("2012-03-25T01:30:00Z");
    }
  }

  /** On 28 October they show 01:30 twice: at 00:30 and 01:30 of UTC, and 01:10 comes between. */
  @Test
  void isQuietAgainWhereTheClockIsSetBack() {
    try (CommandSide app = start("2012-10-27T22:00:00Z")) {
      lives(app, "ann", "Europe/London");
      lives(app, "bob", "Europe/London");
      app.record(activity("a", "ann", "logged_in", "2012-10-27T22:00:00Z"));
      eventually(() -> !events(app, "ann", "StepPostponed").isEmpty());
      assertThat(instants(app, "ann", "StepPostponed", "due"))
          .containsExactly(Instant.parse("2012-10-28T00:30:00Z"));
    }
    try (CommandSide app = start("2012-10-28T01:10:00Z")) {
      app.record(activity("b", "bob", "logged_in", "2012-10-28T01:10:00Z"));
      eventually(() -> !events(app, "bob", "StepPostponed").isEmpty());
      eventually(() -> events(app, "ann", "StepPostponed").size() == 2);
      assertThat(instants(app, "bob", "StepPostponed", "due"))
          .containsExactly(Instant.parse("2012-10-28T01:30:00Z"));
      assertThat(instants(app, "ann", "StepPostponed", "due"))
          .last()
          .isEqualTo(Instant.parse("2012-10-28T01:30:00Z"));
      goOn(app);
      eventually(() -> !events(app, "ann", "MessageSent").isEmpty());
      eventually(() -> !events(app, "bob", "MessageSent").isEmpty());
    }
  }

  /** The 29th in a leap year, else the 28th; the day before, at nine. */
  @Test
  void greetsWhoIsBornOnTheTwentyNinthOfFebruary() {
    try (CommandSide app = start("2012-02-28T06:00:00Z")) {
      app.record(
          """
          {"messageId":"b","customerId":"leap","kind":"occasion_declared",\
          "occurredAt":"2012-02-28T05:00:00Z",\
          "properties":{"occasion":"birthday","month":2,"day":29}}\
          """);
      goOn(app);
      eventually(() -> !events(app, "leap", "MessageSent").isEmpty());
    }
    try (CommandSide app = start("2013-02-27T06:00:00Z")) {
      goOn(app);
      eventually(() -> events(app, "leap", "MessageSent").size() == 2);

      assertThat(instants(app, "leap", "RunStarted", "at"))
          .containsExactly(
              Instant.parse("2012-02-28T09:00:00Z"), Instant.parse("2013-02-27T09:00:00Z"));
    }
  }

  /**
   * What was awaited when they moved stays, and is quiet where they are now; what is awaited from
   * then on goes by their new clock.
   */
  @Test
  void followsWhoMovesToAnotherZone() {
    try (CommandSide app = start("2012-05-01T12:00:00Z")) {
      lives(app, "ann", "America/New_York");
      // Not before it is known where she lives.
      String now = app.bean(PostgresBusinessClock.class).instant().toString();
      app.record(activity("v", "ann", "signed_up", now));
      assertThat(instants(app, "ann", "RunAdvanced", "due"))
          .containsExactly(Instant.parse("2012-05-01T14:00:00Z"));
      lives(app, "ann", "Asia/Tokyo");
      goOn(app);
      eventually(() -> events(app, "ann", "MessageSent").size() == 2);

      // 14:00 of UTC is 23:00 in Tokyo.
      assertThat(instants(app, "ann", "StepPostponed", "due"))
          .containsExactly(Instant.parse("2012-05-01T16:30:00Z"));
      assertThat(instants(app, "ann", "RunAdvanced", "due"))
          .contains(Instant.parse("2012-05-02T01:00:00Z"));
    }
  }

  /** What fell due on the first of three days of downtime. */
  @Test
  void skipsWhatIsTooLateAfterThreeDaysOfDowntimeAndSendsTheRest() {
    try (CommandSide app = start("2012-05-01T12:00:00Z")) {
      app.record(
          activity("h", "hasty", "product_viewed", "2012-05-01T12:00:00Z"),
          activity("p", "patient", "product_compared", "2012-05-01T12:00:00Z"));
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 2);
    }
    try (CommandSide app = start("2012-05-04T13:00:00Z")) {
      eventually(() -> !events(app, "patient", "MessageSent").isEmpty());
      eventually(() -> !events(app, "hasty", "RunEnded").isEmpty());

      assertThat(events(app, "hasty", "MessageSkipped"))
          .singleElement()
          .satisfies(e -> assertThat(e).contains("\"reason\":\"late\""));
      assertThat(events(app, "hasty", "MessageSent")).isEmpty();
      assertThat(events(app, "patient", "MessageSent")).hasSize(1);
      assertThat(events(app, "patient", "MessageIntended")).hasSize(1);
    }
  }
}
