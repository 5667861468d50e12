package io.trailmark.queryside;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.MessageDeferred;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.RunAdvanced;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

class QueryApiTest {
  private static QuerySide side;

  @BeforeAll
  static void recordSomething() {
    side = QuerySide.start("2011-12-09T12:00:00Z");
    assertThat(side.get("/api/segments").status()).isEqualTo(503);
    assertThat(side.get("/api/segments").body().path("detail").asString()).contains("playbook");
    side.activateStandardPlaybook("2011-11-01T00:00:00Z");
    JsonNode empty = side.get("/api/segments").body();
    assertThat(empty.path("segments").get(0).path("size").longValue()).isZero();

    String anna = side.key("=anna@example.invalid");
    String ben = side.key("ben, the \"second\"");
    side.record(
        activity(anna, "order_placed", "2011-12-01T10:00:00Z", 1250L, null),
        activity(anna, "order_placed", "2011-11-30T10:00:00Z", 1000L, "USD"),
        activity(anna, "order_refunded", "2011-12-02T10:00:00Z", 250L, null),
        activity(anna, "product_viewed", "2011-11-30T09:00:00Z", null, null),
        entered(anna, "recent", "2011-12-01T10:00:00Z"),
        primary(anna, null, "recent", "2011-12-01T10:00:00Z"),
        entered(anna, "regular", "2011-12-02T10:00:00Z"),
        primary(anna, "recent", "regular", "2011-12-02T10:00:00Z"),
        entered(ben, "recent", "2011-12-01T23:59:59.999Z"),
        primary(ben, null, "recent", "2011-12-01T23:59:59.999Z"),
        exited(ben, "recent", "2011-12-02T00:00:00Z"),
        entered(ben, "recent", "2011-12-02T08:00:00Z"),
        exited(ben, "recent", "2011-12-03T00:00:00Z"),
        entered(ben, "ghost", "2011-12-03T01:00:00Z"),
        exited(ben, "ghost", "2011-12-03T02:00:00Z"));
    String run = ben + "/win-back/1";
    side.record(
        new RunStarted(ben, run, "win-back", 1, at("2011-12-03T01:00:00Z"), null),
        new RunAdvanced(ben, run, 0, at("2011-12-03T01:00:00Z"), at("2011-12-03T01:00:00Z")),
        intended(ben, run, 0, "2011-12-03T01:00:00Z"),
        new MessageSending(ben, run, 0, at("2011-12-03T01:00:00.500Z")),
        new MessageDeferred(ben, run, 0, "busy", at("2011-12-03T01:00:00.700Z")),
        new MessageSending(ben, run, 0, at("2011-12-03T01:00:01Z")),
        new MessageSent(ben, run, 0, "outbox", at("2011-12-03T01:00:02Z")),
        intended(ben, run, 2, "2011-12-04T01:00:00Z"),
        new RunEnded(ben, run, "win-back", RunEnded.Reason.LEFT, at("2011-12-04T01:00:00Z")),
        new MessageSkipped(ben, run, 2, "run ended before", at("2011-12-05T01:00:00Z")));
    String other = anna + "/win-back/1";
    side.record(intended(anna, other, 0, "2011-12-04T02:00:00Z"));
    side.settle();
  }

  @AfterAll
  static void stop() {
    side.close();
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static ActivityRecorded activity(
      String customer, String kind, String at, Long amount, String currency) {
    return new ActivityRecorded(
        customer,
        "shop",
        kind + at,
        kind,
        at(at),
        amount,
        currency,
        Map.of("sku", "A1"),
        false,
        null);
  }

  private static SegmentEntered entered(String customer, String segment, String at) {
    return new SegmentEntered(customer, segment, 1, at(at), Cause.ACTIVITY, false);
  }

  private static SegmentExited exited(String customer, String segment, String at) {
    return new SegmentExited(customer, segment, 1, at(at), Cause.TIME, false);
  }

  private static PrimarySegmentChanged primary(String customer, String from, String to, String at) {
    return new PrimarySegmentChanged(customer, from, to, 1, at(at), false);
  }

  private static MessageIntended intended(String customer, String run, int step, String at) {
    return new MessageIntended(customer, run, "win-back", step, "email", "we-miss-you", at(at));
  }

  private static List<String> texts(JsonNode array, String... fields) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(
            node ->
                String.join(
                    " ",
                    java.util.Arrays.stream(fields).map(f -> node.path(f).asString()).toList()))
        .toList();
  }

