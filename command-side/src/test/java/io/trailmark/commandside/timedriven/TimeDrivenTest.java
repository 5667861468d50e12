package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeDrivenTest {
  private static final double TWO_HOURS_A_SECOND = 7_200;

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static List<String> transitions(CommandSide app, String customer) {
    return app.events(customer).stream().filter(e -> e.startsWith("Segment")).toList();
  }

  @Test
  void movesACustomerAtTheExactInstantWithNoActivity() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      app.record(order("o1", "ann", "2011-01-01T00:00:01Z", "10.00"));
      assertThat(transitions(app, "ann")).hasSize(1).first().asString().contains("\"recent\"");
      app.bean(PostgresBusinessClock.class).setSpeed(TWO_HOURS_A_SECOND);

      eventually(() -> transitions(app, "ann").size() >= 4);

      long due = millis("2011-03-02T00:00:01Z");
      assertThat(transitions(app, "ann").subList(1, 4))
          .allMatch(e -> e.contains("\"at\":" + due) && e.contains("\"TIME\""))
          .anyMatch(e -> e.startsWith("SegmentExited") && e.contains("\"recent\""))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"at-risk\""))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"one-time\""));
    }
  }

  /** Also where the server went down before it could take its first survey. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void catchesUpEveryMissedMoveAndSurveyInOrder(boolean surveyed) {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      if (surveyed) {
        eventually(() -> surveys(app).size() == 1);
      } else {
        app.stopTime();
        app.jdbc().sql("delete from domain_event where payload_type like '%SurveyTaken'").update();
      }
      app.record(
          order("o1", "ann", "2011-01-01T00:00:01Z", "10.00"),
          order("o2", "bob", "2011-01-02T00:00:01Z", "10.00"));
    }
    try (CommandSide app = CommandSide.start(database, "2011-03-04T12:00:00Z")) {
      eventually(() -> surveys(app).size() == 4 && transitions(app, "bob").size() >= 4);

      assertThat(surveys(app))
          .containsExactly(
              millis("2011-03-01T00:00:00Z"),
              millis("2011-03-02T00:00:00Z"),
              millis("2011-03-03T00:00:00Z"),
              millis("2011-03-04T00:00:00Z"));
      assertThat(transitions(app, "bob").subList(1, 4))
          .allMatch(e -> e.contains("\"at\":" + millis("2011-03-03T00:00:01Z")));
      assertThat(transitions(app, "ann").subList(1, 4))
          .allMatch(e -> e.contains("\"at\":" + millis("2011-03-02T00:00:01Z")));
      // In the log, too, what time did stands in the order in which it did it.
      assertThat(missed(app)).hasSizeGreaterThan(6).isSorted();
    }
  }

  /** What is recorded while a survey is due is decided when it is taken, the first one too. */
  @Test
  void decidesWhatCameBeforeTheFirstSurvey() throws SQLException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      eventually(() -> surveys(app).size() == 1);
      app.stopTime();
      app.jdbc().sql("delete from domain_event where payload_type like '%SurveyTaken'").update();
      try (Connection other = app.bean(DataSource.class).getConnection()) {
        other.setAutoCommit(false);
        // As if another node looked at a page of customers after the activation.
        other.createStatement().execute("select from revision for update");
        try (CommandSide late = CommandSide.start(database, "2011-03-04T12:00:00Z")) {
          late.record(order("o1", "ann", "2011-03-04T11:00:00Z", "10.00"));
          assertThat(transitions(late, "ann")).isEmpty();
          assertThat(surveys(late)).isEmpty();
          other.rollback();
          eventually(
              () -> transitions(late, "ann").stream().anyMatch(e -> e.contains("\"recent\"")));
        }
      }
    }
  }

  private static List<Long> surveys(CommandSide app) {
    return app.jdbc()
        .sql(
            "select (convert_from(payload, 'UTF8')::json->>'asOf')::bigint from domain_event where"
                + " payload_type like '%SurveyTaken' order by sequence")
        .query(Long.class)
        .list();
  }

  /** Instants of the surveys and moves of the days that were missed, as the log has them. */
  private static List<Long> missed(CommandSide app) {
    return app.jdbc()
        .sql(
            "select coalesce(payload->>'from', payload->>'at')::bigint from (select global_index,"
                + " payload_type, convert_from(payload, 'UTF8')::json as payload from domain_event"
                + " where recorded_at >= ?) e where payload_type ~"
                + " '\\.(SurveyTaken|SegmentEntered|SegmentExited)$' order by global_index")
        .param(millis("2011-03-04T12:00:00Z"))
        .query(Long.class)
        .list();
  }

  @Test
  void takesTheTopTenPercentAtMidnight() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      for (int i = 0; i < 10; i++) {
        app.record(order("top-" + i, "c" + i, "2011-03-01T10:00:00Z", (10 + i) + ".00"));
      }
      app.bean(PostgresBusinessClock.class).setSpeed(TWO_HOURS_A_SECOND);
      assertThat(transitions(app, "c9")).noneMatch(e -> e.contains("\"vip\""));

      eventually(() -> transitions(app, "c9").stream().anyMatch(e -> e.contains("\"vip\"")));

      assertThat(transitions(app, "c9"))
          .anyMatch(
              e ->
                  e.contains("\"vip\"")
                      && e.contains("\"SURVEY\"")
                      && e.contains("\"at\":" + millis("2011-03-02T00:00:00Z")));
      eventually(() -> transitions(app, "c8").stream().anyMatch(e -> e.contains("high-value")));
      assertThat(transitions(app, "c8")).noneMatch(e -> e.contains("\"vip\""));
      assertThat(transitions(app, "c7")).noneMatch(e -> e.contains("high-value"));
    }
  }
}
