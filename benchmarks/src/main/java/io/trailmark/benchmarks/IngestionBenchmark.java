package io.trailmark.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests of 500 activities for 200 customers beside a raw JDBC batch insert of the same event
 * rows, with the same indexes and as many rows before them, into the same PostgreSQL (one
 * connection, one commit per batch of 500, fsync on): recorded by the command side alone, and
 * recorded and projected by the whole server. Rounds take turns, so that all have the same
 * neighbours. Then requests of one activity each: as many as can be, and at half that rate how long
 * each takes from when it is due.
 *
 * <p>Arguments: customers (100000), seconds of warm-up of each server (60: until then the JVM
 * spends a third of the machine on compiling), rounds (6), requests a round (60), connections (16),
 * port (8096).
 */
public final class IngestionBenchmark {
  private static final int BATCH = IngestionLoad.BATCH;
  private static final int SECONDS = 20;

  private static final String COLUMNS =
      "aggregate, sequence, aggregate_type, recorded_at, payload_type, payload";

  private final IngestionLoad load;
  private final int requests;
  private double rawPostgres;

  private IngestionBenchmark(IngestionLoad load, int requests) {
    this.load = load;
    this.requests = requests;
  }

  public static void main(String[] args) throws Exception {
    int customers = Arguments.number(args, 0, 100_000);
    int warmUp = Arguments.number(args, 1, 60);
    int rounds = Arguments.number(args, 2, 6);
    int requests = Arguments.number(args, 3, 60);
    int connections = Arguments.number(args, 4, 16);
    int port = Arguments.number(args, 5, 8096);
    System.out.printf(
        "ingestion: %d rounds of %,d requests of %d activities, %,d customers, %d connections,"
            + " %d cores, after %d s of it%n",
        rounds,
        requests,
        BATCH,
        customers,
        connections,
        Runtime.getRuntime().availableProcessors(),
        warmUp);
    Path folder = Files.createTempDirectory("trailmark-ingest");
    String[] now = {"--now", "2011-12-10T00:00:00Z"};
    try (Server alone = Server.commandSide(folder.resolve("alone"), port, now);
        Server whole = Server.start(folder.resolve("whole"), port + 1, now)) {
      IngestionLoad load = new IngestionLoad(customers, connections);
      load.warmUp(alone, warmUp);
      load.warmUp(whole, warmUp);
      whole.awaitProjected();
      IngestionBenchmark benchmark = new IngestionBenchmark(load, requests);
      benchmark.batches(alone, whole, rounds);
      benchmark.singles(whole);
      alone.stopPostgres();
    }
  }

  private void batches(Server alone, Server whole, int rounds) throws Exception {
    double recorded = 0;
    double answered = 0;
    double projected = 0;
    double raw = 0;
    long copied = 0;
    double ofServer = 0;
    double ofPostgres = 0;
    for (int round = 0; round < rounds; round++) {
      List<byte[]> bodies = load.bodies(requests, "run-" + round, round);
      copied = copy(alone, copied);
      double server = alone.processor();
      double postgres = alone.postgresProcessor();
      long start = System.nanoTime();
      load.post(alone, bodies);
      recorded += Elapsed.seconds(start);
      ofServer += alone.processor() - server;
      ofPostgres += alone.postgresProcessor() - postgres;
      raw += raw(alone, copied);
      start = System.nanoTime();
      load.post(whole, bodies);
      answered += Elapsed.seconds(start);
      whole.awaitProjected();
      projected += Elapsed.seconds(start);
    }
    double n = (double) rounds * requests * BATCH;
    System.out.printf("raw batch insert       %,8.0f rows/s%n", n / raw);
    tell("command side alone", n, recorded, raw);
    System.out.printf(
        "  processor            %.0f us an activity by the server, %.0f by PostgreSQL; raw %.0f by"
            + " PostgreSQL%n",
        ofServer / n * 1e6, ofPostgres / n * 1e6, rawPostgres / n * 1e6);
    tell("answered, all live", n, answered, raw);
    tell("answered, projected", n, projected, raw);
  }

  private static void tell(String what, double n, double took, double raw) {
    System.out.printf("%-22s %,8.0f activities/s, %.2f of raw%n", what, n / took, raw / took);
  }