  private static JsonNode get(String path) {
    QuerySide.Answer answer = side.get(path);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void servesTheSchemaOfPlaybooks() {
    QuerySide.Answer answer = side.get("/playbook.schema.json");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/schema+json");
    assertThat(answer.raw().body()).isEqualTo(Playbook.schema());
    assertThat(answer.body().path("$schema").asString()).contains("2020-12");
  }

  @Test
  void tellsSegmentsInThePlaybooksOrder() {
    JsonNode answer = get("/api/segments");
    assertThat(answer.path("playbook").asString()).isEqualTo("standard");
    assertThat(answer.path("version").intValue()).isEqualTo(1);
    assertThat(texts(answer.path("segments"), "id", "size", "primarySize"))
        .containsExactly(
            "vip 0 0",
            "high-value 0 0",
            "regular 1 1",
            "recent 1 1",
            "at-risk 0 0",
            "one-time 0 0",
            "cart-abandoner 0 0",
            "ghost 0 0");
    assertThat(answer.path("segments").get(0).path("send").get(0).asString())
        .isEqualTo("early access");
    assertThat(get("/api/segments/recent").path("name").asString()).isEqualTo("Recent buyers");
  }

  @Test
  void tellsDaysByWhoIsInAtTheirEnds() {
    JsonNode days = get("/api/segments/recent/days?from=2011-11-30&to=2011-12-04").path("days");
    assertThat(texts(days, "date", "size", "entered", "left"))
        .containsExactly(
            "2011-11-30 0 0 0",
            "2011-12-01 2 2 0",
            // Out and in again on one day: nothing happened between the two ends.
            "2011-12-02 2 0 0",
            "2011-12-03 1 0 1",
            "2011-12-04 1 0 0");
    assertThat(texts(get("/api/segments/ghost/days?from=2011-12-03").path("days"), "entered"))
        .containsOnly("0")
        .hasSize(7);
    assertThat(get("/api/segments/recent/days?to=2011-10-31").path("days"))
        .hasSize(31)
        .first()
        .satisfies(day -> assertThat(day.path("date").asString()).isEqualTo("2011-10-01"));
    assertThat(get("/api/segments/recent/days?to=1970-01-02").path("days")).hasSize(2);
    assertThat(
            texts(
                get("/api/segments/recent/days?from=2011-12-03&to=2012-02-01").path("days"),
                "date"))
        .last()
        .isEqualTo("2011-12-09");
  }

  @Test
  void tellsMovementsByDay() {
    assertThat(
            texts(
                get("/api/movements?from=2011-12-01&to=2011-12-02").path("movements"),
                "date",
                "from",
                "to",
                "customers"))
        .containsExactly("2011-12-01  recent 2", "2011-12-02 recent regular 1");
    assertThat(get("/api/movements").path("movements").get(0).path("from").isNull()).isTrue();
  }

  @Test
  void listsMembersWithSinceAndMeasures() {
    JsonNode answer = get("/api/segments/recent/members");
    assertThat(
            texts(
                answer.path("members"),
                "customer",
                "since",
                "orders",
                "netValue",
                "firstOrder",
                "lastOrder"))
        .containsExactly(
            "=anna@example.invalid 2011-12-01T10:00:00.000Z 2 10.0"
                + " 2011-11-30T10:00:00.000Z 2011-12-01T10:00:00.000Z");
    assertThat(answer.path("currency").asString()).isEqualTo("GBP");
    assertThat(answer.has("next")).isFalse();
  }

  @Test
  void writesMembersAsCsvWithoutChangingIds() {
    String row =
        "=anna@example.invalid,2011-12-01T10:00:00.000Z,2,10.00,2011-11-30T10:00:00.000Z,"
            + "2011-12-01T10:00:00.000Z\n";
    assertThat(side.get("/api/segments/recent/members.csv").raw().body())
        .isEqualTo("customer,since,orders,netValue,firstOrder,lastOrder\n" + row);
    assertThat(side.get("/api/segments/recent/members.csv?spreadsheet=true").raw().body())
        .endsWith("\n'" + row);
  }

  @Test
  void tellsACustomerByTheSourcesIdAndByTheKey() {
    JsonNode anna = get("/api/customers/=anna@example.invalid");
    assertThat(texts(anna.path("memberships"), "segment", "since", "cause"))
        .containsExactly(
            "regular 2011-12-02T10:00:00.000Z activity",
            "recent 2011-12-01T10:00:00.000Z activity");
    assertThat(anna.path("primary").asString()).isEqualTo("regular");
    assertThat(anna.path("measures").path("netValue").decimalValue()).isEqualByComparingTo("10");
    assertThat(anna.path("measures").path("orders").intValue()).isEqualTo(2);
    assertThat(get("/api/customers/" + side.key("=anna@example.invalid"))).isEqualTo(anna);

    JsonNode ben = get("/api/customers/ben,%20the%20%22second%22");
    assertThat(texts(ben.path("runs"), "sequence", "state", "step", "endedAt"))
        .containsExactly("win-back left 0 2011-12-04T01:00:00.000Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gid://shopify/Customer/1", "shop\\7", "a/b/timeline", "50% off?", "/", "ä+b;c=d"})
  void findsCustomersWhateverTheirIdsHold(String id) {
    side.record(activity(side.key(id), "logged_in", "2011-12-05T10:00:00Z", null, null));
    String path = "/api/customers/" + UriUtils.encode(id, StandardCharsets.UTF_8);
    assertThat(get(path).path("customer").asString()).isEqualTo(id);
    assertThat(get(path + "/timeline").path("customer").asString()).isEqualTo(id);
  }

  @Test
  void tellsWhenTimeAloneChangesAMembership() {
    String cleo = side.key("cleo");
    side.record(activity(cleo, "order_placed", "2011-12-05T10:00:00Z", 100L, null));
    // 60 days after the order, one order is no longer recent.
    assertThat(get("/api/customers/cleo").path("nextChange").asString())
        .isEqualTo("2012-02-03T10:00:00.000Z");
  }

  @Test
  void tellsATimelineInOrderOfWhatHappenedPageByPage() {
    String path = "/api/customers/=anna@example.invalid/timeline?limit=3";
    JsonNode first = get(path);
    assertThat(texts(first.path("activities"), "kind", "occurredAt", "amount", "currency"))
        .containsExactly(
            "product_viewed 2011-11-30T09:00:00.000Z  ",
            "order_placed 2011-11-30T10:00:00.000Z 10.0 USD",
            "order_placed 2011-12-01T10:00:00.000Z 12.5 GBP");
    JsonNode second = get(path + "&after=" + first.path("next").asString());
    assertThat(texts(second.path("activities"), "kind")).containsExactly("order_refunded");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void listsMessagesNewestFirst() {
    JsonNode all = get("/api/messages");
    assertThat(texts(all.path("messages"), "step", "status", "reason", "via", "intendedAt"))
        .containsExactly(
            "0 intended   2011-12-04T02:00:00.000Z",
            "2 skipped run ended before  2011-12-04T01:00:00.000Z",
            "0 sent  outbox 2011-12-03T01:00:00.000Z");
    assertThat(all.path("messages").get(0).path("customer").asString())
        .isEqualTo("=anna@example.invalid");

    JsonNode page = get("/api/messages?limit=2");
    JsonNode rest = get("/api/messages?limit=2&after=" + page.path("next").asString());
    assertThat(texts(rest.path("messages"), "status")).containsExactly("sent");
    assertThat(rest.has("next")).isFalse();

    assertThat(texts(get("/api/messages?status=skipped").path("messages"), "step"))
        .containsExactly("2");
    assertThat(
            texts(
                get("/api/messages?customer==anna@example.invalid&sequence=win-back&step=0")
                    .path("messages"),
                "status"))
        .containsExactly("intended");
  }

  @Test
  void countsWhatBecameOfEachStep() {
    assertThat(rows("")).containsExactly("0 1 1 0 0 0 1", "2 1 0 1 0 0 0");
    assertThat(rows("&from=2011-12-04&to=2011-12-04"))
        .containsExactly("0 0 0 0 0 0 1", "2 1 0 1 0 0 0");
  }

  private static List<String> rows(String period) {
    return texts(
        get("/api/performance?by=step" + period).path("rows"),
        "step",
        "due",
        "sent",
        "skipped",
        "failed",
        "unknown",
        "pending");
  }

  @Test
  void showsADashboardThatNeedsNothingFromElsewhere() {
    QuerySide.Answer page = side.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.raw().body())
        .contains("/api/segments", "/api/movements", "/api/messages")
        .doesNotContain("http://", "https://", "innerHTML");
  }

  @Test
  void saysWhatIsWrongAndWhatWouldBeRight() {
    problem("/api/segments/whales", 404, "id", "cart-abandoner");
    problem("/api/segments/whales/members.csv", 404, "id", "cart-abandoner");
    problem("/api/segments/vip/members?limit=0", 400, "limit", "1 to 1000");
    problem("/api/segments/vip/members?limit=1001", 400, "limit", "1 to 1000");
    problem("/api/segments/vip/members?limit=x", 400, "limit", "1 to 1000");
    problem("/api/segments/vip/members?after=nobody", 400, "after", "next");
    problem("/api/segments/vip/days?from=2011-02-30", 400, "from", "2011-12-09");
    problem("/api/segments/vip/days?from=1969-12-31", 400, "from", "1970-01-01");
    problem("/api/segments/vip/days?from=2011-12-02&to=2011-12-01", 400, "from", "after");
    problem("/api/movements?to=yesterday", 400, "to", "2011-12-09");
    problem("/api/customers/nobody", 404, "id", "nobody");
    problem("/api/customers/nobody/timeline", 404, "id", "nobody");
    problem("/api/messages?status=lost", 400, "status", "skipped");
    problem("/api/messages?step=-1", 400, "step", "whole number");
    problem("/api/messages?after=x", 400, "after", "next");
    problem("/api/messages?customer=nobody", 404, "customer", "nobody");
    problem("/api/messages?customer=a%00b", 404, "customer", "customer");
    problem("/api/segments/vip/members?after=%00", 400, "after", "next");
    problem("/api/performance?by=moon", 400, "by", "step");
    problem("/api/performance", 400, "by", "step");
    QuerySide.Answer rebuild = side.post("/api/projections/moons/rebuild");
    assertThat(rebuild.status()).isEqualTo(404);
    assertThat(rebuild.body().path("detail").asString()).contains("movements");
  }

  /** Left out of account, it would be answered as if something else had been asked. */
  @Test
  void refusesParametersThatItDoesNotKnow() {
    problem(
        "/api/customers/=anna@example.invalid/why?segmnt=vip",
        400,
        "segmnt",
        "did you mean segment?");
    problem("/api/customers/nobody/timeline?limti=3", 400, "limti", "did you mean limit?");
    problem("/api/messages?customer=x&kind=y", 400, "kind", "customer, sequence, step, status");
    problem("/api/movements?From=2011-12-01", 400, "From", "did you mean from?");
    problem("/api/segments/vip/members.csv?spreadsheets=true", 400, "spreadsheets", "spreadsheet?");
    problem("/api/segments?limit=1", 400, "limit", "there is none");
    problem("/api/projections?x", 400, "x", "there is none");
    // A page is no question.
    assertThat(side.get("/?utm_source=mail").status()).isEqualTo(200);
  }

  private static void problem(String path, int status, String parameter, String hint) {
    QuerySide.Answer answer = side.get(path);
    assertThat(answer.status()).as(path + " " + answer.raw().body()).isEqualTo(status);
    assertThat(answer.raw().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.body().path("parameter").asString()).isEqualTo(parameter);
    assertThat(answer.body().path("detail").asString()).contains(hint);
  }
}
