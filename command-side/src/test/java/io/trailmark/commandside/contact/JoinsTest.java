package io.trailmark.commandside.contact;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinsTest {
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Answer join(CommandSide to, String person, String alias) {
    return to.post("/v1/customers/" + person + "/aliases", "{\"alias\":\"" + alias + "\"}");
  }

  private static boolean joined(String person, String alias) {
    Answer answer = join(app, person, alias);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().path("joined").booleanValue();
  }

  private static List<String> events(CommandSide of, String customer, String type) {
    return of.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static List<String> events(String customer, String type) {
    return events(app, customer, type);
  }

  private static List<String> recorded(String customer) {
    return events(customer, "ActivityRecorded");
  }

  @Test
  void bringsActivitiesSegmentsAndRuns() {
    app.record(order("a0", "ann", "2011-02-01T10:00:00Z", "10.00"));
    app.record(order("a1", "ann-visiting", "2011-03-01T11:00:00Z", "10.00"));
    assertThat(events("ann-visiting", "RunStarted")).hasSize(1);

    assertThat(joined("ann", "ann-visiting")).isTrue();

    assertThat(recorded("ann")).hasSize(2);
    assertThat(recorded("ann").getLast()).contains("\"trail\":", "\"source\":", "\"amount\":1000");
    assertThat(events("ann", "SegmentEntered"))
        .anyMatch(e -> e.contains("regular") && e.contains("\"quiet\":false"));
    assertThat(events("ann-visiting", "SegmentExited"))
        .singleElement()
        .asString()
        .contains("recent", "JOINED");
    assertThat(events("ann-visiting", "RunEnded").getFirst()).contains("JOINED");
    assertThat(events("ann", "RunStarted")).singleElement().asString().contains("post-purchase");
    assertThat(app.events("ann-visiting").getLast()).startsWith("CustomerJoined");
  }

  @Test
  void happensOnceAndForEver() {
    String visit = order("o1", "once-visiting", "2011-03-01T11:00:00Z", "10.00");
    app.record(visit);
    assertThat(joined("once", "once-visiting")).isTrue();
    List<String> before = app.events("once");

    assertThat(joined("once", "once-visiting")).isFalse();
    assertThat(joined("once-visiting", "once")).isFalse();
    assertThat(app.events("once")).isEqualTo(before);

    Answer retried = app.post("/v1/activities", "{\"activities\":[" + visit + "]}");
    assertThat(retried.body().path("duplicates").intValue()).isEqualTo(1);
    assertThat(app.events("once")).isEqualTo(before);

    app.record(activity("o2", "once-visiting", "product_viewed", "2011-03-01T11:30:00Z"));
    assertThat(recorded("once")).hasSize(2).last().asString().contains("product_viewed");
  }

  @Test
  void knowsAnIdBeforeAnythingArrivesUnderIt() {
    assertThat(joined("early", "early-visiting")).isTrue();
    assertThat(app.events("early")).isEmpty();
    app.record(order("r1", "early-visiting", "2011-03-01T11:00:00Z", "10.00"));
    assertThat(recorded("early")).hasSize(1);
  }

  @Test
  void followsWhoIsJoinedAgain() {
    app.record(order("c1", "chain-1", "2011-03-01T10:00:00Z", "10.00"));
    app.record(order("c2", "chain-2", "2011-03-01T10:30:00Z", "10.00"));
    joined("chain-2", "chain-1");
    joined("chain-3", "chain-2");
    app.record(order("c3", "chain-1", "2011-03-01T11:00:00Z", "10.00"));
    assertThat(recorded("chain-3")).hasSize(3);
  }

  @Test
  void neverTakesATrailFromSomebody() {
    app.record(order("t1", "shared-device", "2011-03-01T11:00:00Z", "10.00"));
    joined("first", "shared-device");

    Answer taken = join(app, "second", "shared-device");

    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.body().path("detail").asString()).contains("alias");
    assertThat(recorded("first")).hasSize(1);
    assertThat(app.events("second")).isEmpty();
  }

  @Test
  void findsThatNobodyIsTheirOwnAlias() {
    assertThat(joined("alone", "alone")).isFalse();
    assertThat(app.events("alone")).isEmpty();
  }

  @Test
  void refusesWhatIsNoAlias() {
    for (String body : List.of("{}", "{\"alias\":7}", "{\"alias\":\"\"}", "[]", "nonsense")) {
      Answer answer = app.post("/v1/customers/x/aliases", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
    }
    assertThat(
            app.post("/v1/customers/x/aliases", "{\"alias\":\"y\"}", "Authorization", "none")
                .status())
        .isEqualTo(401);
  }

  @Test
  void startsNothingThatHistoryExplains() {
    app.post("/v1/import", order("h1", "past-visiting", "2011-02-20T10:00:00Z", "10.00"));
    eventually(() -> !events("past-visiting", "SegmentEntered").isEmpty());

    joined("past", "past-visiting");

    assertThat(recorded("past").getFirst()).contains("\"history\":true");
    assertThat(events("past", "SegmentEntered"))
        .isNotEmpty()
        .allMatch(e -> e.contains("\"quiet\":true"));
    assertThat(events("past", "RunStarted")).isEmpty();
  }

  @Test
  void endsARunWhoseGoalThePersonHasReached() {
    app.record(order("g1", "goal-visiting", "2011-03-01T10:00:00Z", "10.00"));
    app.post("/v1/import", order("g2", "goal", "2011-03-01T11:00:00Z", "10.00"));
    eventually(() -> !events("goal", "SegmentEntered").isEmpty());

    joined("goal", "goal-visiting");

    assertThat(events("goal", "RunStarted")).hasSize(1);
    assertThat(events("goal", "RunEnded")).singleElement().asString().contains("GOAL");
  }

  @Test
  void doesNotBeginAnewWhatTheVisitorHadBegun() {
    app.record(order("b1", "begun-visiting", "2011-03-01T10:00:00Z", "10.00"));
    app.record(order("b2", "begun-visiting", "2011-03-01T11:00:00Z", "10.00"));
    assertThat(events("begun-visiting", "RunEnded").getFirst()).contains("GOAL");

    joined("begun", "begun-visiting");
    app.record(order("b3", "begun", "2011-03-01T11:30:00Z", "10.00"));

    // It may never be entered again, and once was enough.
    assertThat(events("begun", "RunStarted")).isEmpty();
  }

  @Test
  void doesNotGreetAgainWhoWasGreetedAsAVisitor(@TempDir Path folder) throws Exception {
    Path playbook =
        Files.writeString(
            folder.resolve("greeting.yaml"),
            """
            playbook: greeting
            zone: UTC
            currency: GBP
            segments:
              - id: recent
                when: { since-last: order_placed, less-than: 60d }
            sequences:
              greeting:
                for: recent
                re-enter: always
                steps:
                  - { send: hello }
            """);
    try (CommandSide own =
        CommandSide.start("2011-03-01T12:00:00Z", "--trailmark.playbook=" + playbook)) {
      own.record(order("g1", "greeted-visiting", "2011-03-01T11:00:00Z", "10.00"));
      eventually(() -> !events(own, "greeted-visiting", "RunEnded").isEmpty());

      join(own, "greeted", "greeted-visiting");

      assertThat(events(own, "greeted", "SegmentEntered")).hasSize(1);
      assertThat(events(own, "greeted", "RunStarted")).isEmpty();
    }
  }

  @Test
  void keepsWhatThePersonSaidAndFillsWhatIsMissing() {
    app.put("/v1/customers/filled", "{\"email\":\"filled@example.com\",\"traits\":{\"a\":1}}");
    app.put(
        "/v1/customers/filled-visiting",
        "{\"email\":\"other@example.com\",\"name\":\"N\",\"traits\":{\"a\":2,\"b\":3}}");
    app.put(
        "/v1/customers/filled-visiting/consents",
        "{\"consents\":[{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":false}]}");

    joined("filled", "filled-visiting");

    var export = app.get("/api/customers/filled/export").body();
    assertThat(export.path("aliases").toString()).isEqualTo("[\"filled-visiting\"]");
    assertThat(export.path("contact").path("email").asString()).isEqualTo("filled@example.com");
    assertThat(export.path("contact").path("name").asString()).isEqualTo("N");
    assertThat(export.path("contact").path("traits").toString()).isEqualTo("{\"a\":1,\"b\":3}");
    assertThat(export.path("consents").size()).isEqualTo(1);
    assertThat(count("contact where name = 'N'")).isEqualTo(1);
  }

  private static long count(String from) {
    return app.jdbc().sql("select count(*) from " + from).query(Long.class).single();
  }

  @Test
  void erasesAllThatWasJoinedByWhateverId() {
    app.record(order("e1", "canary-visiting", "2011-03-01T11:00:00Z", "10.00"));
    joined("canary-known", "canary-visiting");

    assertThat(app.delete("/v1/customers/canary-visiting").status()).isEqualTo(204);

    assertThat(count("identity where source_id like 'canary%'")).isZero();
    assertThat(app.delete("/v1/customers/canary-known").status()).isEqualTo(404);
    app.record(order("e2", "canary-visiting", "2011-03-01T11:30:00Z", "10.00"));
    assertThat(recorded("canary-visiting")).hasSize(1);
  }

  /** Whichever comes first: no id is left that stands for somebody who was erased. */
  @Test
  void leavesNoIdOfWhoIsErasedMeanwhile() {
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 60; i++) {
        String person = "race-" + i;
        app.record(order("race" + i, person, "2011-03-01T11:00:00Z", "10.00"));
        List<CompletableFuture<?>> both = new ArrayList<>();
        for (int v = 0; v < 6; v++) {
          String visitor = person + "-visiting-" + v;
          both.add(CompletableFuture.runAsync(() -> join(app, person, visitor), clients));
        }
        both.add(CompletableFuture.runAsync(() -> app.delete("/v1/customers/" + person), clients));
        CompletableFuture.allOf(both.toArray(CompletableFuture[]::new)).join();
      }
    }
    assertThat(
            count(
                "identity j join identity p on p.customer = j.joined_into where j.source_id is not"
                    + " null and p.source_id is null"))
        .isZero();
  }

  /** What no activity meets would be met by whoever has none: a joined customer is nowhere. */
  @Test
  void isNowhereUnderTheNextPlaybookEither() {
    try (CommandSide own = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      own.record(activity("n1", "nobody-visiting", "product_viewed", "2011-03-01T11:00:00Z"));
      join(own, "nobody", "nobody-visiting");
      Answer drafted =
          own.post(
              "/api/playbooks",
              "playbook: next\nzone: UTC\ncurrency: GBP\nsegments:\n  - id: no-order\n    when: {"
                  + " count: order_placed, is: 0 }\n",
              "Content-Type",
              "application/yaml");
      assertThat(drafted.status()).as("%s", drafted.body()).isLessThan(300);
      own.post("/api/playbooks/2/activate", "{}");

      eventually(() -> events(own, "nobody", "SegmentEntered").size() == 1);
      eventually(
          () ->
              own.jdbc()
                      .sql("select count(*) from customer where revision < 2 or due is not null")
                      .query(Long.class)
                      .single()
                  == 0);
      assertThat(events(own, "nobody-visiting", "SegmentEntered")).isEmpty();
    }
  }

  @Test
  void losesNothingThatArrivesMeanwhile() {
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<CompletableFuture<?>> work = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String view =
            activity("m" + i, "meanwhile-visiting", "product_viewed", "2011-03-01T11:00:00Z");
        work.add(CompletableFuture.runAsync(() -> app.record(view), clients));
        if (i == 60) {
          work.add(
              CompletableFuture.runAsync(() -> joined("meanwhile", "meanwhile-visiting"), clients));
        }
      }
      CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)).join();
    }
    assertThat(messages("meanwhile")).hasSize(200).doesNotHaveDuplicates();
    assertThat(messages("meanwhile-visiting")).hasSizeBetween(1, 199);
  }

  private static List<String> messages(String customer) {
    return recorded(customer).stream()
        .map(e -> e.replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** Joined at any time of their run, everybody gets each of its messages once. */
  @Test
  void sendsEachStepOnceWheneverItHappens() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("JoinsTest seed " + seed);
    Random random = new Random(seed);
    int people = 40;
    try (CommandSide own = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      for (int i = 0; i < people; i++) {
        own.record(order("s" + i, "v" + i, "2011-03-01T11:%02d:00Z".formatted(i), "10.00"));
      }
      own.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      for (int i : IntStream.range(0, people).toArray()) {
        Thread.sleep(random.nextInt(120));
        assertThat(join(own, "p" + i, "v" + i).status()).isEqualTo(200);
      }
      for (int i : IntStream.range(0, people).toArray()) {
        eventually(() -> sent(own, i).size() >= 3);
        assertThat(sent(own, i)).as("p" + i).containsExactlyInAnyOrder(1, 3, 5);
      }
      eventually(
          () -> own.jdbc().sql("select count(*) from waiting_run").query(Long.class).single() == 0);
    }
  }

  private static List<Integer> sent(CommandSide own, int i) {
    return own.jdbc()
        .sql(
            "select (convert_from(payload, 'UTF8')::jsonb ->> 'step')::int from domain_event join"
                + " identity on aggregate = customer where source_id in (:ids) and payload_type"
                + " like '%.MessageSent' and convert_from(payload, 'UTF8') like '%post-purchase%'")
        .param("ids", List.of("p" + i, "v" + i))
        .query(Integer.class)
        .list();
  }
}
