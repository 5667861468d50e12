package io.trailmark.queryside.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.queryside.QuerySide;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import io.trailmark.sharedevents.SurveyTaken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WhyTest {
  private static final String PLAYBOOK =
      """
      playbook: shop
      zone: UTC
      currency: GBP
      segments:
        - { id: vip, name: VIPs, when: { top: 10%, of: { net: order_placed } } }
        - { id: regular, name: Regular buyers, when: { count: order_placed, between: [2, 5] } }
        - { id: recent, name: Recent buyers, when: { since-last: order_placed, less-than: 60d } }
      """;
  private static final String LATER =
      """
      playbook: shop
      zone: UTC
      currency: GBP
      segments:
        - { id: regular, name: Regular buyers, when: { count: order_placed, between: [3, 5] } }
      """;

  private static QuerySide side;

  @BeforeAll
  static void recordSomething() {
    side = QuerySide.start("2011-12-09T12:00:00Z");
    side.append(
        PlaybookEvent.ID,
        "Playbook",
        new PlaybookDrafted(PlaybookEvent.ID, 1, PLAYBOOK, at("2011-11-01T00:00:00Z")),
        new PlaybookActivated(PlaybookEvent.ID, 1, at("2011-11-01T00:00:00Z"), false),
        survey("2011-11-01T00:00:00Z", 2_000L),
        survey("2011-12-03T00:00:00Z", 5_000L),
        new PlaybookDrafted(PlaybookEvent.ID, 2, LATER, at("2011-12-08T00:00:00Z")),
        new PlaybookActivated(PlaybookEvent.ID, 2, at("2011-12-08T00:00:00Z"), false));
    ada();
    late();
    imported();
    overdue();
  }

  @AfterAll
  static void stop() {
    side.close();
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static SurveyTaken survey(String at, long value) {
    return new SurveyTaken(
        PlaybookEvent.ID,
        1,
        at(at),
        at(at),
        false,
        List.of(new SurveyTaken.Cut("net(order_placed)", "10", value, 10)),
        null,
        null);
  }

  private static ActivityRecorded ordered(
      String customer, String at, long amount, boolean history) {
    return new ActivityRecorded(
        customer,
        "shop",
        customer + at,
        "order_placed",
        at(at),
        amount,
        null,
        Map.of(),
        history,
        null);
  }

  private static SegmentEntered entered(String customer, String segment, int version, String at) {
    return new SegmentEntered(customer, segment, version, at(at), Cause.ACTIVITY, false);
  }

  private static SegmentExited exited(
      String customer, String segment, int version, String at, Cause cause) {
    return new SegmentExited(customer, segment, version, at(at), cause, false);
  }

  /** In on the day of her second order; out by the new definition. */
  private static void ada() {
    String ada = side.key("ada");
    String first = "2011-12-01T10:00:00Z";
    String second = "2011-12-02T10:00:00Z";
    side.recordAt(first, ordered(ada, first, 1_250, false), entered(ada, "recent", 1, first));
    side.recordAt(
        second,
        ordered(ada, second, 1_000, false),
        entered(ada, "vip", 1, second),
        entered(ada, "regular", 1, second));
    String midnight = "2011-12-03T00:00:00Z";
    side.recordAt(midnight, exited(ada, "vip", 1, midnight, Cause.SURVEY));
    String changed = "2011-12-08T00:00:00Z";
    side.recordAt(
        changed,
        exited(ada, "recent", 2, changed, Cause.DEFINITION),
        exited(ada, "regular", 2, changed, Cause.DEFINITION));
  }

  /** Her second order happened on the 2nd and arrived on the 5th. */
  private static void late() {
    String bea = side.key("bea");
    String first = "2011-12-01T10:00:00Z";
    side.recordAt(first, ordered(bea, first, 100, false), entered(bea, "recent", 1, first));
    side.recordAt(
        "2011-12-05T10:00:00Z",
        ordered(bea, "2011-12-02T10:00:00Z", 100, false),
        entered(bea, "regular", 1, "2011-12-05T10:00:00Z"));
    // In time, and after the instant that is asked about.
    side.recordAt("2011-12-06T10:00:00Z", ordered(bea, "2011-12-06T10:00:00Z", 100, false));
    side.recordAt(
        "2011-12-08T00:00:00Z",
        exited(bea, "recent", 2, "2011-12-08T00:00:00Z", Cause.DEFINITION),
        exited(bea, "regular", 2, "2011-12-08T00:00:00Z", Cause.DEFINITION));
  }

  /** Two orders of October were imported on 6 December, and reviewed an hour later. */
  private static void imported() {
    String cleo = side.key("cleo");
    side.recordAt(
        "2011-12-06T10:00:00Z",
        ordered(cleo, "2011-10-20T10:00:00Z", 100, true),
        ordered(cleo, "2011-10-21T10:00:00Z", 100, true));
    side.recordAt(
        "2011-12-06T11:00:00Z",
        entered(cleo, "regular", 1, "2011-12-06T11:00:00Z"),
        entered(cleo, "recent", 1, "2011-12-06T11:00:00Z"),
        new MembershipsReviewed(cleo, at("2011-12-06T11:00:00Z")));
  }

  /** One order, 60 days before 3 December: nobody has noticed since. */
  private static void overdue() {
    String dan = side.key("dan");
    String ordered = "2011-10-04T10:00:00Z";
    side.recordAt(
        "2011-11-02T10:00:00Z",
        ordered(dan, ordered, 100, false),
        entered(dan, "recent", 1, "2011-11-02T10:00:00Z"));
  }

  private static JsonNode get(String path) {
    QuerySide.Answer answer = side.get("/api/customers/" + path);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(node -> node.path(field).asString())
        .toList();
  }

  private static JsonNode only(String path) {
    JsonNode segments = get(path).path("segments");
    assertThat(segments).hasSize(1);
    return segments.get(0);
  }

  /** The answer that is shown as an example is a real one. */
  @Test
  void answersAsTheExampleShows() {
    JsonNode answer = get("ada/why?segment=regular&at=2011-12-05T00:00:00Z");
    assertThat(answer.toPrettyString())
        .isEqualTo(JsonMapper.shared().readTree(WhyExample.ANSWER).toPrettyString());
  }

  @Test
  void explainsAllSegmentsOfTheVersionOfTheInstant() {
    JsonNode then = get("ada/why?at=2011-12-07T23:59:59.999Z");
    assertThat(then.path("playbook").path("version").intValue()).isEqualTo(1);
    assertThat(then.path("playbook").path("until").asString())
        .isEqualTo("2011-12-08T00:00:00.000Z");
    assertThat(texts(then.path("segments"), "segment")).containsExactly("vip", "regular", "recent");
    assertThat(texts(then.path("segments"), "in")).containsExactly("false", "true", "true");

    JsonNode now = get("ada/why");
    assertThat(now.path("at").asString()).startsWith("2011-12-09T12:0");
    assertThat(now.path("playbook").path("version").intValue()).isEqualTo(2);
    assertThat(now.path("playbook").path("until").isNull()).isTrue();
    assertThat(texts(now.path("segments"), "segment")).containsExactly("regular");
    JsonNode regular = now.path("segments").get(0);
    assertThat(regular.path("in").booleanValue()).isFalse();
    assertThat(regular.path("words").asString()).isEqualTo("3 to 5 orders placed");
    assertThat(regular.path("recorded").path("cause").asString()).isEqualTo("definition");
    assertThat(regular.path("recorded").path("since").asString())
        .isEqualTo("2011-12-08T00:00:00.000Z");
  }

  @Test
  void tellsWhatHeldBeforeAndFromATransitionOn() {
    JsonNode before = only("ada/why?segment=regular&at=2011-12-02T09:59:59.999Z");
    assertThat(before.path("in").booleanValue()).isFalse();
    assertThat(before.path("recorded").path("in").booleanValue()).isFalse();
    assertThat(before.path("recorded").path("since").isNull()).isTrue();
    assertThat(before.path("condition").path("value").path("number").intValue()).isEqualTo(1);
    // What came next is known by now.
    assertThat(before.path("nextChange").asString()).isEqualTo("2011-12-02T10:00:00.000Z");
    JsonNode after = only("ada/why?segment=regular&at=2011-12-02T10:00:00Z");
    assertThat(after.path("in").booleanValue()).isTrue();
    assertThat(after.path("recorded").path("since").asString())
        .isEqualTo("2011-12-02T10:00:00.000Z");
    assertThat(after.has("difference")).isFalse();
  }

  @Test
  void comparesWithTheCutThatHeldThen() {
    JsonNode in = only("ada/why?segment=vip&at=2011-12-02T23:59:59.999Z").path("condition");
    assertThat(in.path("holds").booleanValue()).isTrue();
    assertThat(in.path("survey").path("least").decimalValue()).isEqualByComparingTo("20");
    assertThat(in.path("survey").path("asOf").asString()).isEqualTo("2011-11-01T00:00:00.000Z");
    assertThat(in.path("survey").path("percent").toString()).isEqualTo("10");
    JsonNode out = only("ada/why?segment=vip&at=2011-12-03T00:00:00Z").path("condition");
    assertThat(out.path("holds").booleanValue()).isFalse();
    assertThat(out.path("threshold").path("words").asString()).isEqualTo("at least 50.00 GBP");
    assertThat(out.path("value").path("words").asString()).isEqualTo("22.50 GBP");
    assertThat(out.path("value").path("unit").asString()).isEqualTo("GBP");
  }

  @Test
  void saysThatALateActivityMakesTheDifference() {
    JsonNode then = only("bea/why?segment=regular&at=2011-12-03T00:00:00Z");
    assertThat(then.path("in").booleanValue()).isTrue();
    assertThat(then.path("recorded").path("in").booleanValue()).isFalse();
    assertThat(then.path("recorded").path("state").asString()).isEqualTo("reviewed");
    assertThat(then.path("difference").asString())
        .isEqualTo(
            "By all that is known now the rule says in; what was recorded says out: 1 activity that"
                + " had happened by then was recorded only later, the last at"
                + " 2011-12-05T10:00:00.000Z.");
    assertThat(only("bea/why?segment=regular&at=2011-12-05T10:00:00Z").has("difference")).isFalse();
  }

  @Test
  void saysThatImportedHistoryAwaitedItsReview() {
    assertThat(
            only("cleo/why?segment=regular&at=2011-12-06T09:00:00Z").path("difference").asString())
        .endsWith(": nothing of the customer had been recorded by then.");
    JsonNode waiting = only("cleo/why?segment=regular&at=2011-12-06T10:30:00Z");
    assertThat(waiting.path("in").booleanValue()).isTrue();
    assertThat(waiting.path("recorded").path("state").asString()).isEqualTo("awaits-review");
    assertThat(waiting.path("difference").asString()).contains("had not been reviewed yet");
    JsonNode reviewed = only("cleo/why?segment=regular&at=2011-12-06T11:00:00Z");
    assertThat(reviewed.path("recorded").path("state").asString()).isEqualTo("reviewed");
    assertThat(reviewed.has("difference")).isFalse();
  }

  @Test
  void saysThatADueReviewHasNotRun() {
    JsonNode due = only("dan/why?segment=recent&at=2011-12-03T10:00:00Z");
    assertThat(due.path("in").booleanValue()).isFalse();
    assertThat(due.path("recorded").path("in").booleanValue()).isTrue();
    assertThat(due.path("recorded").path("state").asString()).isEqualTo("due");
    assertThat(due.path("difference").asString())
        .endsWith("the review due at 2011-12-03T10:00:00.000Z has not run yet.");
    JsonNode before = only("dan/why?segment=recent&at=2011-12-03T09:59:59.999Z");
    assertThat(before.path("in").booleanValue()).isTrue();
    assertThat(before.path("recorded").path("state").asString()).isEqualTo("reviewed");
    assertThat(before.path("nextChange").asString()).isEqualTo("2011-12-03T10:00:00.000Z");
  }

  @Test
  void callsTheCustomerAsTheSourceDoes() {
    String key = side.key("ada");
    JsonNode answer = get(key + "/why?at=2011-12-05T00:00:00Z");
    assertThat(answer).isEqualTo(get("ada/why?at=2011-12-05T00:00:00%2B00:00"));
    assertThat(answer.path("customer").asString()).isEqualTo("ada");
    assertThat(answer.toString()).doesNotContain(key);
  }

  @Test
  void saysWhatIsWrongAndWhatWouldBeRight() {
    problem("nobody/why", 404, "id", "nobody");
    problem("ada/why?segment=whales", 404, "segment", "Known are: regular");
    problem("ada/why?segment=recent", 404, "segment", "version 2");
    problem(
        "ada/why?segment=whales&at=2011-12-05T00:00:00Z", 404, "segment", "vip, regular, recent");
    problem("ada/why?at=2011-10-31T23:59:59.999Z", 404, "at", "since 2011-11-01T00:00:00.000Z");
    problem("ada/why?at=2011-12-10T00:00:00Z", 400, "at", "now, which is 2011-12-09T12:0");
    problem("ada/why?at=yesterday", 400, "at", "2011-12-09T12:50:00Z");
    problem("ada/why?at=2011-12-09", 400, "at", "2011-12-09T12:50:00Z");
    problem("ada/why?at=1969-12-31T23:59:59Z", 400, "at", "from 1970 on");
  }

  private static void problem(String path, int status, String parameter, String hint) {
    QuerySide.Answer answer = side.get("/api/customers/" + path);
    assertThat(answer.status()).as(path + " " + answer.raw().body()).isEqualTo(status);
    assertThat(answer.body().path("parameter").asString()).isEqualTo(parameter);
    assertThat(answer.body().path("detail").asString()).contains(hint);
  }
}
