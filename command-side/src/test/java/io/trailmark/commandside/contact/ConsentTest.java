package io.trailmark.commandside.contact;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who said no, and whose address is suppressed, gets nothing: with the reason, erased or not. */
class ConsentTest {
  private static final double TWO_DAYS_A_SECOND = 172_800;

  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static List<String> events(CommandSide of, String customer, String type) {
    return of.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void say(CommandSide to, String customer, String purpose, boolean given) {
    Answer answer =
        to.put(
            "/v1/customers/" + customer + "/consents",
            "{\"consents\":[{\"purpose\":\"%s\",\"channel\":\"email\",\"given\":%s}]}"
                .formatted(purpose, given));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(204);
  }

  private static int suppress(String address) {
    return app.post(
            "/v1/suppressions",
            "{\"channel\":\"email\",\"address\":\"%s\",\"reason\":\"complaint\"}"
                .formatted(address))
        .status();
  }

  /** An order starts a sequence, whose first message is soon due. */
  private static String outcome(CommandSide of, String customer) {
    PostgresBusinessClock clock = of.bean(PostgresBusinessClock.class);
    String now = Instant.ofEpochMilli(clock.millis()).toString();
    of.record(order("o-" + customer, customer, now, "10.00"));
    clock.setSpeed(TWO_DAYS_A_SECOND);
    eventually(
        () ->
            !events(of, customer, "MessageSent").isEmpty()
                || !events(of, customer, "MessageSkipped").isEmpty());
    return events(of, customer, "MessageSkipped").stream().findFirst().orElse("sent");
  }

  @Test
  void sendsNothingToWhoTookItBack() {
    say(app, "ann", "marketing", true);
    say(app, "ann", "marketing", false);
    assertThat(outcome(app, "ann")).contains("no consent");

    say(app, "bob", "newsletter", false);
    assertThat(outcome(app, "bob")).isEqualTo("sent");

    app.put(
        "/v1/customers/cleo/consents",
        "{\"consents\":[{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":true},"
            + "{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":false,"
            + "\"at\":\"2011-02-01T00:00:00Z\"}]}");
    assertThat(outcome(app, "cleo")).as("what was said last counts").isEqualTo("sent");
    assertThat(app.get("/api/customers/cleo/export").body().path("consents").toString())
        .contains("\"at\":\"2011-02-01T00:00:00.000Z\"", "\"given\":false", "\"given\":true");
  }

  @Test
  void sendsNothingToASuppressedAddressEvenAfterErasure() {
    app.put("/v1/customers/dan", "{\"email\":\"Dan@Example.com\"}");
    assertThat(suppress(" dan@example.com")).isEqualTo(204);
    assertThat(outcome(app, "dan")).contains("suppressed");

    assertThat(app.delete("/v1/customers/dan").status()).isEqualTo(204);
    app.put("/v1/customers/danny", "{\"email\":\"dan@example.com\"}");
    assertThat(outcome(app, "danny")).contains("suppressed");

    String address = "{\"channel\":\"email\",\"address\":\"DAN@example.com\"}";
    assertThat(app.post("/v1/suppressions/lift", address).status()).isEqualTo(204);
    assertThat(app.post("/v1/suppressions/lift", address).status()).isEqualTo(404);
    app.put("/v1/customers/daniel", "{\"email\":\"dan@example.com\"}");
    assertThat(outcome(app, "daniel")).isEqualTo("sent");
  }

  @Test
  void keepsNoAddressOfWhoIsSuppressed() {
    suppress("hidden@example.com");
    assertThat(
            app.jdbc()
                .sql("select row_to_json(s)::text from suppression s")
                .query(String.class)
                .list())
        .isNotEmpty()
        .noneMatch(row -> row.contains("hidden"));
  }

  @Test
  void asksForConsentWhereItIsRequired() {
    try (CommandSide strict =
        CommandSide.start(
            "2011-03-01T12:00:00Z", TWO_SEQUENCES, "--trailmark.consent.required=true")) {
      assertThat(outcome(strict, "eve")).contains("no consent");
      say(strict, "fay", "marketing", true);
      assertThat(outcome(strict, "fay")).isEqualTo("sent");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/customers/x/consents|{"consents":[]}|consents must
          /v1/customers/x/consents|{}|consents must
          /v1/customers/x/consents|[]|JSON object
          /v1/customers/x/consents|{|valid JSON
          /v1/customers/x/consents|{"consents":[{"purpose":"m","channel":"email"}]}|consents[0].given
          /v1/customers/x/consents|{"consents":[{"purpose":"M","channel":"email","given":true}]}|consents[0].purpose
          /v1/customers/x/consents|{"consents":[{"purpose":"m","channel":"fax","given":true}]}|email, sms, push
          /v1/customers/x/consents|{"consents":[{"purpose":"m","channel":"sms","given":true,"at":"2031-01-01T00:00:00Z"}]}|consents[0].at
          /v1/customers/x/consents|{"consents":[{"purpose":"m","channel":"sms","given":true,"at":"soon"}]}|consents[0].at
          /v1/suppressions|{"channel":"email","reason":"bounce"}|address
          /v1/suppressions|{"channel":"sms","address":"none","reason":"bounce"}|address
          /v1/suppressions|{"channel":"email","address":"a@b"}|reason
          /v1/suppressions|{"channel":7,"address":"a@b","reason":"bounce"}|channel
          """)
  void saysWhatIsWrong(String path, String body, String problem) {
    Answer answer = path.contains("customers") ? app.put(path, body) : app.post(path, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asString()).contains(problem);
    assertThat(app.events("x")).isEmpty();
  }
}
