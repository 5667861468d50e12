package io.trailmark.commandside.contact;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ErasureTest {
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z", TWO_SEQUENCES, "--trailmark.traits=plan");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static List<String> eventsOf(String key) {
    return eventsOf(app, key);
  }

  private static List<String> eventsOf(CommandSide of, String key) {
    return of.jdbc()
        .sql(
            "select regexp_replace(payload_type, '.*\\.', '') || ' ' || convert_from(payload,"
                + " 'UTF8') from domain_event where aggregate = ? order by sequence")
        .param(key)
        .query(String.class)
        .list();
  }

  /** Rows of all tables in which a text is, as it is or as bytes. */
  private static List<String> found(String text) {
    List<String> tables =
        app.jdbc()
            .sql(
                "select table_name from information_schema.tables where table_schema = 'public' and"
                    + " table_type = 'BASE TABLE'")
            .query(String.class)
            .list();
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    List<String> found = new ArrayList<>();
    for (String table : tables) {
      // Rows as text show bytes as hexadecimal digits.
      app
          .jdbc()
          .sql("select row_to_json(t)::text from " + table + " t")
          .query(String.class)
          .list()
          .stream()
          .filter(row -> row.contains(text) || row.contains(hex))
          .forEach(row -> found.add(table + " " + row));
    }
    return found;
  }

  @Test
  void forgetsWhoItWasAndKeepsWhatWasCounted() {
    String id = "canary-1@example.com";
    String old = order("e1", id, "2011-12-09T23:00:00Z", "10.00");
    app.record(old);
    app.put(
        "/v1/customers/" + id,
        "{\"email\":\"canary-1@example.com\",\"name\":\"canary-1\",\"phone\":\"canary-1\","
            + "\"traits\":{\"plan\":\"gold\",\"free\":\"canary-1\"}}");
    assertThat(found("canary-1")).isNotEmpty();
    String key = app.key(id);
    assertThat(eventsOf(key)).anyMatch(e -> e.startsWith("RunStarted"));

    assertThat(app.delete("/v1/customers/" + id).status()).isEqualTo(204);

    assertThat(found("canary-1")).isEmpty();
    assertThat(eventsOf(key))
        .anyMatch(e -> e.startsWith("ActivityRecorded") && e.contains("order_placed"))
        .anyMatch(e -> e.startsWith("CustomerErased"))
        .anyMatch(e -> e.startsWith("RunEnded") && e.contains("ERASED"));
    assertThat(app.delete("/v1/customers/" + id).status()).isEqualTo(404);
    assertThat(app.get("/api/customers/" + id + "/export").status()).isEqualTo(404);

    Answer retried = app.post("/v1/activities", "{\"activities\":[" + old + "]}");
    assertThat(retried.body().path("duplicates").intValue()).isEqualTo(1);
    assertThat(found("canary-1")).isEmpty();

    app.record(order("e2", id, "2011-12-09T23:30:00Z", "10.00"));
    assertThat(app.key(id)).isNotEqualTo(key);
    assertThat(eventsOf(key)).noneMatch(e -> e.contains("\"e2\""));
  }

  @Test
  void erasesWhoIsOnlyInTheContactBook() {
    app.put("/v1/customers/canary-2", "{\"name\":\"canary-2\"}");
    String key = app.key("canary-2");

    assertThat(app.delete("/v1/customers/canary-2").status()).isEqualTo(204);

    assertThat(found("canary-2")).isEmpty();
    assertThat(eventsOf(key)).isEmpty();
  }

  /** Time moves whoever was erased on, and their segments count them, but nobody writes to them. */
  @Test
  void startsNothingForWhoWasErased() {
    try (CommandSide own = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      for (String id : List.of("gone", "here")) {
        own.record(order("o-" + id, id, "2011-03-01T11:00:00Z", "10.00"));
      }
      String gone = own.key("gone");
      assertThat(own.delete("/v1/customers/gone").status()).isEqualTo(204);

      own.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      eventually(() -> own.events("here").stream().anyMatch(e -> isRun(e, "win-back")));
      eventually(() -> eventsOf(own, gone).stream().anyMatch(e -> isIn(e, "ghost")));

      assertThat(eventsOf(own, gone)).noneMatch(e -> isRun(e, "win-back"));
    }
  }

  private static boolean isRun(String event, String sequence) {
    return event.startsWith("RunStarted") && event.contains(sequence);
  }

  private static boolean isIn(String event, String segment) {
    return event.startsWith("SegmentEntered") && event.contains(segment);
  }

  @Test
  void exportsAllThatIsHeld() {
    app.record(order("x1", "xenia", "2011-12-09T22:00:00Z", "12.00"));
    app.put("/v1/customers/xenia", "{\"email\":\"x@example.com\",\"traits\":{\"plan\":\"a\"}}");

    Answer export = app.get("/api/customers/xenia/export");

    assertThat(export.status()).isEqualTo(200);
    assertThat(export.body().path("id").asString()).isEqualTo("xenia");
    assertThat(export.body().path("contact").path("email").asString()).isEqualTo("x@example.com");
    assertThat(export.body().path("contact").path("traits").path("plan").asString()).isEqualTo("a");
    List<String> told = new ArrayList<>();
    export
        .body()
        .path("events")
        .forEach(e -> told.add(e.path("type").asString() + " " + e.path("event")));
    assertThat(told).hasSameSizeAs(eventsOf(app.key("xenia")));
    assertThat(told.getFirst()).startsWith("ActivityRecorded").contains("order_placed", "1200");
    assertThat(export.body().path("events").path(0).path("recordedAt").asString())
        .startsWith("2011-12-10T00:");
    assertThat(app.get("/api/customers/nobody/export").status()).isEqualTo(404);
  }

  @Test
  void needsAKeyAndAnId() {
    assertThat(app.delete("/v1/customers/ann", "Accept", "*/*").status()).isEqualTo(401);
    assertThat(app.delete("/v1/customers/a%0Ab").status()).isEqualTo(400);
  }

  @Test
  void nothingOfAPersonComesToAKeyThatIsErased() {
    for (int round = 0; round < 30; round++) {
      String id = "racing";
      String order = order("r" + round, id, "2011-12-09T21:00:00Z", "10.00");
      List<CompletableFuture<Answer>> all =
          List.of(
              later(() -> app.post("/v1/activities", "{\"activities\":[" + order + "]}")),
              later(() -> app.put("/v1/customers/" + id, "{\"name\":\"racing\"}")),
              later(() -> app.delete("/v1/customers/" + id)),
              later(() -> app.put("/v1/customers/" + id, "{\"traits\":{\"plan\":\"racing\"}}")));
      assertThat(all.getFirst().join().body().path("accepted").intValue()).isEqualTo(1);
      assertThat(all).allMatch(answer -> List.of(200, 204, 404).contains(answer.join().status()));
    }

    assertThat(
            app.jdbc()
                .sql(
                    "select count(*) from contact join identity using (customer) where source_id is"
                        + " null")
                .query(Long.class)
                .single())
        .isZero();
    assertThat(
            app.jdbc()
                .sql(
                    "select count(*) from domain_event e where payload_type like"
                        + " '%ActivityRecorded' and exists (select 1 from identity where customer ="
                        + " e.aggregate and source_id is null) and not exists (select 1 from"
                        + " domain_event erased where erased.aggregate = e.aggregate and"
                        + " erased.payload_type like '%CustomerErased' and erased.sequence >"
                        + " e.sequence)")
                .query(Long.class)
                .single())
        .isZero();
  }

  private static CompletableFuture<Answer> later(java.util.function.Supplier<Answer> call) {
    return CompletableFuture.supplyAsync(call);
  }
}