  /** As many as can be over as many connections, and over three times as many. */
  private void singles(Server server) throws Exception {
    one(server, load, 0, "warm");
    tellMost(load, one(server, load, 0, "most").length);
    IngestionLoad more = new IngestionLoad(load.customers(), 3 * load.connections());
    int most = one(server, more, 0, "more").length;
    tellMost(more, most);
    long[] took = one(server, more, most / 2.0 / SECONDS, "half");
    Arrays.sort(took);
    System.out.printf(
        "at half that rate      p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, most %.1f ms%n",
        took[took.length / 2] / 1e6,
        took[took.length * 99 / 100] / 1e6,
        took[(int) (took.length * 0.999)] / 1e6,
        took[took.length - 1] / 1e6);
    server.awaitProjected();
  }

  private static void tellMost(IngestionLoad load, int requests) {
    System.out.printf(
        "one activity a request %,8.0f requests/s over %d connections%n",
        (double) requests / SECONDS, load.connections());
  }

  /**
   * Requests of one activity for some seconds.
   *
   * @param rate a second, of all connections; 0: as many as can be
   * @return of each, nanoseconds from when it was due
   */
  private long[] one(Server server, IngestionLoad load, double rate, String prefix)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Long> took = Collections.synchronizedList(new ArrayList<>());
    long start = System.nanoTime();
    long end = start + SECONDS * 1_000_000_000L;
    load.connected(
        server,
        client -> {
          while (true) {
            int i = next.getAndIncrement();
            long due = rate == 0 ? System.nanoTime() : start + (long) (i * 1e9 / rate);
            if (due > end) {
              return;
            }
            if (due > System.nanoTime()) {
              LockSupport.parkNanos(due - System.nanoTime());
            }
            Activity a =
                new Activity(
                    prefix + i,
                    "b" + ThreadLocalRandom.current().nextInt(load.customers()),
                    "product_viewed",
                    IngestionLoad.NOW - i,
                    null);
            IngestionLoad.accepted(client.post(Server.batch(List.of(a)).getBytes(UTF_8)), 1);
            took.add(System.nanoTime() - due);
          }
        });
    return took.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Seconds it takes one connection to insert again the activities that were recorded since, into a
   * table that holds what the log held before: an empty one would have shallow indexes, all of them
   * in the processor's caches.
   *
   * @param since position in the log
   */
  private double raw(Server server, long since) throws Exception {
    try (Connection db = server.database();
        Statement sql = db.createStatement();
        ResultSet recorded =
            sql.executeQuery(
                ("select " + COLUMNS + " from domain_event where global_index > " + since)
                    + " and payload_type like '%.ActivityRecorded' order by global_index");
        PreparedStatement insert =
            db.prepareStatement(
                "insert into raw_event (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?)")) {
      List<Object[]> read = new ArrayList<>();
      while (recorded.next()) {
        read.add(
            new Object[] {
              recorded.getString(1),
              recorded.getLong(2),
              recorded.getString(3),
              recorded.getLong(4),
              recorded.getString(5),
              recorded.getBytes(6)
            });
      }
      db.setAutoCommit(false);
      double postgres = server.postgresProcessor();
      long start = System.nanoTime();
      int inBatch = 0;
      for (Object[] row : read) {
        for (int i = 0; i < row.length; i++) {
          insert.setObject(i + 1, row[i]);
        }
        insert.addBatch();
        if (++inBatch == BATCH) {
          insert.executeBatch();
          db.commit();
          inBatch = 0;
        }
      }
      insert.executeBatch();
      db.commit();
      double took = Elapsed.seconds(start);
      rawPostgres += server.postgresProcessor() - postgres;
      return took;
    }
  }

  /**
   * Brings a table like the log up to date with it.
   *
   * @param since position that it is up to date with, 0: there is none yet
   * @return the newest position
   */
  private static long copy(Server server, long since) throws Exception {
    try (Connection db = server.database();
        Statement sql = db.createStatement()) {
      if (since == 0) {
        sql.execute("create table raw_event (like domain_event including all)");
      }
      sql.execute(
          ("insert into raw_event (" + COLUMNS + ") select " + COLUMNS + " from domain_event")
              + (" where global_index > " + since + " order by global_index")
              + " on conflict do nothing");
      sql.execute("vacuum raw_event");
      try (ResultSet newest = sql.executeQuery("select max(global_index) from domain_event")) {
        newest.next();
        return newest.getLong(1);
      }
    }
  }
}
