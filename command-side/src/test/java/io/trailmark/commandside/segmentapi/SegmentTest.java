package io.trailmark.commandside.segmentapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SegmentTest {
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app =
        CommandSide.start(
            "2011-12-10T00:00:00Z",
            "--trailmark.traits=plan,seats",
            "--trailmark.segment.events.[Plan\u0020Upgraded]=subscription_started",
            "--trailmark.segment.events.pricing=feature_used");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Answer track(String id, String user, String event, String more) {
    return app.post(
        "/v1/track",
        "{\"messageId\":\"%s\",\"userId\":\"%s\",\"event\":\"%s\"%s}"
            .formatted(id, user, event, more));
  }

  private static List<String> recorded(String customer) {
    return app.events(customer).stream().filter(e -> e.startsWith("ActivityRecorded")).toList();
  }

  private static String contact(String customer) {
    return app.jdbc()
        .sql(
            "select concat_ws(' ', email, name, phone, traits) from contact join identity using"
                + " (customer) where source_id = ?")
        .param(customer)
        .query(String.class)
        .single();
  }

  @ParameterizedTest
  @CsvSource({
    "Order Refunded, order_refunded",
    "Product Viewed, product_viewed",
    "Products Searched, product_searched",
    "Product Added, cart_item_added",
    "Product Removed, cart_item_removed",
    "Checkout Started, checkout_started",
    "Email Opened, message_opened",
    "Email Link Clicked, message_clicked",
    "Signed Up, signed_up",
    "Signed In, logged_in",
    "Plan Upgraded, subscription_started",
    "Something ElseHappened, something_else_happened"
  })
  void knowsEventsByTheirNames(String event, String kind) {
    Answer answer = track("name-" + kind, kind, event, ",\"properties\":{\"total\":\"5\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"success\":true,\"rejected\":[]}");
    assertThat(recorded(kind)).singleElement().asString().contains("\"" + kind + "\"");
  }

  @Test
  void takesTheAmountAfterDiscount() {
    track(
        "amount",
        "amount",
        "Order Completed",
        """
        ,"properties":{"order_id":"o1","total":27.5,"subtotal":22.5,"revenue":25,"discount":2.5,
        "currency":"GBP","products":[{"product_id":"p1","name":"Pot","category":"c","price":12,"quantity":2}]}
        """);

    assertThat(recorded("amount"))
        .singleElement()
        .asString()
        .contains(
            "2250",
            "\"orderId\":\"o1\"",
            "\"productId\":\"p1\"",
            "\"name\":\"Pot\"",
            "\"category\":\"c\"");
  }

  /** Timestamp + (receivedAt − sentAt): what came at midnight was sent at noon, by their clock. */
  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "originalTimestamp"})
  void correctsTheClientsClock(String field) {
    track(
        field,
        field,
        "Signed In",
        ",\"%s\":\"2020-01-01T11:00:00Z\",\"sentAt\":\"2020-01-01T12:00:00Z\"".formatted(field));

    // An hour before midnight; business time goes on while the test runs.
    assertThat(recorded(field))
        .singleElement()
        .asString()
        .containsPattern("\"occurredAt\":132347[12]");
  }

  @Test
  void recordsAMessageOnceEvenIfItSaysNoTime() {
    track("once", "once", "Signed In", "");
    Answer again = track("once", "once", "Signed In", "");

    assertThat(again.body().path("rejected")).isEmpty();
    assertThat(recorded("once")).hasSize(1);
  }

  @Test
  void refusesTheBadAloneAndSaysWhy() {
    Answer answer =
        app.post(
            "/v1/batch/",
            """
            {"batch":[
              {"type":"track","messageId":"b0","userId":"batch","event":"Signed In"},
              {"type":"track","messageId":"b1","event":"Signed In"},
              {"type":"track","messageId":"b2","userId":"batch","event":"!"},
              {"type":"trick","messageId":"b3","userId":"batch"},
              {"type":"identify","messageId":"b4","userId":"batch","traits":{"email":"no"}},
              7,
              {"type":"page","messageId":"b6","userId":"batch","name":"Pricing"},
              {"type":"page","messageId":"b7","userId":"batch","name":"Home"},
              {"type":"screen","messageId":"b8","anonymousId":"a1"},
              {"type":"identify","messageId":"b9","userId":"batch","traits":{"size":Infinity}}]}
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("success").asBoolean()).isTrue();
    assertThat(answer.body().path("rejected").values().stream().map(Object::toString).toList())
        .satisfiesExactly(
            r -> assertThat(r).contains("\"index\":1", "b1", "userId", "anonymousId"),
            r -> assertThat(r).contains("\"index\":2", "b2", "event"),
            r -> assertThat(r).contains("\"index\":3", "b3", "type"),
            r -> assertThat(r).contains("\"index\":4", "b4", "email"),
            r -> assertThat(r).contains("\"index\":5", "object"),
            r -> assertThat(r).contains("\"index\":9", "b9", "traits.size", "40 digits"));
    assertThat(recorded("batch").toString()).contains("logged_in", "feature_used", "page_viewed");
    assertThat(recorded("anonymous:a1").toString()).contains("screen_viewed");
  }

  @Test
  void mergesWhatItLearnsOfAPerson() {
    app.post(
        "/v1/identify",
        """
        {"userId":"merge","traits":{"email":"m@example.invalid","firstName":"Em","lastName":"Ma",
         "plan":"gold","nick":"m"}}
        """);
    app.post("/v1/identify/", "{\"userId\":\"merge\",\"traits\":{\"phone\":\"1\",\"nick\":\"e\"}}");
    app.post(
        "/v1/group",
        "{\"userId\":\"merge\",\"groupId\":\"g\",\"traits\":{\"name\":\"Firm\",\"seats\":3}}");
    app.post("/v1/identify", "{\"userId\":\"merge\",\"traits\":{\"plan\":null}}");

    assertThat(contact("merge"))
        .startsWith("m@example.invalid Em Ma 1 ")
        .contains("\"nick\": \"e\"", "\"seats\": 3", "\"name\": \"Firm\"");
    assertThat(recorded("merge"))
        .satisfiesExactly(
            e -> assertThat(e).contains("plan", "gold"),
            e -> assertThat(e).contains("seats", "3"),
            e -> assertThat(e).contains("plan").doesNotContain("gold"));
  }

  private static void view(String id, String anonymous) {
    app.post(
        "/v1/page",
        "{\"messageId\":\"%s\",\"anonymousId\":\"%s\",\"name\":\"Home\"}".formatted(id, anonymous));
  }

  private static JsonNode rejected(String path, String body) {
    return app.post(path, body).body().path("rejected");
  }

  @Test
  void joinsATrailOnIdentify() {
    view("j1", "j");
    assertThat(rejected("/v1/identify", "{\"anonymousId\":\"j\",\"userId\":\"joined\"}")).isEmpty();
    view("j2", "j");
    assertThat(recorded("joined")).hasSize(2);
  }

  @Test
  void joinsATrailOnAliasWhateverIdItHad() {
    view("k1", "k");
    app.post("/v1/track", "{\"messageId\":\"k2\",\"userId\":\"k\",\"event\":\"Product Viewed\"}");
    assertThat(rejected("/v1/alias", "{\"previousId\":\"k\",\"userId\":\"aliased\"}")).isEmpty();
    assertThat(recorded("aliased")).hasSize(2);
    assertThat(rejected("/v1/alias", "{\"previousId\":\"k\",\"userId\":\"other\"}").toString())
        .contains("previousId", "another customer");
    assertThat(rejected("/v1/alias", "{\"previousId\":\"k\",\"anonymousId\":\"a\"}").toString())
        .contains("userId is missing");
  }

  @Test
  void joinsATrailOnLoginAndOnNoOtherEvent() {
    view("l1", "l");
    String both =
        "{\"messageId\":\"%s\",\"anonymousId\":\"l\",\"userId\":\"login\",\"event\":\"%s\"}";
    app.post("/v1/track", both.formatted("l2", "Product Viewed"));
    assertThat(recorded("login")).hasSize(1);
    app.post("/v1/track", both.formatted("l3", "Signed In"));
    assertThat(recorded("login")).hasSize(3);
  }

  @Test
  void keepsPeopleApartWhoShareADevice() {
    view("d1", "device");
    app.post("/v1/identify", "{\"anonymousId\":\"device\",\"userId\":\"one\"}");
    assertThat(rejected("/v1/identify", "{\"anonymousId\":\"device\",\"userId\":\"two\"}"))
        .isEmpty();
    assertThat(recorded("one")).hasSize(1);
    assertThat(recorded("two")).isEmpty();
  }

  @Test
  void tellsSegmentsImportFromOurs() {
    String segment =
        """
        {"writeKey":"%s","batch":[
          {"type":"track","messageId":"i1","userId":"import","event":"Signed In"}]}
        """
            .formatted(CommandSide.KEY);
    Answer theirs = app.post("/v1/import/", segment, "Content-Type", "application/json");
    Answer ours =
        app.post(
            "/v1/import/",
            CommandSide.activity("i2", "import", "logged_in", "2011-12-09T10:00:00Z"));

    assertThat(theirs.body().path("success").asBoolean()).isTrue();
    assertThat(ours.body().path("accepted").intValue()).isEqualTo(1);
    assertThat(recorded("import")).hasSize(2);
  }

  @Test
  void needsAWriteKey() {
    String body = "{\"userId\":\"k\",\"event\":\"Signed In\",\"batch\":[]}";
    for (String path : List.of("/v1/track", "/v1/batch", "/v1/import")) {
      assertThat(app.post(path, body, "X-No", "key").status()).isEqualTo(401);
    }
    assertThat(app.post("/v1/batch", "{\"batch\":7}").status()).isEqualTo(400);
    assertThat(app.post("/v1/track", "{").status()).isEqualTo(400);
  }
}
