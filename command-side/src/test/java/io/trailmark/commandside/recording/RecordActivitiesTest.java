package io.trailmark.commandside.recording;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;

class RecordActivitiesTest {
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Answer send(String... activities) {
    return app.post("/v1/activities", "{\"activities\":[" + String.join(",", activities) + "]}");
  }

  private static long recorded(String customer, String kind) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("ActivityRecorded") && e.contains("\"" + kind + "\""))
        .count();
  }

  @Test
  void recordsTheGoodAndRefusesTheBad() {
    Answer answer =
        send(
            order("good-1", "good", "2011-12-09T10:00:00Z", "10.00"),
            order("bad-1", "good", "2011-12-09T10:00:00Z", "12,50"),
            activity("good-2", "good", "odd_kind", "2011-12-09T10:00:00Z"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("accepted").intValue()).isEqualTo(2);
    assertThat(answer.body().path("rejected")).hasSize(1);
    assertThat(answer.body().path("rejected").path(0).path("index").intValue()).isEqualTo(1);
    assertThat(answer.body().path("rejected").path(0).path("messageId").asString())
        .isEqualTo("bad-1");
    assertThat(answer.body().path("rejected").path(0).path("problem").asString())
        .contains("properties.amount");
    assertThat(answer.body().path("undeclared").path(0).asString()).isEqualTo("odd_kind");
    assertThat(recorded("good", "order_placed")).isEqualTo(1);
  }

  @Test
  void recognisesDuplicatesAndConflicts() {
    String first = order("dup-1", "dup", "2011-12-09T10:00:00Z", "10.00");
    send(first);

    Answer again = send(first, first);
    Answer conflict = send(order("dup-1", "dup", "2011-12-09T10:00:00Z", "11.00"));
    Answer elsewhere = send(order("dup-1", "dup-other", "2011-12-09T10:00:00Z", "10.00"));

    assertThat(again.body().path("duplicates").intValue()).isEqualTo(2);
    assertThat(again.body().path("accepted").intValue()).isZero();
    assertThat(conflict.body().path("rejected").path(0).path("problem").asString())
        .contains("messageId was already used");
    assertThat(elsewhere.body().path("rejected")).hasSize(1);
    assertThat(recorded("dup", "order_placed")).isEqualTo(1);
    assertThat(app.events("dup-other")).isEmpty();
  }

  /** "The same message id from the same source": another source's ids are its own. */
  @Test
  void takesTheSameIdFromAnotherSource() {
    app.jdbc()
        .sql(
            "insert into credential (hash, name) values (sha256('another-write-key-01'), 'other')"
                + " on conflict do nothing")
        .update();
    String body =
        "{\"writeKey\":\"another-write-key-01\",\"activities\":["
            + order("src-1", "src", "2011-12-09T10:00:00Z", "12.00")
            + "]}";
    String first = order("src-1", "src", "2011-12-09T10:00:00Z", "10.00");
    send(first);

    Answer other = app.post("/v1/activities", body, "X-No", "key");
    Answer again = app.post("/v1/activities", body, "X-No", "key");

    assertThat(other.body().path("accepted").intValue()).isEqualTo(1);
    assertThat(again.body().path("duplicates").intValue()).isEqualTo(1);
    assertThat(send(first).body().path("duplicates").intValue()).isEqualTo(1);
    assertThat(recorded("src", "order_placed")).isEqualTo(2);
  }

  @Test
  void takesTheFirstOfTwoWithOneIdInARequest() {
    Answer answer =
        send(
            order("two-1", "two", "2011-12-09T10:00:00Z", "10.00"),
            order("two-1", "two", "2011-12-09T10:00:00Z", "11.00"));

    assertThat(answer.body().path("accepted").intValue()).isEqualTo(1);
    assertThat(answer.body().path("rejected")).hasSize(1);
    assertThat(answer.body().path("rejected").path(0).path("index").intValue()).isEqualTo(1);
  }

  @Test
  void givesAMessageOneEffectHoweverManySendItAtOnce() throws Exception {
    String same = order("race-1", "race", "2011-12-09T10:00:00Z", "10.00");
    List<Callable<Answer>> calls = new ArrayList<>();
    IntStream.range(0, 40)
        .forEach(
            i ->
                calls.add(
                    () ->
                        send(
                            same,
                            activity("race-own-" + i, "race", "logged_in", "2011-12-09T11:00:00Z"),
                            activity(
                                "race-all-" + i,
                                "race-" + i % 3,
                                "logged_in",
                                "2011-12-09T11:00:00Z"))));
    int accepted = 0;
    int duplicates = 0;
    try (var executor = Executors.newFixedThreadPool(16)) {
      for (Future<Answer> f : executor.invokeAll(calls)) {
        assertThat(f.get().status()).isEqualTo(200);
        accepted += f.get().body().path("accepted").intValue();
        duplicates += f.get().body().path("duplicates").intValue();
      }
    }

    assertThat(accepted).isEqualTo(81);
    assertThat(duplicates).isEqualTo(39);
    assertThat(recorded("race", "order_placed")).isEqualTo(1);
    assertThat(recorded("race", "logged_in")).isEqualTo(40);
  }

  @Test
  void answersMalformedRequestsWithProblemDetails() {
    problem(app.post("/v1/activities", "{\"activities\":[{]}"), 400, "not valid JSON");
    Answer cut = app.post("/v1/activities", "{\"activities\":[{\"messageId\":1");
    problem(cut, 400, "expected close marker for Object (line 1, column");
    problem(app.post("/v1/activities", ""), 400, "JSON object");
    problem(app.post("/v1/activities", "[]"), 400, "JSON object");
    problem(app.post("/v1/activities", "{}"), 400, "activities is missing");
    problem(app.post("/v1/activities", "{\"activities\":7}"), 400, "must be a list");
    String many = "{\"activities\":[" + "7,".repeat(ActivitiesJson.MOST) + "7]}";
    problem(app.post("/v1/activities", many), 413, "at most 2500");
    String large = "{\"activities\":[\"" + "x".repeat(6 << 20) + "\"]}";
    problem(
        app.post("/v1/activities", large), 413, "5242880 bytes unpacked: send several requests");
  }

  @Test
  void answersMissingAndWrongKeys() {
    String body = "{\"activities\":[]}";
    problem(app.post("/v1/activities", body, "X-No", "key"), 401, "a write key is needed");
    Answer wrong =
        app.post("/v1/activities", body, "Authorization", CommandSide.basic("wrong-key"));
    problem(wrong, 401, "not known");
    assertThat(wrong.raw().headers().firstValue("WWW-Authenticate")).isPresent();
    problem(
        app.post("/v1/activities", body, "Authorization", "Basic %%%"), 401, "write key is needed");
    assertThat(
            app.post(
                    "/v1/activities",
                    "{\"writeKey\":\"" + CommandSide.KEY + "\",\"activities\":[]}",
                    "X-No",
                    "key")
                .status())
        .isEqualTo(200);
  }

  @Test
  void refusesOneTooLargeActivityAlone() {
    Answer answer =
        send(
            order("large-1", "large", "2011-12-09T10:00:00Z", "10.00")
                .replace("\"orderId\"", "\"note\":\"" + "x".repeat(33_000) + "\",\"orderId\""),
            order("large-2", "large", "2011-12-09T10:00:00Z", "10.00"));

    assertThat(answer.body().path("accepted").intValue()).isEqualTo(1);
    assertThat(answer.body().path("rejected").path(0).path("problem").asString())
        .contains("32768 bytes");
  }

  /** What no JSON library likes to read spoils the activity that has it, and no other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e99999999999",
        "-1e-99999999999",
        "1e2147483648",
        "1e400",
        "NaN",
        "\"12,50\"",
        "-1"
      })
  void refusesAnUnreadableNumberAlone(String amount) {
    alone("\"amount\":" + amount);
  }

  @Test
  void refusesTooMuchOfOneThingAlone() {
    alone("\"amount\":" + "1".repeat(1_001));
    alone("\"amount\":1,\"note\":" + "[".repeat(600) + "]".repeat(600));
    alone("\"amount\":1,\"" + "n".repeat(60_000) + "\":1");
  }

  private static void alone(String properties) {
    String id = UUID.randomUUID().toString();
    String bad =
        order(id + "-bad", "alone", "2011-12-09T10:00:00Z", "1")
            .replaceAll("\"properties\":\\{.*?}", "\"properties\":{" + properties + "}");
    Answer answer =
        send(
            order(id + "-1", "alone", "2011-12-09T10:00:00Z", "10.00"),
            bad,
            order(id + "-2", "alone", "2011-12-09T10:00:00Z", "10.00"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("accepted").intValue()).isEqualTo(2);
    assertThat(answer.body().path("rejected").path(0).path("index").intValue()).isEqualTo(1);
    assertThat(answer.body().path("rejected").path(0).path("problem").asString()).isNotBlank();
  }

  /** A source that puts an id into the name of what happened. */
  @Test
  void takesNoMoreKindsThanThereMayBe() {
    try (CommandSide few = CommandSide.start("2011-12-10T00:00:00Z", "--trailmark.most-kinds=2")) {
      few.record(
          activity("k1", "ann", "logged_in", "2011-12-09T10:00:00Z"),
          activity("k2", "ann", "viewed_1", "2011-12-09T10:00:00Z"));
      String another = activity("k3", "ann", "viewed_2", "2011-12-09T10:00:00Z");
      String known = activity("k4", "ann", "viewed_1", "2011-12-09T10:00:00Z");

      Answer answer =
          few.post("/v1/activities", "{\"activities\":[" + another + "," + known + "]}");

      assertThat(answer.body().path("accepted").intValue()).isEqualTo(1);
      assertThat(answer.body().path("rejected").path(0).path("messageId").asString())
          .isEqualTo("k3");
      assertThat(answer.body().path("rejected").path(0).path("problem").asString())
          .isEqualTo(
              "kind is one too many: 2 different ones have arrived, and no more are taken. What is"
                  + " different each time belongs into properties");
      few.jdbc().sql("delete from arrived_kind where kind = 'logged_in'").update();
      few.record(another);
    }
  }

  @Test
  void takesNoOtherEncodingThanUtf8() {
    byte[] body = "{\"activities\":[{}]}".getBytes(StandardCharsets.UTF_16BE);
    problem(
        app.post("/v1/activities", new String(body, StandardCharsets.ISO_8859_1)), 400, "UTF-8");
  }

  /** Failures are logged, and an id may be an e-mail address. */
  @Test
  void quotesNoRowThatTheDatabaseRefused() {
    app.record(activity("quote-1", "ann@example.invalid", "logged_in", "2011-12-09T10:00:00Z"));

    assertThatThrownBy(
            () ->
                app.jdbc()
                    .sql("insert into identity (customer, source_id) values ('k', ?)")
                    .param("ann@example.invalid")
                    .update())
        .isInstanceOf(DuplicateKeyException.class)
        .hasMessageNotContaining("example.invalid");
  }

  private static void problem(Answer answer, int status, String detail) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().path("detail").asString()).contains(detail);
  }
}
