package io.trailmark.commandside.recording;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static List<String> arrivals(CommandSide app) {
    return app.jdbc()
        .sql(
            "select day || ' ' || source || ' ' || outcome || ' ' || field || ' ' || count from"
                + " arrival order by 1")
        .query(String.class)
        .list();
  }

  @Test
  void countsWhatWasNotRecordedByWhatWasWrong() {
    try (CommandSide app = CommandSide.start("2011-12-10T00:00:00Z")) {
      String good = order("1", "ann", "2011-12-09T10:00:00Z", "10.00");
      String late = order("2", "ann", "2031-12-09T10:00:00Z", "10.00");
      String worth = order("3", "ann", "2011-12-09T10:00:00Z", "secret@example.com");
      String kind = activity("4", "ann", "Secret Kind", "2011-12-09T10:00:00Z");
      String broken = "{\"messageId\": secret}";
      app.record(good);
      for (int i = 0; i < 2; i++) {
        app.post(
            "/v1/activities", "{\"activities\":[%s,%s,%s,%s]}".formatted(good, late, worth, kind));
      }
      app.post("/v1/activities", "{\"activities\":[\"secret\",7]}");
      app.post("/v1/activities", "{\"activities\":[%s]}".formatted(broken));

      eventually(() -> arrivals(app).stream().anyMatch(a -> a.contains("activity")));
      assertThat(arrivals(app))
          .contains(
              "2011-12-10 default duplicate  2",
              "2011-12-10 default rejected kind 2",
              "2011-12-10 default rejected occurredAt 2",
              "2011-12-10 default rejected properties.amount 2",
              "2011-12-10 default rejected activity 2")
          .noneMatch(a -> a.toLowerCase().contains("secret"));
    }
  }

  @Test
  void countsHowFarClocksAreOff() {
    try (CommandSide app = CommandSide.start("2011-12-10T00:00:00Z")) {
      for (String sentAt :
          List.of(
              "2011-12-10T00:00:00Z",
              "2011-12-10T00:05:00Z",
              "2011-12-10T05:00:00Z",
              "2011-12-09T23:50:00Z",
              "2011-12-01T00:00:00Z")) {
        app.post("/v1/activities", "{\"activities\":[],\"sentAt\":\"%s\"}".formatted(sentAt));
      }
      app.post(
          "/v1/track",
          "{\"messageId\":\"1\",\"userId\":\"ann\",\"event\":\"Signed In\","
              + "\"sentAt\":\"2011-12-09T23:00:00Z\"}");

      eventually(() -> arrivals(app).size() == 5);
      eventually(() -> arrivals(app).stream().anyMatch(a -> a.endsWith("behind-over-1h 2")));
      assertThat(arrivals(app))
          .containsExactly(
              "2011-12-10 default clock ahead-over-1h 1",
              "2011-12-10 default clock ahead-over-1m 1",
              "2011-12-10 default clock behind-over-1h 2",
              "2011-12-10 default clock behind-over-1m 1",
              "2011-12-10 default clock within-1m 1");
    }
  }
}
