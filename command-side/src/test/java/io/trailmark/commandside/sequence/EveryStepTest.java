package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything is recorded at once; then three weeks pass, and each test looks at its customers. */
class EveryStepTest {
  private static final String PLAYBOOK = "--trailmark.playbook=src/test/resources/every-step.yaml";
  private static final String NOW = "2026-01-05T12:00:00Z";
  private static final double TWO_DAYS_A_SECOND = 172_800;
  private static final Pattern AT = Pattern.compile("\"at\":(\\d+)");

  @SuppressWarnings("NullAway.Init")
  private static CommandSide app;

  private static final List<String> SPLIT =
      IntStream.range(0, 40).mapToObj(i -> "split-" + i).toList();

  @BeforeAll
  static void passThreeWeeks() {
    app = CommandSide.start(NOW, PLAYBOOK);
    app.record(did("compares", "product_compared"));
    app.record(
        order("o1", "orders", "2026-01-05T11:00:00Z", "10.00"),
        order("o2", "orders", "2026-01-05T11:10:00Z", "10.00"),
        refund("o1", "orders"));
    app.record(declares("born", 1, 12), declares("born-already", 1, 5));
    SPLIT.forEach(customer -> app.record(did(customer, "signed_up")));
    app.record(did("views", "product_viewed"), did("views", "signed_up"));
    app.record(did("complains", "signed_up"));
    app.record(did("tries", "trial_started"));
    app.record(did("complains", "complaint_filed"));
    app.put("/v1/customers/leaves", "{\"email\":\"leaves@example.invalid\"}");
    app.record(did("leaves", "logged_in"), did("wanders", "logged_in"));
    eventually(() -> !events("wanders", "ContactSuppressed").isEmpty());
    app.put("/v1/customers/settles", "{\"email\":\"settles@example.invalid\"}");
    app.post("/v1/customers/settles/aliases", "{\"alias\":\"wanders\"}");
    app.bean(PostgresBusinessClock.class).setSpeed(TWO_DAYS_A_SECOND);
    eventually(
        () ->
            app.bean(PostgresBusinessClock.class)
                .instant()
                .isAfter(Instant.parse("2026-01-26T12:00:00Z")));
    app.bean(PostgresBusinessClock.class).setSpeed(1);
    // Nothing is under way any more.
    eventually(
        () ->
            app.jdbc()
                    .sql("select count(*) from deadline where due < ?")
                    .param(app.bean(PostgresBusinessClock.class).millis())
                    .query(Long.class)
                    .single()
                == 0);
    eventually(() -> count("Intended") == count("Sent") + count("Skipped") + count("Failed"));
  }

