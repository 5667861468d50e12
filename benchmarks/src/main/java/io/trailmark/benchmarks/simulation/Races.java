package io.trailmark.benchmarks.simulation;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Messages that come due at the very moment at which something speaks against them. What came first
 * by the order of commits decides, and nothing else: each race is looked at in the event table.
 */
public final class Races implements AutoCloseable {
  private static final long START = Instant.parse("2012-05-01T09:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000L;
  private static final int TOGETHER = 100;
  private static final int CLIENTS = 6;
  private static final int TOLD = 10;

  /** What comes between. */
  public enum Against {
    /** The goal, which also cancels the deadline that is firing. */
    ORDER,
    CONSENT_TAKEN_BACK,
    /** Of who orders at the same time, too. */
    ERASURE
  }

  private record Event(String type, String message, String detail) {}

  private final EmbeddedPostgres postgres;
  private final SteppedClock clock = new SteppedClock(START);
  private final Path handedOver;
  private final Marked marked = new Marked();
  private final Node node;
  private final Due due;
  private final Random random;
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private int customers;

  private Races(EmbeddedPostgres postgres, Path home, Path playbook, long seed) {
    this.postgres = postgres;
    this.handedOver = home.resolve("handed-over");
    this.random = new Random(seed);
    Faults none = Faults.of("none");
    this.node =
        Node.start(
            postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", ""),
            playbook.toString(),
            clock,
            new HandedOver(handedOver, none),
            none);
    marked.watch(node.bean(org.axonframework.commandhandling.CommandBus.class));
    this.due = new Due(List.of(node));
  }

  /** A command side on a database of its own. */
  public static Races in(Path home, long seed) throws IOException {
    Path playbook = home.resolve("races.yaml");
    try (InputStream in = Races.class.getResourceAsStream("/simulation/races.yaml")) {
      Files.write(playbook, in.readAllBytes());
    }
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
    return new Races(postgres, home, playbook, seed);
  }

  /**
   * Lets something race with a message so many times.
   *
   * @return whether nothing happened that must not
   */
  public boolean race(Against against, int times) throws Exception {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int done = 0; done < times; done += TOGETHER) {
      int n = Math.min(TOGETHER, times - done);
      int first = customers;
      customers += n;
      race(against, first, n);
      look(first, n, outcomes, wrong);
    }
    System.out.printf(
        "%s against a message that is due, %,d times: %s%n",
        against.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), times, outcomes);
    wrong.stream().limit(TOLD).forEach(w -> System.out.println("  WRONG: " + w));
    return wrong.isEmpty();
  }

  private void race(Against against, int first, int n) throws Exception {
    List<String> signUps = new ArrayList<>();
    for (int c = first; c < first + n; c++) {
      node.jdbc()
          .sql("insert into identity (customer, source_id) values (?, ?)")
          .params(List.of(Behaviour.key(c), Behaviour.source(c)))
          .update();
      signUps.add(activity(c, "signed_up", "{}"));
    }
    tell(signUps);
    due.await(clock.millis());
    due.forget();
    clock.step(clock.millis() + HOUR);
    List<Callable<Boolean>> moves = new ArrayList<>();
    for (int c = first; c < first + n; c++) {
      int customer = c;
      int pause = random.nextInt(1_500);
      moves.add(
          () -> {
            Thread.sleep(ThreadLocalRandom.current().nextInt(3));
            move(against, customer, pause);
            return true;
          });
    }
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (Future<Boolean> moved : clients.invokeAll(moves)) {
        moved.get();
      }
    }
    due.await(clock.millis());
    // The second message: none where the first was stopped.
    clock.step(clock.millis() + HOUR);
    due.await(clock.millis());
    due.forget();
  }

  private void move(Against against, int customer, int pause) throws Exception {
    for (int i = 0; i < pause; i++) {
      Thread.onSpinWait();
    }
    String path = "/v1/customers/" + Behaviour.source(customer);
    switch (against) {
      case ORDER ->
          tell(
              List.of(
                  activity(
                      customer,
                      "order_placed",
                      "{\"orderId\":\"o" + customer + "\",\"amount\":\"1.00\"}")));
      case CONSENT_TAKEN_BACK ->
          node.send(
              "PUT",
              path + "/consents",
              "{\"consents\":[{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":false}]}");
      case ERASURE -> node.send("DELETE", path, "");
    }
    answered.put(Behaviour.key(customer), System.nanoTime());
  }

  private void tell(List<String> activities) throws Exception {
    node.send("POST", "/v1/activities", "{\"activities\":[" + String.join(",", activities) + "]}");
  }

  private String activity(int customer, String kind, String properties) {
    return """
    {"messageId":"%s-%d","customerId":"%s","kind":"%s","occurredAt":"%s","properties":%s}\
    """
        .formatted(kind, customer, Behaviour.source(customer), kind, clock.instant(), properties);
  }

  private void look(int first, int n, Map<String, Integer> outcomes, List<String> wrong)
      throws IOException {
    Set<String> went =
        new HashSet<>(Files.exists(handedOver) ? Files.readAllLines(handedOver) : List.of());
    Map<String, List<Event>> events = events(Behaviour.key(first), Behaviour.key(first + n - 1));
    events.forEach(
        (customer, all) -> {
          String outcome = outcome(customer, all, went, wrong);
          outcomes.merge(outcome, 1, Integer::sum);
        });
    if (events.size() != n) {
      wrong.add(events.size() + " customers instead of " + n);
    }
    for (String table : List.of("deadline", "waiting_run")) {
      long left = node.jdbc().sql("select count(*) from " + table).query(Long.class).single();
      if (left > 0) {
        wrong.add(left + " rows left in " + table);
      }
    }
  }

  private String outcome(String customer, List<Event> all, Set<String> went, List<String> wrong) {
    boolean stopped = false;
    Map<String, String> ended = new HashMap<>();
    Set<String> sending = new HashSet<>();
    for (Event e : all) {
      switch (e.type()) {
        case "CustomerErased" -> stopped = true;
        case "RunEnded" -> stopped |= !e.detail().equals("COMPLETED");
        case "MessageIntended" -> {
          if (stopped || ended.put(e.message(), "pending") != null) {
            wrong.add("intended twice or after the end: " + e);
          }
        }
        case "MessageSending" -> {
          if (stopped || !sending.add(e.message())) {
            wrong.add("marked twice or after the end: " + e);
          }
          if (marked.at(e.message()) > answered.getOrDefault(customer, Long.MAX_VALUE)) {
            wrong.add("asked for and marked after the answer: " + e);
          }
        }
        case "MessageSent", "MessageSkipped", "MessageFailed", "MessageUnknown" -> {
          if (!"pending".equals(ended.put(e.message(), e.type() + " " + e.detail()))) {
            wrong.add("ended twice: " + e);
          }
        }
        default -> {}
      }
    }
    ended.forEach(
        (message, how) -> {
          if (how.equals("pending") || how.startsWith("MessageSent") != went.contains(message)) {
            wrong.add(message + " is " + how + ", handed over: " + went.contains(message));
          }
        });
    return String.valueOf(new TreeMap<>(ended).values().stream().map(String::strip).toList());
  }

  private Map<String, List<Event>> events(String first, String last) {
    Map<String, List<Event>> events = new TreeMap<>();
    node.jdbc()
        .sql(
            "select aggregate, regexp_replace(payload_type, '.*\\.', ''), coalesce(e->>'run' || '/'"
                + " || (e->>'step'), ''), coalesce(e->>'reason', '') from (select aggregate,"
                + " sequence, payload_type, convert_from(payload, 'UTF8')::json as e from"
                + " domain_event where aggregate between ? and ?) x order by aggregate, sequence")
        .params(List.of(first, last))
        .query(
            row -> {
              events
                  .computeIfAbsent(row.getString(1), c -> new ArrayList<>())
                  .add(new Event(row.getString(2), row.getString(3), row.getString(4)));
            });
    return events;
  }

  @Override
  public void close() throws IOException {
    node.close();
    postgres.close();
  }
}
