package io.trailmark.commandside.importing;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.commandside.recording.ActivityBatch;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ImportHistoryTest {

  private static String done(CommandSide app, Answer answer) {
    String path = "/v1/imports/" + answer.body().path("id").longValue();
    eventually(() -> app.get(path).body().path("state").asString().equals("done"));
    return path;
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> order("h" + i, "c" + i % 20, "2011-02-0" + (1 + i % 9) + "T10:00:00Z", i + ".00"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void recordsReviewsAndSurveysQuietly() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      Answer answer = app.post("/v1/import", lines(0, 100) + "\n\nnot json\n" + lines(0, 1));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().path("accepted").intValue()).isEqualTo(100);
      assertThat(answer.body().path("duplicates").intValue()).isEqualTo(1);
      assertThat(answer.body().path("rejectedCount").intValue()).isEqualTo(1);
      assertThat(answer.body().path("rejected").path(0).path("index").intValue()).isEqualTo(101);
      String path = done(app, answer);
      assertThat(app.get(path).body().path("position").longValue()).isPositive();
      // Two of twenty customers are the top ten percent by value: 19 and 18.
      assertThat(app.events("c19"))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("vip"));
      assertThat(app.events("c18"))
          .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("vip"));
      assertThat(app.events("c17")).noneMatch(e -> e.contains("\"vip\""));
      assertThat(app.events("c19")).noneMatch(e -> e.startsWith("RunStarted"));
      assertThat(app.events("c19").stream().filter(e -> e.startsWith("Segment")))
          .isNotEmpty()
          .allMatch(e -> e.contains("\"quiet\":true"));

      Answer again = app.post("/v1/import", lines(0, 100));
      done(app, again);
      assertThat(again.body().path("duplicates").intValue()).isEqualTo(100);
    }
  }

  @Test
  void goesOnOverSeveralRequests() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      Answer first = app.post("/v1/import?last=false", lines(0, 10));
      long id = first.body().path("id").longValue();
      assertThat(app.get("/v1/imports/" + id).body().path("state").asString())
          .isEqualTo("recording");
      assertThat(app.events("c1")).noneMatch(e -> e.startsWith("Segment"));

      app.post("/v1/import?import=" + id, lines(10, 20));
      done(app, first);

      assertThat(app.events("c1").stream().filter(e -> e.startsWith("SegmentEntered")))
          .isNotEmpty();
      assertThat(app.post("/v1/import?import=" + id, lines(20, 21)).status()).isEqualTo(409);
    }
  }

  /** As curl labels what it sends: asking for parameters would have the web server read it all. */
  @Test
  void readsABodyThatCallsItselfAForm() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      Answer answer =
          app.post(
              "/v1/import?last=true",
              lines(0, 10),
              "Authorization",
              CommandSide.basic(CommandSide.KEY),
              "Content-Type",
              "application/x-www-form-urlencoded");

      assertThat(answer.body().path("accepted").intValue()).isEqualTo(10);
      assertThat(app.post("/v1/import?import=x", "").status()).isEqualTo(400);
      assertThat(app.post("/v1/import?last=maybe", "").status()).isEqualTo(400);
    }
  }

  @Test
  void refusesLinesThatCannotBeReadAlone() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      byte[] latin = order("h1", "Jos\u00e9", "2011-02-01T10:00:00Z", "1").getBytes(ISO_8859_1);
      String tooLong = order("h2", "\u20ac".repeat(20_000), "2011-02-01T10:00:00Z", "1");
      String number =
          order("h3", "c", "2011-02-01T10:00:00Z", "1").replace("\"1\"", "1e99999999999");

      Answer answer =
          app.post(
              "/v1/import",
              bytes(
                  "\uFEFF".getBytes(UTF_8),
                  (lines(0, 2) + "\r\n  \n").getBytes(UTF_8),
                  latin,
                  ("\n" + tooLong + "\n" + number + "\n" + lines(2, 4)).getBytes(UTF_8)));

      assertThat(answer.body().path("accepted").intValue()).isEqualTo(4);
      assertThat(answer.body().path("rejected"))
          .satisfiesExactly(
              r -> rejected(r, 3, "UTF-8"),
              r -> rejected(r, 4, "32768 bytes"),
              r -> rejected(r, 5, "number"));
    }
  }

  private static byte[] bytes(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static void rejected(JsonNode refusal, int index, String problem) {
    assertThat(refusal.path("index").intValue()).isEqualTo(index);
    assertThat(refusal.path("problem").asString()).contains(problem);
  }

  /** A sender that pauses for longer than an import stays open loses nothing. */
  @Test
  void reviewsWhatComesAfterItsImportWasThoughtToBeOver() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      Answer first = app.post("/v1/import?last=false", lines(0, 10));
      long id = first.body().path("id").longValue();
      app.bean(Imports.class).close(id);
      done(app, first);

      app.bean(ActivityBatch.class)
          .recordLines(
              "default",
              List.of(
                  ByteBuffer.wrap(
                      order("late", "slow", "2011-02-20T10:00:00Z", "1").getBytes(UTF_8))),
              0,
              id);
      app.bean(Imports.class).close(id);
      done(app, first);

      assertThat(app.events("slow")).anyMatch(e -> e.startsWith("SegmentEntered"));
    }
  }

  /** Nobody feeds it any more: the client broke off, or the server was stopped under it. */
  @Test
  void goesOnWithAnImportThatBrokeOff() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z")) {
      app.post("/v1/import?last=false", lines(0, 40));
      assertThat(app.events("c1")).noneMatch(e -> e.startsWith("Segment"));
    }
    try (CommandSide app = CommandSide.join(database)) {
      app.jdbc()
          .sql("update history_import set heartbeat_machine = heartbeat_machine - 60001")
          .update();

      eventually(() -> app.events("c19").stream().anyMatch(e -> e.contains("\"vip\"")));
      assertThat(app.events("c1")).anyMatch(e -> e.startsWith("SegmentEntered"));
    }
  }

  @Test
  void keepsWhatHistoryExplainsQuietWhenALiveActivityComesFirst() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z")) {
      Answer open =
          app.post("/v1/import?last=false", order("h1", "ann", "2011-02-20T10:00:00Z", "5.00"));
      app.record(order("l1", "ann", "2011-03-01T11:59:00Z", "5.00"));

      assertThat(app.events("ann"))
          .anyMatch(
              e ->
                  e.startsWith("SegmentEntered")
                      && e.contains("\"recent\"")
                      && e.contains("\"quiet\":true"))
          .anyMatch(
              e ->
                  e.startsWith("SegmentEntered")
                      && e.contains("\"regular\"")
                      && e.contains("\"quiet\":false"));
      app.post("/v1/import?import=" + open.body().path("id").longValue(), "");
      done(app, open);
    }
  }

  /** Quiet is what imported history alone explains, not what time changes while it comes in. */
  @Test
  void movesByTimeAloudWhileAnImportIsOpen() {
    try (CommandSide app = CommandSide.start("2011-06-29T12:00:00Z")) {
      app.record(order("o1", "ann", "2011-01-01T10:00:00Z", "10.00"));
      Answer open =
          app.post("/v1/import?last=false", order("h1", "ann", "2010-12-01T10:00:00Z", "1.00"));
      PostgresBusinessClock clock = app.bean(PostgresBusinessClock.class);
      clock.setSpeed(86_400);
      Instant ghost = Instant.parse("2011-06-30T10:00:00Z");
      eventually(() -> clock.instant().isAfter(ghost.plusSeconds(3_600)));
      assertThat(app.events("ann")).noneMatch(e -> e.contains("\"ghost\""));

      app.post("/v1/import?import=" + open.body().path("id").longValue(), "");

      eventually(() -> app.events("ann").stream().anyMatch(e -> e.contains("\"ghost\"")));
      assertThat(app.events("ann"))
          .anyMatch(
              e ->
                  e.startsWith("SegmentEntered")
                      && e.contains("\"ghost\"")
                      && e.contains("\"at\":" + ghost.toEpochMilli())
                      && e.contains("\"quiet\":false"))
          .anyMatch(e -> e.startsWith("RunStarted") && e.contains("win-back"));
    }
  }

  /**
   * "After a survey nobody stays decided under the old cut": a survey takes a while, and whoever is
   * reviewed meanwhile is so at an instant that its cuts hold for already. Here business time moves
   * a millisecond in a second, so that the review of the history and the survey after it meet in
   * one.
   */
  @Test
  void movesWhomTheSurveyFindsReviewedAtItsOwnInstant() {
    try (CommandSide app =
        CommandSide.start("2011-03-01T12:00:00Z", "--trailmark.clock.speed=0.001")) {
      app.post("/v1/import", lines(0, 100));

      eventually(
          () ->
              app.events("c19").stream()
                  .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"vip\"")));

      assertThat(app.events("c19").stream().filter(e -> e.startsWith("Segment")))
          .allMatch(e -> e.contains("\"quiet\":true"));
      assertThat(app.events("c17")).noneMatch(e -> e.contains("\"vip\""));
    }
  }
}