  private static long count(String outcome) {
    return app.jdbc()
        .sql("select count(*) from domain_event where payload_type like ?")
        .param("%.Message" + outcome)
        .query(Long.class)
        .single();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String did(String customer, String kind) {
    return activity(kind + "-" + customer, customer, kind, "2026-01-05T11:30:00Z");
  }

  private static String refund(String order, String customer) {
    return """
    {"messageId":"r-%s","customerId":"%s","kind":"order_refunded","occurredAt":"2026-01-05T11:40:00Z",\
    "properties":{"orderId":"%s","amount":"10.00"}}\
    """
        .formatted(order, customer, order);
  }

  private static String declares(String customer, int month, int day) {
    return """
    {"messageId":"b-%s","customerId":"%s","kind":"occasion_declared","occurredAt":"2026-01-05T11:00:00Z",\
    "properties":{"occasion":"birthday","month":%d,"day":%d}}\
    """
        .formatted(customer, customer, month, day);
  }

  private static List<String> events(String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static Instant at(String event) {
    Matcher at = AT.matcher(event);
    assertThat(at.find()).as(event).isTrue();
    return Instant.ofEpochMilli(Long.parseLong(at.group(1)));
  }

  /** A step that nothing follows is stored with all that depends on it. */
  @Test
  void leavesByTimeAloneWhatAStepBroughtAbout() {
    Instant entered = at(only("tries", "SegmentEntered", "marked"));
    assertThat(entered).isAfter("2026-01-06T12:00:00Z");
    assertThat(at(only("tries", "SegmentExited", "marked")))
        .isEqualTo(entered.plus(5, ChronoUnit.DAYS));
  }

  private static String only(String customer, String type, String segment) {
    List<String> found =
        events(customer, type).stream().filter(e -> e.contains("\"" + segment + "\"")).toList();
    assertThat(found).as("%s %s %s", customer, type, segment).hasSize(1);
    return found.getFirst();
  }

  @Test
  void startsARunForEachKeyAndEndsThatOfTheRefund() {
    assertThat(events("orders", "RunStarted"))
        .filteredOn(e -> e.contains("each-order"))
        .satisfiesExactly(
            e -> assertThat(e).contains("\"key\":\"o1\""),
            e -> assertThat(e).contains("\"key\":\"o2\""));
    assertThat(events("orders", "RunEnded"))
        .filteredOn(e -> e.contains("each-order"))
        .satisfiesExactly(
            e -> assertThat(e).contains("each-order/1", "GOAL"),
            e -> assertThat(e).contains("each-order/2", "COMPLETED"));
    assertThat(events("orders", "MessageIntended"))
        .filteredOn(e -> e.contains("webhook"))
        .singleElement()
        .satisfies(e -> assertThat(e).contains("each-order/2", "warehouse"));
  }

  @Test
  void startsOnLeavingASegment() {
    assertThat(events("orders", "SegmentExited")).hasSize(1);
    assertThat(events("orders", "RunStarted"))
        .filteredOn(e -> e.contains("gone-quiet"))
        .singleElement()
        .satisfies(e -> assertThat(at(e)).isEqualTo("2026-01-08T11:00:00Z"));
  }

  @Test
  void startsSomeDaysBeforeAnOccasionAndNotOnesThatAreOver() {
    assertThat(events("born", "RunStarted"))
        .singleElement()
        .satisfies(e -> assertThat(at(e)).isEqualTo("2026-01-10T09:00:00Z"));
    assertThat(events("born-already", "RunStarted")).isEmpty();
  }

  /** Two would go at ten o'clock; the cap leaves room for one in two days. */
  @Test
  void letsTheFirstSequenceSpeakAndPostponesTheOther() {
    // Where the machine is slow a step may come in the night as well, and is postponed for that.
    assertThat(events("compares", "StepPostponed"))
        .filteredOn(e -> !e.contains("\"quiet hours\""))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e).contains("second/1", "\"cap\""));
    List<String> sent = events("compares", "MessageSent");
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).contains("/first/1");
    assertThat(sent.get(1)).contains("/second/1");
    assertThat(at(sent.get(1)).toEpochMilli() - at(sent.get(0)).toEpochMilli())
        .isGreaterThanOrEqualTo(2 * 86_400_000L);
  }

  @Test
  void sendsNothingInQuietHours() {
    List<String> marks =
        app.jdbc()
            .sql(
                "select convert_from(payload, 'UTF8') from domain_event where payload_type like"
                    + " '%MessageSending' and convert_from(payload, 'UTF8') not like"
                    + " '%each-order%'")
            .query(String.class)
            .list();
    assertThat(marks)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            e ->
                assertThat(at(e).atZone(ZoneOffset.UTC).toLocalTime())
                    .isBetween(LocalTime.of(8, 0), LocalTime.of(21, 0)));
  }

  @Test
  void splitsAndTagsWhatRulesSee() {
    int tagged = 0;
    for (String customer : SPLIT) {
      String way = events(customer, "RunBranched").getLast();
      boolean isTagged = way.contains("\"tagged\"");
      tagged += isTagged ? 1 : 0;
      assertThat(way).containsAnyOf("\"tagged\"", "\"holdout\"");
      assertThat(
              events(customer, "ActivityRecorded").stream()
                  .filter(e -> e.contains("asked-to-stay")))
          .hasSize(isTagged ? 1 : 0);
      assertThat(events(customer, "SegmentEntered")).hasSize(isTagged ? 1 : 0);
      assertThat(events(customer, "MessageSent")).as("%s", app.events(customer)).hasSize(1);
    }
    assertThat(tagged).isBetween(8, 32);
  }

  @Test
  void takesTheBranchThatItsRuleSays() {
    assertThat(events("views", "RunBranched").getFirst()).contains("\"then\"");
    assertThat(events("views", "MessageIntended").getFirst()).contains("picked-for-you");
    assertThat(events(SPLIT.getFirst(), "RunBranched").getFirst()).contains("\"else\"");
  }

  @Test
  void exitsBeforeTheNextStep() {
    assertThat(events("complains", "MessageSent")).isEmpty();
    assertThat(events("complains", "RunEnded").getFirst()).contains("EXITED");
  }

  @Test
  void suppressesForGood() {
    assertThat(events("leaves", "ContactSuppressed").getFirst()).contains("no-response");
    assertThat(events("leaves", "MessageSkipped").getFirst()).contains("\"suppressed\"");
    assertThat(events("leaves", "MessageSent")).isEmpty();
    // Their address is, whoever has it, and they are, whatever address they get.
    assertThat(
            app.jdbc()
                .sql("select count(*) from suppression where reason = 'no-response'")
                .query(Long.class)
                .single())
        .isEqualTo(4);
  }

  /** Who had no address, and turns out to be somebody who has one. */
  @Test
  void suppressesWhomTheyAreJoinedTo() {
    assertThat(events("settles", "MessageSkipped").getFirst()).contains("\"suppressed\"");
    assertThat(events("settles", "MessageSent")).isEmpty();
  }
}
