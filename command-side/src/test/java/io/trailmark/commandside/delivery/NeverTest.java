package io.trailmark.commandside.delivery;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.link.Links;
import io.trailmark.eventstore.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What must never happen, by races and by crashes of modest number. */
class NeverTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final int PEOPLE = 300;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final HttpClient http = HttpClient.newHttpClient();

  /** When each message was made ready and when it was handed over; nanoseconds. */
  private static final class Watched implements Delivery {
    final Map<String, Long> ready = new ConcurrentHashMap<>();
    final Map<String, Integer> handed = new ConcurrentHashMap<>();

    @Override
    public String name() {
      return "watched";
    }

    @Override
    public Ready ready(Message message) {
      ready.put(message.customer(), System.nanoTime());
      return new Ready(message, null, () -> deliver(message));
    }

    @Override
    public void deliver(Message message) {
      handed.merge(message.customer(), 1, Integer::sum);
    }
  }

  private interface Stopping {
    /** Whether it did. */
    boolean stop(CommandSide app, String customer, String key) throws Exception;
  }

  private Map<String, String> people(CommandSide app) {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      String who = "c" + i;
      orders.add(order("o" + i, who, "2011-03-01T11:00:00Z", "10.00"));
      app.put("/v1/customers/" + who, "{\"email\":\"%s@example.invalid\"}".formatted(who));
    }
    app.record(orders.toArray(String[]::new));
    Map<String, String> keys = new HashMap<>();
    app.jdbc()
        .sql("select source_id, customer from identity")
        .query((row, n) -> keys.put(row.getString(1), row.getString(2)))
        .list();
    return keys;
  }

  private void race(Stopping stopping, String stopped) throws Exception {
    System.out.println("seed " + seed);
    Watched watched = new Watched();
    try (CommandSide app =
            CommandSide.sendingBy(
                Map.of("email", watched),
                TestPostgres.freshDatabase(),
                NOON,
                CommandSide.TWO_SEQUENCES);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      app.stopTime();
      Map<String, String> keys = people(app);
      Map<String, Long> acknowledged = new ConcurrentHashMap<>();
      List<Future<?>> all = new ArrayList<>();
      keys.forEach(
          (who, key) -> {
            // Half of them when the message is about to be marked.
            boolean close = random.nextBoolean();
            int pause = random.nextInt(40);
            all.add(
                threads.submit(
                    () -> {
                      app.bean(CustomerTransactions.class)
                          .send(CommandSide.takeSteps(key, "2011-03-04T12:00:00Z"));
                      Thread.sleep(close ? 0 : pause);
                      for (int i = 0; close && i < 10_000 && !watched.ready.containsKey(key); i++) {
                        Thread.sleep(Duration.ofNanos(500_000));
                      }
                      if (stopping.stop(app, who, key)) {
                        acknowledged.put(key, System.nanoTime());
                      }
                      return null;
                    }));
          });
      for (Future<?> one : all) {
        one.get();
      }
      eventually(
          () -> app.jdbc().sql("select count(*) from delivery").query(Long.class).single() == 0);
      assertThat(watched.handed.values()).as("seed " + seed).allMatch(times -> times == 1);
      watched.handed.keySet().stream()
          .filter(key -> watched.ready.get(key) > acknowledged.getOrDefault(key, Long.MAX_VALUE))
          .forEach(key -> assertThat(key).as("stopped and sent, seed " + seed).isNull());
      List<String> wrong =
          app.jdbc()
              .sql(
                  "select e.aggregate from domain_event e join domain_event s on s.aggregate ="
                      + " e.aggregate and s.sequence > e.sequence and s.payload_type like"
                      + " '%MessageSending' where convert_from(e.payload, 'UTF8') || e.payload_type"
                      + " like ?")
              .param(stopped)
              .query(String.class)
              .list();
      assertThat(wrong).as("marked after it was stopped, seed " + seed).isEmpty();
      System.out.println(watched.handed.size() + " of " + PEOPLE + " were faster");
      assertThat(watched.handed.size()).isBetween(1, PEOPLE - 1);
    }
  }

  @Test
  void sendsNothingAfterSomebodyUnsubscribed() throws Exception {
    race(
        (app, who, key) -> {
          String link =
              app.bean(Links.class)
                  .of(new Delivery.Message(key, key + "/post-purchase/1", "", 0, "email", "t"))
                  .unsubscribe();
          assertThat(
                  http.send(
                          HttpRequest.newBuilder(URI.create(link))
                              .POST(HttpRequest.BodyPublishers.noBody())
                              .build(),
                          HttpResponse.BodyHandlers.ofString())
                      .statusCode())
              .isEqualTo(200);
          return true;
        },
        "%\"unsubscribed\"%");
  }

  @Test
  void sendsNothingAfterAnErasure() throws Exception {
    race((app, who, key) -> app.delete("/v1/customers/" + who).status() == 204, "%CustomerErased");
  }

  @Test
  void sendsNothingAfterASuppression() throws Exception {
    race(
        (app, who, key) ->
            app.post(
                        "/v1/suppressions",
                        "{\"channel\":\"email\",\"address\":\"%s@example.invalid\",\"reason\":\"x\"}"
                            .formatted(who))
                    .status()
                == 204,
        "no event");
  }

  @Test
  void sendsNothingAfterAPause() throws Exception {
    AtomicInteger done = new AtomicInteger();
    race(
        (app, who, key) -> {
          if (done.incrementAndGet() == PEOPLE / 2) {
            String id = app.post("/api/pauses", "{\"all\":true}").body().path("id").asString();
            int before = sent(app);
            Thread.sleep(300);
            assertThat(sent(app)).isEqualTo(before);
            app.delete("/api/pauses/" + id);
          }
          return done.get() % 2 == 0 && app.delete("/v1/customers/" + who).status() == 204;
        },
        "%CustomerErased");
  }

  private static int sent(CommandSide app) {
    return app.jdbc()
        .sql("select count(*) from domain_event where payload_type like '%MessageSending'")
        .query(Integer.class)
        .single();
  }

  /** A crash between mark and outcome: unknown, and handed over once. */
  @Test
  void repeatsNothingAfterACrash() throws Exception {
    Map<String, Integer> handed = new ConcurrentHashMap<>();
    AtomicInteger crashed = new AtomicInteger();
    Delivery crashing =
        new QueueTest.Told(
            "crashing",
            message -> {
              int times = handed.merge(message.customer(), 1, Integer::sum);
              if (times == 1 && Math.floorMod(message.customer().hashCode(), 3) == 0) {
                crashed.incrementAndGet();
                throw new StackOverflowError("gone");
              }
            });
    try (CommandSide app =
        CommandSide.sendingBy(
            Map.of("email", crashing),
            TestPostgres.freshDatabase(),
            NOON,
            CommandSide.TWO_SEQUENCES)) {
      app.stopTime();
      Map<String, String> keys = people(app);
      keys.values()
          .forEach(
              key ->
                  app.bean(CustomerTransactions.class)
                      .send(CommandSide.takeSteps(key, "2011-03-04T12:00:00Z")));
      eventually(
          () -> app.jdbc().sql("select count(*) from delivery").query(Long.class).single() == 0);
      assertThat(handed.values()).hasSize(PEOPLE).allMatch(times -> times == 1);
      Map<String, Integer> outcomes = new HashMap<>();
      app.jdbc()
          .sql(
              "select regexp_replace(payload_type, '.*\\.', ''), count(*) from domain_event where"
                  + " payload_type ~ 'Message(Sent|Unknown|Failed|Skipped)' group by 1")
          .query((row, n) -> outcomes.put(row.getString(1), row.getInt(2)))
          .list();
      assertThat(outcomes)
          .containsEntry("MessageUnknown", crashed.get())
          .containsEntry("MessageSent", PEOPLE - crashed.get())
          .hasSize(2);
    }
  }
}
