package io.trailmark.commandside.timedriven;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.customer.CustomerCommand;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * "Activating a playbook reviews only the customers whose memberships would change, found in bulk;
 * after it nobody stays decided under the old version, with two nodes as with one." Of 60
 * customers, each with one order, the 20 with an order 40 days ago leave {@code recent} when it
 * shrinks from 60 days to 30.
 */
class ActivationTest {
  private static final String NOW = "2011-12-10T00:00:00Z";
  private static final String[] ORDERED = {
    "2011-11-30T00:00:00Z", "2011-10-31T00:00:00Z", "2011-06-01T00:00:00Z"
  };

  @TempDir private Path folder;

  private static String playbook(int days) {
    return """
    playbook: shop
    zone: UTC
    currency: GBP
    segments:
      - id: recent
        when: { since-last: order_placed, less-than: %dd }
      - id: buyer
        when: { count: order_placed, at-least: 1 }
    """
        .formatted(days);
  }

  private String[] settings(int page) throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), playbook(60));
    return new String[] {"--trailmark.playbook=" + file, "--trailmark.activation-page=" + page};
  }

  private static void orders(CommandSide app) {
    app.record(
        IntStream.range(0, 60)
            .mapToObj(i -> order("o" + i, "c" + i, ORDERED[i % 3], "10.00"))
            .toArray(String[]::new));
    eventually(() -> state(app, 1).equals("done"));
  }

  private static JsonNode progress(CommandSide app, int version) {
    return app.get("/api/playbooks/" + version + "/activation").body();
  }

  private static String state(CommandSide app, int version) {
    return progress(app, version).path("state").asString();
  }

  private static void activate(CommandSide app) {
    var draft =
        app.post("/api/playbooks?because=test", playbook(30), "Content-Type", "application/yaml");
    assertThat(draft.body().path("version").intValue()).as("%s", draft.body()).isEqualTo(2);
    assertThat(app.post("/api/playbooks/2/activate", "{}").status()).isEqualTo(202);
  }

  /** Counts the reviews that are asked for from now on. */
  private static AtomicInteger reviews(CommandSide app) {
    AtomicInteger reviews = new AtomicInteger();
    app.bean(CommandBus.class)
        .registerHandlerInterceptor(
            (unitOfWork, chain) -> {
              if (unitOfWork.getMessage().getPayload()
                  instanceof CustomerCommand.ReviewMembership) {
                reviews.incrementAndGet();
              }
              return chain.proceed();
            });
    return reviews;
  }

  private static List<String> exits(CommandSide app, String customer) {
    return app.events(customer).stream().filter(e -> e.startsWith("SegmentExited")).toList();
  }

  private static Map<String, String> rows(CommandSide app, String columns, String where) {
    Map<String, String> rows = new TreeMap<>();
    app.jdbc()
        .sql(
            "select source_id, ("
                + columns
                + ")::text from customer join identity using (customer) where "
                + where)
        .query(
            row -> {
              rows.put(row.getString(1), String.valueOf(row.getString(2)));
            });
    return rows;
  }

  private static void movedWhoHadTo(CommandSide app) {
    for (int i = 0; i < 60; i++) {
      assertThat(exits(app, "c" + i)).as("c" + i).hasSize(i % 3 == 1 ? 1 : 0);
    }
  }

  @Test
  void reviewsOnlyThoseWhoseMembershipsChange() throws IOException {
    try (CommandSide app = CommandSide.start(NOW, settings(7))) {
      orders(app);
      // One of them has a snapshot, from which it is read.
      app.record(
          IntStream.range(0, 110)
              .mapToObj(i -> activity("v" + i, "c1", "product_viewed", "2011-12-01T00:00:00Z"))
              .toArray(String[]::new));
      eventually(
          () -> app.jdbc().sql("select count(*) from snapshot").query(Long.class).single() == 1);
      AtomicInteger reviews = reviews(app);

      activate(app);
      eventually(() -> state(app, 2).equals("done"));

      JsonNode progress = progress(app, 2);
      assertThat(progress.path("customers").intValue()).isEqualTo(60);
      assertThat(progress.path("lookedAt").intValue()).isEqualTo(60);
      assertThat(progress.path("toChange").intValue()).isEqualTo(20);
      assertThat(progress.path("changed").intValue()).isEqualTo(20);
      assertThat(progress.path("failed").intValue()).isZero();
      assertThat(reviews).hasValue(20);
      movedWhoHadTo(app);
      long at = Instant.parse(progress.path("at").asString()).toEpochMilli();
      assertThat(exits(app, "c1"))
          .allMatch(
              e ->
                  e.contains("\"recent\"")
                      && e.contains("\"playbookVersion\":2")
                      && e.contains("\"at\":" + at)
                      && e.contains("\"DEFINITION\"")
                      && e.contains("\"quiet\":true"));
      // Who stays is next due when the new definition ends, not the old one.
      long due = Instant.parse(ORDERED[0]).toEpochMilli() + 30L * 86_400_000;
      assertThat(rows(app, "due", "source_id = 'c0'")).containsEntry("c0", "" + due);
      assertThat(state(app, 1)).isEqualTo("done");
    }
  }

  @Test
  void goesOnWhereItWasBrokenOff() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    Map<String, String> first;
    try (CommandSide app = CommandSide.start(database, NOW, settings(10))) {
      orders(app);
      app.jdbc()
          .sql(
              "create function broken() returns trigger language plpgsql as $$ begin raise"
                  + " 'broken'; end $$")
          .update();
      app.jdbc()
          .sql(
              "create trigger broken before update on revision for each row when (new.looked_at >"
                  + " 30) execute function broken()")
          .update();
      activate(app);
      eventually(() -> progress(app, 2).path("lookedAt").intValue() == 30);
      first = rows(app, "customer.xmin", "revision = 2");
      assertThat(first).hasSize(30);
      assertThat(state(app, 2)).isEqualTo("reviewing");
    }
    try (CommandSide app = CommandSide.start(database, "", "--trailmark.activation-page=10")) {
      app.jdbc().sql("drop trigger broken on revision").update();
      eventually(() -> state(app, 2).equals("done"));

      assertThat(progress(app, 2).path("lookedAt").intValue()).isEqualTo(60);
      assertThat(progress(app, 2).path("changed").intValue()).isEqualTo(20);
      movedWhoHadTo(app);
      // Those of the first pages were left alone.
      assertThat(rows(app, "customer.xmin", "revision = 2")).containsAllEntriesOf(first);
    }
  }

  @Test
  void looksAtNobodyAgainAfterARestart() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    Map<String, String> before;
    try (CommandSide app = CommandSide.start(database, NOW, settings(500))) {
      orders(app);
      activate(app);
      eventually(() -> state(app, 2).equals("done"));
      before = rows(app, "customer.xmin", "true");
    }
    try (CommandSide app = CommandSide.join(database)) {
      // What comes to pass by time is done in rounds: this one needs several.
      long soon = app.bean(PostgresBusinessClock.class).millis() + 4_000 - 30L * 86_400_000;
      app.record(order("late", "somebody", Instant.ofEpochMilli(soon).toString(), "10.00"));
      AtomicInteger reviews = reviews(app);
      eventually(() -> !exits(app, "somebody").isEmpty());
      assertThat(reviews).hasValue(1);
      assertThat(rows(app, "customer.xmin", "source_id <> 'somebody'")).isEqualTo(before);
    }
  }

  /** In memory, decided under the version before. */
  @Test
  void decidesWhoIsInMemoryUnderTheNewVersionAtTheirNextActivity() throws IOException {
    try (CommandSide app = CommandSide.start(NOW, settings(500))) {
      orders(app);
      app.bean(TimeDriver.class).stop();
      activate(app);
      long at = Instant.parse(progress(app, 2).path("at").asString()).toEpochMilli();
      assertThat(state(app, 2)).isEqualTo("waiting");

      app.record(activity("v", "c1", "product_viewed", "2011-12-10T00:00:00Z"));

      assertThat(exits(app, "c1"))
          .singleElement()
          .asString()
          .contains("\"recent\"", "\"playbookVersion\":2", "\"at\":" + at, "\"DEFINITION\"");
      app.bean(TimeDriver.class).start();
      eventually(() -> state(app, 2).equals("done"));
      movedWhoHadTo(app);
      // Nothing ranks here, so the activity has decided all there is.
      assertThat(progress(app, 2).path("lookedAt").intValue()).isEqualTo(59);
    }
  }

  /** A transaction that read the old version, on another node, and commits after all the others. */
  @Test
  void findsWhomAHangingTransactionDecidedUnderTheOldVersion() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, NOW, settings(7));
        CommandSide other = CommandSide.join(database)) {
      orders(app);
      other.bean(TimeDriver.class).stop();
      String key = app.key("c1");
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      long now = Instant.parse(NOW).toEpochMilli();
      var view = new NewActivity("test", "m", "product_viewed", now, null, null, Map.of());
      var hanging =
          CompletableFuture.runAsync(
              () ->
                  other
                      .bean(CustomerTransactions.class)
                      .inTransaction(
                          session -> {
                            session.lock(List.of(key));
                            held.countDown();
                            await(go);
                            session.send(
                                new CustomerCommand.RecordActivities(key, List.of(view), false));
                            return true;
                          }));
      await(held);
      activate(app);
      // It holds up nobody else.
      eventually(() -> state(app, 2).equals("settling"));
      eventually(() -> progress(app, 2).path("changed").intValue() == 19);
      assertThat(exits(app, "c1")).isEmpty();

      go.countDown();
      hanging.get();

      assertThat(app.events("c1").getLast()).contains("product_viewed");
      eventually(() -> state(app, 2).equals("done"));
      assertThat(progress(app, 2).path("changed").intValue()).isEqualTo(20);
      movedWhoHadTo(app);
      assertThat(exits(app, "c1")).allMatch(e -> e.contains("\"DEFINITION\""));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void looksAtEverybodyOnceWithTwoNodes() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    String[] settings = settings(3);
    try (CommandSide app = CommandSide.start(database, NOW, settings);
        CommandSide other = CommandSide.start(database, "", settings[1])) {
      orders(app);
      AtomicInteger mine = reviews(app);
      AtomicInteger others = reviews(other);
      activate(app);
      eventually(() -> state(app, 2).equals("done"));
      assertThat(progress(other, 2).path("lookedAt").intValue()).isEqualTo(60);
      assertThat(mine.get() + others.get()).isEqualTo(20);
      movedWhoHadTo(app);
      assertThat(rows(app, "revision", "revision <> 2")).isEmpty();
    }
  }

  @Test
  void leavesOutACustomerThatCannotBeReadAndGoesOn() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, NOW, settings(500))) {
      orders(app);
      app.bean(TimeDriver.class).stop();
      activate(app);
      app.jdbc()
          .sql(
              "update domain_event set payload = 'broken'::bytea where aggregate = (select customer"
                  + " from identity where source_id = 'c2')")
          .update();
      app.bean(TimeDriver.class).start();
      eventually(() -> state(app, 2).equals("done"));
      assertThat(progress(app, 2).path("failed").intValue()).isEqualTo(1);
      assertThat(progress(app, 2).path("changed").intValue()).isEqualTo(20);
      assertThat(rows(app, "due", "source_id = 'c2'")).containsEntry("c2", "null");
    }
  }

  /** "Quiet are those caused by a changed definition, unless activation says start-sequences." */
  @Test
  void startsSequencesForThoseItMovesOnlyWhenAsked() throws IOException {
    try (CommandSide app = CommandSide.start(NOW, settings(500))) {
      orders(app);
      for (String id : List.of("calm", "loud")) {
        String yaml =
            playbook(60)
                + """
                  - id: %s
                    when: { since-last: order_placed, at-least: 30d, less-than: 60d }
                sequences:
                  %s-mail:
                    for: %s
                    steps: [ { wait: 1d }, { send: hello } ]
                """
                    .formatted(id, id, id);
        int version =
            app.post("/api/playbooks", yaml, "Content-Type", "application/yaml")
                .body()
                .path("version")
                .intValue();
        app.post(
            "/api/playbooks/" + version + "/activate",
            "{\"startSequences\":" + id.equals("loud") + "}");
        eventually(() -> state(app, version).equals("done"));
      }
      assertThat(app.events("c1").stream().filter(e -> e.startsWith("SegmentEntered")))
          .anyMatch(e -> e.contains("\"calm\""))
          .anyMatch(e -> e.contains("\"loud\""));
      assertThat(app.events("c1").stream().filter(e -> e.startsWith("RunStarted")))
          .singleElement()
          .asString()
          .contains("loud-mail");
      assertThat(app.events("c0")).noneMatch(e -> e.startsWith("RunStarted"));
    }
  }

  private static int drafted(CommandSide app, String top) {
    String yaml =
        """
        playbook: log-ins
        zone: UTC
        currency: GBP
        segments:
          - id: seen
            when: { count: logged_in, at-least: 1 }
        """
            + top;
    return app.post("/api/playbooks?because=test", yaml, "Content-Type", "application/yaml")
        .body()
        .path("version")
        .intValue();
  }

  private static void activated(CommandSide app, int version) {
    app.post("/api/playbooks/" + version + "/activate", "{\"because\":\"test\"}");
    eventually(() -> state(app, version).equals("done"));
  }

  /**
   * A version that comes back ranks by what changed while another was active, also where a customer
   * has decided something by themselves since, and is in memory as of that very version.
   */
  @Test
  void ranksByWhatChangedWhileAnotherVersionWasActive() {
    try (CommandSide app = CommandSide.start(NOW)) {
      String top = "  - id: top\n    when: { top: 10%, of: { count: logged_in } }\n";
      activated(app, drafted(app, top));
      for (int i = 0; i < 10; i++) {
        for (int n = 0; n <= i; n++) {
          app.record(activity("l" + i + "-" + n, "c" + i, "logged_in", ORDERED[0]));
        }
      }
      activated(app, drafted(app, ""));
      app.record(
          IntStream.range(0, 20)
              .mapToObj(n -> activity("more" + n, "c0", "logged_in", ORDERED[0]))
              .toArray(String[]::new));
      app.stopTime();
      app.post("/api/playbooks/2/activate", "{\"because\":\"test\"}");
      app.record(activity("view", "c0", "product_viewed", ORDERED[0]));
      app.bean(TimeDriver.class).start();
      eventually(() -> state(app, 2).equals("done"));

      eventually(
          () ->
              app.events("c0").stream()
                  .anyMatch(e -> e.startsWith("SegmentEntered") && e.contains("\"top\"")));
      assertThat(rows(app, "revision", "revision <> 4")).isEmpty();
    }
  }

  /** Both may wait for customers that the other holds: neither does for ever. */
  @Test
  void getsAlongWithActivitiesThatComeMeanwhile() throws Exception {
    try (CommandSide app = CommandSide.start(NOW, settings(5))) {
      orders(app);
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int w = 0; w < 3; w++) {
        int writer = w;
        writers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < 10; n++) {
                    String id = "w" + writer + "-" + n;
                    app.record(
                        IntStream.range(0, 60)
                            .mapToObj(
                                i -> activity(id + "-" + i, "c" + i, "product_viewed", ORDERED[0]))
                            .toArray(String[]::new));
                  }
                }));
      }
      activate(app);
      for (CompletableFuture<Void> writer : writers) {
        writer.get();
      }
      eventually(() -> state(app, 2).equals("done"));
      movedWhoHadTo(app);
      assertThat(rows(app, "revision", "revision <> 2")).isEmpty();
    }
  }
}
