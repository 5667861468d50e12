package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.TestPostgres;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeDrivenTest {

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static List<String> transitions(CommandSide app, String customer) {
    return app.events(customer).stream().filter(e -> e.startsWith("Segment")).toList();
  }

  @Test
  void movesACustomerAtTheExactInstantWithNoActivity() {
    try (CommandSide app = CommandSide.start("2011-03-01T23:59:59Z")) {
      app.record(order("o1", "ann", "2011-01-01T00:00:01Z", "10.00"));
      assertThat(transitions(app, "ann")).hasSize(1).first().asString().contains("\"recent\"");

      eventually(() -> transitions(app, "ann").size() >= 4);

      long due = millis("2011-03-02T00:00:01Z");
      assertThat(transitions(app, "ann").subList(1, 4))
          .allMatch(e -> e.contains("\"at\":" + due) && e.contains("\"TIME\""))
          .anyMatch(e -> e.startsWith("SegmentExited") && e.contains("\"recent\""))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"at-risk\""))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"one-time\""));
    }
  }

  @Test
  void catchesUpEveryMissedMoveAndSurveyInOrder() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      app.record(
          order("o1", "ann", "2011-01-01T00:00:01Z", "10.00"),
          order("o2", "bob", "2010-12-31T00:00:01Z", "10.00"));
    }
    try (CommandSide app = CommandSide.start(database, "2011-03-04T12:00:00Z")) {
      eventually(() -> transitions(app, "ann").size() >= 4);
      List<Long> surveys =
          app.jdbc()
              .sql(
                  "select (convert_from(payload, 'UTF8')::json->>'asOf')::bigint from domain_event"
                      + " where payload_type like '%SurveyTaken' order by sequence")
              .query(Long.class)
              .list();
      eventually(
          () ->
              app.jdbc()
                      .sql(
                          "select count(*) from domain_event where payload_type like"
                              + " '%SurveyTaken'")
                      .query(Long.class)
                      .single()
                  == 4);
      assertThat(surveys)
          .startsWith(millis("2011-03-01T00:00:00Z"), millis("2011-03-02T00:00:00Z"));
      assertThat(transitions(app, "ann").subList(1, 4))
          .allMatch(e -> e.contains("\"at\":" + millis("2011-03-02T00:00:01Z")));
    }
  }

  @Test
  void takesTheTopTenPercentAtMidnight() {
    try (CommandSide app = CommandSide.start("2011-03-01T23:59:57Z")) {
      for (int i = 0; i < 10; i++) {
        app.record(order("top-" + i, "c" + i, "2011-03-01T10:00:00Z", (10 + i) + ".00"));
      }
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
