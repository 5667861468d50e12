package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.Vendors.base64;
import static io.trailmark.commandside.webhooks.Vendors.hmac;
import static io.trailmark.commandside.webhooks.Vendors.mailgun;
import static io.trailmark.commandside.webhooks.Vendors.now;
import static io.trailmark.commandside.webhooks.Vendors.postmark;
import static io.trailmark.commandside.webhooks.Vendors.sample;
import static io.trailmark.commandside.webhooks.Vendors.sendgrid;
import static io.trailmark.commandside.webhooks.Vendors.shopify;
import static io.trailmark.commandside.webhooks.Vendors.woocommerce;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {
  private static CommandSide app;

  /** So that each test has its own customer, order, refund and mail. */
  private int number = number();

  private static int next = 0;

  private static int number() {
    return 100_000 + ++next;
  }

  @BeforeAll
  static void start() {
    app = Vendors.start();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private String own(String sample) {
    return sample(sample)
        .replace("901", "1" + number)
        .replace("5001", "2" + number)
        .replace("6001", "3" + number)
        .replace("301", "4" + number)
        .replace(": 77", ": 5" + number)
        .replace("-token-1", "-token-" + number)
        .replaceAll("(?i)reader-1@", "reader-" + number + "@")
        .replace("stranger@", "stranger-" + number + "@")
        .replace("sg-", "sg-" + number + "-")
        .replace("mg-1", "mg-" + number)
        .replace("-000000000001", "-000000" + number);
  }

  private String shopper() {
    return "shopify:1" + number;
  }

  /** What the vendors told: the standard playbook's own mails are none of it. */
  private List<String> activities(String customer) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("ActivityRecorded"))
        .filter(e -> !e.contains("\"kind\":\"message_sent\""))
        .toList();
  }

  /** {@code kind amount} of each. */
  private List<String> facts(String customer) {
    return activities(customer).stream()
        .map(
            e ->
                e.replaceAll(".*\"kind\":\"(\\w+)\".*", "$1")
                    + (e.contains("\"amount\":")
                        ? " " + e.replaceAll(".*\"amount\":(\\d+).*", "$1")
                        : ""))
        .toList();
  }

  private String reader() {
    String customer = "reader " + number;
    app.put(
        "/v1/customers/reader%20" + number, "{\"email\":\"reader-" + number + "@Example.com\"}");
    return customer;
  }

  private static void counts(Answer answer, int recorded, int duplicates, int ignored) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(answer.body().path("recorded").intValue()).isEqualTo(recorded);
    assertThat(answer.body().path("duplicates").intValue()).isEqualTo(duplicates);
    assertThat(answer.body().path("ignored").intValue()).isEqualTo(ignored);
  }

  private static void refused(Answer answer, int status, String word) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(answer.body().path("detail").asString("")).contains(word);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void recordsAnOrderWithoutAnythingPersonal() {
    counts(shopify(app, "orders/create", own("shopify-order")), 1, 0, 0);

    assertThat(activities(shopper()))
        .singleElement()
        .asString()
        .contains("\"kind\":\"order_placed\"", "\"amount\":4300", "SKU-1", "8001", "web")
        .contains("1772461800000")
        .doesNotContainIgnoringCase("private")
        .contains("\"name\":\"Thing\"")
        .doesNotContain("buyer", "private");
  }

  /** "Updates of one order do not [count as another]." */
  @Test
  void countsAnOrderOnceHoweverOftenItIsToldOf() {
    String order = own("shopify-order");
    String updated = order.replace("\"43.00\"", "\"53.00\"").replace("09:30:05", "11:00:00");

    counts(shopify(app, "orders/create", order), 1, 0, 0);
    counts(shopify(app, "orders/create", order), 0, 1, 0);
    counts(shopify(app, "orders/updated", updated), 0, 1, 0);

    assertThat(facts(shopper())).containsExactly("order_placed 4300");
  }

  @Test
  void takesAnUpdateThatComesBeforeTheOrder() {
    String order = own("shopify-order");

    counts(shopify(app, "orders/updated", order.replace("09:30:05", "11:00:00")), 1, 0, 0);
    counts(shopify(app, "orders/create", order), 0, 1, 0);

    assertThat(facts(shopper())).containsExactly("order_placed 4300");
  }

  /** A refund names the order only. */
  @Test
  void findsWhoseOrderIsRefundedAndTakesSuccessfulTransactionsOnly() {
    String refund = own("shopify-refund");
    counts(shopify(app, "refunds/create", refund), 0, 0, 1);
    shopify(app, "orders/create", own("shopify-order"));

    counts(shopify(app, "refunds/create", refund), 1, 0, 0);
    counts(shopify(app, "refunds/create", refund), 0, 1, 0);
    String order = own("shopify-order").replace("\"refunds\": []", "\"refunds\": [" + refund + "]");
    counts(shopify(app, "orders/updated", order), 0, 2, 0);

    assertThat(facts(shopper())).containsExactly("order_placed 4300", "order_refunded 1000");
  }

  @Test
  void takesTheRefundsThatAnOrderHolds() {
    String order =
        own("shopify-order")
            .replace("\"refunds\": []", "\"refunds\": [" + own("shopify-refund") + "]");
    counts(shopify(app, "orders/updated", order), 2, 0, 0);
    counts(shopify(app, "refunds/create", own("shopify-refund")), 0, 1, 0);
  }

  @Test
  void takesBackTheValueOfAVoidedOrder() {
    String voided =
        own("shopify-order")
            .replace("\"paid\"", "\"voided\"")
            .replace("\"cancelled_at\": null", "\"cancelled_at\": \"2026-03-03T09:30:00-05:00\"");

    counts(shopify(app, "orders/cancelled", voided), 2, 0, 0);
    counts(shopify(app, "orders/create", own("shopify-order")), 0, 1, 0);

    assertThat(facts(shopper())).containsExactly("order_placed 4300", "order_refunded 4300");
  }

  @Test
  void countsACheckoutOnceAndNoneOfNobody() {
    String checkout = own("shopify-checkout");
    counts(shopify(app, "checkouts/create", checkout), 1, 0, 0);
    counts(shopify(app, "checkouts/update", checkout.replace("09:01", "09:02")), 0, 1, 0);
    assertThat(facts(shopper())).containsExactly("checkout_started");

    String nobodys = own("shopify-checkout").replaceAll("\"(customer|email)\"", "\"x\"");
    counts(shopify(app, "checkouts/create", nobodys.replace("token-", "t-")), 0, 0, 1);
  }

  @Test
  void ignoresTestOrdersAndUnknownTopics() {
    String order = own("shopify-order");
    counts(
        shopify(app, "orders/create", order.replace("\"test\": false", "\"test\": true")), 0, 0, 1);
    counts(shopify(app, "products/create", order), 0, 0, 1);
    counts(shopify(app, "shop/redact", own("shopify-redact")), 0, 0, 1);
    counts(woocommerce(app, "coupon.created", own("woocommerce-order")), 0, 0, 1);
    assertThat(activities(shopper())).isEmpty();
  }

  @Test
  void erasesWhomTheShopRedacts() {
    shopify(app, "orders/create", own("shopify-order"));
    String dataRequest = own("shopify-redact").replace("orders_to_redact", "orders_requested");

    counts(shopify(app, "customers/data_request", dataRequest), 0, 0, 1);
    refused(shopify(app, "customers/redact", dataRequest), 400, "orders_to_redact");
    assertThat(activities(shopper())).hasSize(1);

    counts(shopify(app, "customers/redact", own("shopify-redact")), 0, 0, 0);
    assertThat(activities(shopper())).isEmpty();
    counts(shopify(app, "orders/updated", own("shopify-order")), 0, 1, 0);
    counts(shopify(app, "refunds/create", own("shopify-refund")), 0, 0, 1);
    assertThat(activities(shopper())).isEmpty();
  }

  @Test
  void countsAPaidOrderOnceWithItsRefunds() {
    String order = own("woocommerce-order");
    String waiting =
        order.replace("processing", "pending").replace("\"2026-03-02T14:31:00\"", "null");
    String refunded =
        order.replace(
            "\"refunds\": []",
            "\"refunds\": [{\"id\": 9%d, \"total\": \"-7.00\"}]".formatted(number));

    counts(woocommerce(app, "order.created", waiting), 0, 0, 1);
    counts(woocommerce(app, "order.updated", order), 1, 0, 0);
    counts(woocommerce(app, "order.updated", refunded), 1, 1, 0);
    String later = refunded.replace("2026-03-04T08", "2026-03-04T09");
    counts(woocommerce(app, "order.updated", later), 0, 2, 0);
    counts(woocommerce(app, "order.updated", later.replace("processing", "cancelled")), 1, 2, 0);

    assertThat(facts("woocommerce:5" + number))
        .containsExactly("order_placed 2700", "order_refunded 700", "order_refunded 2000");
  }

  @Test
  void recordsAGuestByTheAddress() {
    String guest =
        own("woocommerce-order")
            .replace("\"customer_id\": 5" + number, "\"customer_id\": 0")
            .replace("buyer-2@", "Guest-" + number + "@");
    counts(woocommerce(app, "order.created", guest), 1, 0, 0);
    assertThat(facts("guest-" + number + "@example.com")).containsExactly("order_placed 2700");
  }

  /** A shop saves a webhook only if its ping, which nobody signs, is answered. */
  @Test
  void answersThePingOfAShopAndNothingElseUnsigned() {
    Answer ping =
        app.post(
            "/v1/webhooks/woocommerce",
            "webhook_id=12",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(ping.status()).as(ping.raw().body()).isEqualTo(200);
    refused(
        app.post("/v1/webhooks/woocommerce", "webhook_id=12&a=b", "Content-Type", "text/plain"),
        401,
        "X-WC-Webhook-Signature");
  }

  @Test
  void recordsABatchOfMailEventsBesidesTheBadOne() {
    String reader = reader();
    Answer answer = sendgrid(app, own("sendgrid-events"));

    counts(answer, 6, 0, 4);
    assertThat(answer.body().path("rejected").toString())
        .isEqualTo(
            "[{\"index\":4,\"problem\":\"timestamp must be a decimal, for example 12.50\"}]");
    assertThat(facts(reader))
        .containsExactlyInAnyOrder(
            "message_delivered",
            "message_opened",
            "message_clicked",
            "message_bounced",
            "message_complained",
            "unsubscribed");
    assertThat(activities(reader).toString())
        .contains("win-back")
        .doesNotContain("reader-", "private", "203.0.113.9");

    counts(sendgrid(app, own("sendgrid-events")), 0, 6, 4);
  }

  /** What takes no mail, or wants none, is sent none, also if it is a stranger's. */
  @ParameterizedTest
  @CsvSource({
    "failed, permanent, true",
    "complained, '', true",
    "failed, temporary, false",
    "opened, '', false"
  })
  void suppressesWhatBouncesAndWhoComplains(String event, String severity, boolean suppressed) {
    String body =
        own("mailgun-event")
            .replace("opened", event)
            .replace("\"temporary\"", "\"" + severity + "\"");
    String address =
        "{\"channel\":\"email\",\"address\":\"reader-%s@example.com\"}".formatted(number);

    mailgun(app, body);

    assertThat(app.post("/v1/suppressions/lift", address).status())
        .isEqualTo(suppressed ? 204 : 404);
  }

  /** Who says so at the vendor's has said so here; what they said later stands. */
  @Test
  void takesConsentBackOfWhoUnsubscribesAtTheVendors() {
    String reader = reader();
    mailgun(app, own("mailgun-event").replace("opened", "unsubscribed"));
    assertThat(
            app.jdbc()
                .sql(
                    "select given from consent join identity using (customer) where source_id = ?"
                        + " order by at desc limit 1")
                .param(reader)
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  /** Never creates a customer from a bare address. */
  @Test
  void makesNobodyACustomerWhoOnlyGotAMail() {
    long before = app.jdbc().sql("select count(*) from identity").query(Long.class).single();
    counts(mailgun(app, own("mailgun-event")), 0, 0, 1);
    counts(postmark(app, own("postmark-event")), 0, 0, 1);
    assertThat(app.jdbc().sql("select count(*) from identity").query(Long.class).single())
        .isEqualTo(before);
  }

  @Test
  void tellsThatABounceDoesNotSayWhichKindItIs() {
    String body =
        own("postmark-event")
            .replace("\"Open\"", "\"Bounce\"")
            .replace("\"Type\": \"HardBounce\",", "");
    assertThat(postmark(app, body).body().path("rejected").toString()).contains("Type is missing");
  }

  @Test
  void knowsTheCustomerByTheKeyThatTheMailCarries() {
    shopify(app, "orders/create", own("shopify-order"));
    String key = app.key(shopper());
    String carried = "\"trailmark_customer\":\"" + key + "\",\"trailmark_sequence\"";

    counts(mailgun(app, own("mailgun-event").replace("\"trailmark_sequence\"", carried)), 1, 0, 0);
    counts(
        postmark(app, own("postmark-event").replace("\"trailmark_sequence\"", carried)), 1, 0, 0);
    String unknown = carried.replace(key, "nobody");
    counts(mailgun(app, own("mailgun-event").replace("\"trailmark_sequence\"", unknown)), 0, 0, 1);

    assertThat(facts(shopper()))
        .containsExactly("order_placed 4300", "message_opened", "message_opened");
  }

  @Test
  void tellsEverybodyWhoHasTheAddress() {
    String reader = reader();
    app.put("/v1/customers/twin" + number, "{\"email\":\"reader-" + number + "@example.com\"}");

    counts(mailgun(app, own("mailgun-event").replace("opened", "unsubscribed")), 2, 0, 0);

    assertThat(facts(reader)).containsExactly("unsubscribed");
    assertThat(facts("twin" + number)).containsExactly("unsubscribed");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "opened, '', temporary, message_opened",
        "opened, apple, temporary, none",
        "clicked, '', temporary, message_clicked",
        "clicked, generic, temporary, none",
        "delivered, '', temporary, message_delivered",
        "failed, '', permanent, message_bounced",
        "failed, '', temporary, none",
        "complained, '', temporary, message_complained",
        "unsubscribed, '', temporary, unsubscribed",
        "accepted, '', temporary, none"
      })
  void mapsWhatMailgunTells(String event, String bot, String severity, String kind) {
    String reader = reader();
    String body =
        own("mailgun-event")
            .replace("opened", event)
            .replace("\"bot\": \"\"", "\"bot\": \"" + bot + "\"")
            .replace("\"temporary\"", "\"" + severity + "\"");
    counts(mailgun(app, body), kind == null ? 0 : 1, 0, kind == null ? 1 : 0);
    assertThat(facts(reader)).isEqualTo(kind == null ? List.of() : List.of(kind));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "Open, HardBounce, ManualSuppression, message_opened",
        "Click, HardBounce, ManualSuppression, message_clicked",
        "Delivery, HardBounce, ManualSuppression, message_delivered",
        "Bounce, HardBounce, ManualSuppression, message_bounced",
        "Bounce, SoftBounce, ManualSuppression, none",
        "SpamComplaint, SpamComplaint, ManualSuppression, message_complained",
        "SubscriptionChange, HardBounce, ManualSuppression, unsubscribed",
        "SubscriptionChange, HardBounce, HardBounce, none",
        "Inbound, HardBounce, ManualSuppression, none"
      })
  void mapsWhatPostmarkTells(String record, String type, String reason, String kind) {
    String reader = reader();
    String body =
        own("postmark-event")
            .replace("\"Open\"", "\"" + record + "\"")
            .replace("\"HardBounce\"", "\"" + type + "\"")
            .replace("ManualSuppression", reason);
    counts(postmark(app, body), kind == null ? 0 : 1, 0, kind == null ? 1 : 0);
    counts(postmark(app, body), 0, kind == null ? 0 : 1, kind == null ? 1 : 0);
    assertThat(facts(reader)).isEqualTo(kind == null ? List.of() : List.of(kind));
  }

  /** The signature does not cover the event: a token must not open the door for another one. */
  @Test
  void takesAMailgunTokenForOneEventAndItsRetries() {
    String reader = reader();
    String event = own("mailgun-event");
    String token = "token-" + number;
    long now = now();

    counts(mailgun(app, event, now, token), 1, 0, 0);
    counts(mailgun(app, event, now, token), 0, 1, 0);
    refused(mailgun(app, event.replace("mg-", "other-"), now, token), 401, "token");
    assertThat(facts(reader)).hasSize(1);
  }

  @Test
  void refusesOldSignatures() {
    reader();
    String event = own("mailgun-event");
    refused(mailgun(app, event, now() - 10 * 3600, "a" + number), 401, "signature.timestamp");
    refused(mailgun(app, event, now() + 3600, "b" + number), 401, "signature.timestamp");
    counts(mailgun(app, event, now() - 8 * 3600, "c" + number), 1, 0, 0);
    refused(sendgrid(app, own("sendgrid-events"), now() - 26 * 3600), 401, "Timestamp");
    counts(sendgrid(app, "[]", now() - 24 * 3600), 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shopify", "woocommerce", "sendgrid", "mailgun", "postmark"})
  void refusesWhatIsNotSigned(String vendor) {
    refused(app.post("/v1/webhooks/" + vendor, "{}", "X-Any", "1"), 401, "");
  }

  @Test
  void refusesAnAlteredByteAndAnotherKey() {
    String order = own("shopify-order");
    String altered = order.replace("\"43.00\"", "\"44.00\"");
    for (String signature :
        List.of(
            base64(hmac(Vendors.SHOPIFY, altered)),
            base64(hmac("other", order)),
            "",
            "Zm9v",
            "ü")) {
      refused(
          app.post(
              "/v1/webhooks/shopify",
              order,
              "X-Shopify-Topic",
              "orders/create",
              "X-Shopify-Hmac-Sha256",
              signature),
          401,
          "X-Shopify-Hmac-Sha256");
    }
    refused(
        app.post(
            "/v1/webhooks/woocommerce",
            own("woocommerce-order"),
            "X-WC-Webhook-Topic",
            "order.created",
            "X-WC-Webhook-Signature",
            base64(hmac(Vendors.WOO, own("woocommerce-order") + " "))),
        401,
        "X-WC-Webhook-Signature");
    String events = own("sendgrid-events");
    String signed = Vendors.sendgridSignature(now() + events);
    refused(sendgrid(app, events + " ", now(), signed), 401, "Signature");
    refused(sendgrid(app, events, now() - 60, signed), 401, "Signature");
    refused(sendgrid(app, events, now(), "no base64"), 401, "Signature");
    String wrong = HexFormat.of().formatHex(hmac("other", now() + "t"));
    refused(
        app.post(
            "/v1/webhooks/mailgun", Vendors.mailgunBody(own("mailgun-event"), now(), "t", wrong)),
        401,
        "signature.signature");
    refused(
        app.post(
            "/v1/webhooks/postmark",
            own("postmark-event"),
            "Authorization",
            CommandSide.basic("postmark")),
        401,
        "Authorization");
    assertThat(activities(shopper())).isEmpty();
  }

  @Test
  void refusesWhatIsNotJsonOrTooLarge() {
    refused(shopify(app, "orders/create", "{\"id\":"), 400, "JSON");
    refused(shopify(app, "orders/create", "{\"total_price\":1e99999999999}"), 400, "JSON");
    refused(sendgrid(app, "{}"), 400, "list");
    refused(app.post("/v1/webhooks/mailgun", "nothing"), 400, "JSON");
    refused(postmark(app, ""), 400, "JSON");
    refused(shopify(app, "orders/create", " ".repeat((5 << 20) + 1)), 413, "5242880");
  }

  @Test
  void tellsWhatCannotBeRecordedAndNeedsNoRetry() {
    Answer answer =
        shopify(app, "orders/create", own("shopify-order").replace("\"43.00\"", "\"much\""));
    counts(answer, 0, 0, 0);
    assertThat(answer.body().path("rejected").toString()).contains("total_price must be a decimal");
    Answer list = shopify(app, "orders/create", "[1]");
    assertThat(list.body().path("rejected").toString()).contains("must be a JSON object");
  }

  @Test
  void recordsOnARetryWhatFailedBefore() {
    String order = own("shopify-order");
    app.jdbc().sql("alter table webhook_order rename to webhook_order_away").update();
    Answer failed;
    try {
      failed = shopify(app, "orders/create", order);
    } finally {
      app.jdbc().sql("alter table webhook_order_away rename to webhook_order").update();
    }
    assertThat(failed.status()).isGreaterThanOrEqualTo(500);
    assertThat(activities(shopper())).isEmpty();

    counts(shopify(app, "orders/create", order), 1, 0, 0);
    assertThat(facts(shopper())).containsExactly("order_placed 4300");
  }

  @Test
  void takesNoWebhooksWithoutAKey() {
    try (CommandSide plain = CommandSide.start("")) {
      for (String vendor : List.of("shopify", "woocommerce", "sendgrid", "mailgun", "postmark")) {
        refused(
            plain.post("/v1/webhooks/" + vendor, "{}"),
            404,
            "trailmark.webhooks." + vendor + ".key");
      }
    }
  }
}
