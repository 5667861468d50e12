package io.trailmark.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many runs that wait: how long a server takes to start with them, what each takes in the database,
 * how many due steps a second are taken, and how long it is from a customer's move to the first
 * intent at 200 moves a second.
 *
 * <p>Arguments: runs (100000), port (8094).
 */
public final class ActiveRuns {
  private static final Instant START = Instant.parse("2012-05-01T09:00:00Z");
  private static final int BATCH = 1_000;
  private static final int MOVES_A_SECOND = 200;
  private static final int SECONDS = 30;
  private static final int CONNECTIONS = 16;
  private static final String INTENTS =
      "select count(*) from domain_event where payload_type like '%.MessageIntended'";

  private static final String OUTCOMES =
      "select count(*) from domain_event where payload_type ~ '\\.Message(Sent|Skipped|Failed)$'";

  private ActiveRuns() {}

  public static void main(String[] args) throws Exception {
    int runs = Arguments.number(args, 0, 100_000);
    int port = Arguments.number(args, 1, 8094);
    System.out.printf("%,d active runs%n", runs);
    Path home = Files.createTempDirectory("trailmark-runs");
    Path data = home.resolve("data");
    Path playbook = home.resolve("active-runs.yaml");
    try (InputStream in = ActiveRuns.class.getResourceAsStream("/simulation/active-runs.yaml")) {
      Files.write(playbook, in.readAllBytes());
    }
    try (Server server =
            Server.start(data, port, "--now", START.toString(), "--playbook", playbook.toString());
        Connection db = server.database()) {
      fill(server, db, runs);
      move(server, db);
    }
    long began = System.nanoTime();
    // A day and an hour later: the first step of all is due.
    try (Server server =
            Server.start(data, port, "--now", START.plusSeconds(25 * 3_600).toString());
        Connection db = server.database()) {
      System.out.printf(
          "start until it answers: %.1f s (goal 20); %s%n", Elapsed.seconds(began), load());
      take(db, runs);
    }
  }

  private static String load() {
    return "load average %.1f"
        .formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void fill(Server server, Connection db, int runs) throws Exception {
    long began = System.nanoTime();
    try (LeanClient client = server.lean()) {
      for (int i = 0; i < runs; i += BATCH) {
        List<Activity> some = new ArrayList<>();
        for (int c = i; c < Math.min(runs, i + BATCH); c++) {
          some.add(new Activity("s" + c, "waiting-" + c, "signed_up", START.toEpochMilli(), null));
        }
        accept(client, some);
      }
    }
    System.out.printf("begun in %.0f s", Elapsed.seconds(began));
    while (count(db, "select count(*) from deadline") < runs) {
      Thread.sleep(200);
    }
    System.out.printf(", wait after %.0f s; %s%n", Elapsed.seconds(began), load());
    db.createStatement().execute("vacuum analyze waiting_run");
    db.createStatement().execute("vacuum analyze deadline");
    long bytes = 0;
    for (String table : List.of("waiting_run", "deadline")) {
      long own = count(db, "select pg_total_relation_size('" + table + "')");
      System.out.printf("  %s: %,d bytes a run%n", table, own / runs);
      bytes += own;
    }
    System.out.printf("  together: %,d bytes a run%n", bytes / runs);
  }

  private static void accept(LeanClient client, List<Activity> some) throws IOException {
    Server.Answer answer = client.post(Server.batch(some).getBytes(StandardCharsets.UTF_8));
    if (Server.number(answer.body(), "accepted") != some.size()) {
      throw new IllegalStateException(answer.toString());
    }
  }

  /** Each by a request of its own, evenly, over as many connections as it takes. */
  private static void move(Server server, Connection db) throws Exception {
    long began = System.nanoTime();
    int moves = MOVES_A_SECOND * SECONDS;
    AtomicInteger next = new AtomicInteger();
    List<Callable<Boolean>> clients =
        Collections.nCopies(
            CONNECTIONS,
            () -> {
              try (LeanClient client = server.lean()) {
                for (int i = next.getAndIncrement(); i < moves; i = next.getAndIncrement()) {
                  move(client, i, began + i * 1_000_000_000L / MOVES_A_SECOND);
                }
              }
              return true;
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (Future<Boolean> client : threads.invokeAll(clients)) {
        client.get();
      }
    }
    double took = Elapsed.seconds(began);
    while (count(db, INTENTS) < moves) {
      Thread.sleep(100);
    }
    try (ResultSet row = db.createStatement().executeQuery(LATENCY)) {
      row.next();
      System.out.printf(
          "%,d moves, %.0f a second: from the move to the first intent p50 %.0f ms, p99 %.0f ms"
              + " (goal 2,000), most %.0f ms; %s%n",
          moves, moves / took, row.getDouble(1), row.getDouble(2), row.getDouble(3), load());
    }
  }

  private static void move(LeanClient client, int i, long when) throws Exception {
    long wait = when - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
    accept(
        client,
        List.of(
            new Activity("m" + i, "moving-" + i, "cart_item_added", START.toEpochMilli(), null)));
  }

  private static final String LATENCY =
      """
      select percentile_cont(0.5) within group (order by ms),
        percentile_cont(0.99) within group (order by ms), max(ms)
      from (
        select max(recorded_at) filter (where payload_type like '%.MessageIntended')
          - max(recorded_at) filter (where payload_type like '%.SegmentEntered') as ms
        from domain_event
        where payload_type like '%.MessageIntended' or payload_type like '%.SegmentEntered'
        group by aggregate) x
      where ms is not null
      """;

  private static void take(Connection db, int runs) throws SQLException, InterruptedException {
    long before = count(db, INTENTS);
    long began = System.nanoTime();
    long intents = before;
    long waiting = count(db, "select count(*) from deadline where due <= " + firstDue());
    long left = waiting;
    while (left > 0) {
      Thread.sleep(1_000);
      left = count(db, "select count(*) from deadline where due <= " + firstDue());
    }
    double seconds = Elapsed.seconds(began);
    intents = count(db, INTENTS);
    System.out.printf(
        "%,d due steps left at the start of %,d, taken in %.1f s: %.0f a second (goal 500);"
            + " %,d intents more; %s%n",
        waiting, runs, seconds, waiting / seconds, intents - before, load());
    while (count(db, OUTCOMES) < intents) {
      Thread.sleep(1_000);
    }
    seconds = Elapsed.seconds(began);
    System.out.printf(
        "all of them composed into the outbox and recorded after %.1f s: %.0f messages a second;"
            + " %s%n",
        seconds, (intents - before) / seconds, load());
  }

  private static long firstDue() {
    return START.plusSeconds(25 * 3_600).toEpochMilli();
  }

  private static long count(Connection db, String sql) throws SQLException {
    try (ResultSet row = db.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
