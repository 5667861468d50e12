package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Requests of 500 activities for 200 customers, recorded, reviewed and projected, beside a raw JDBC
 * batch insert of the same event rows with the same indexes into the same PostgreSQL (one commit
 * per batch of 500, fsync on). Rounds of the one and of the other take turns, so that both have the
 * same neighbours.
 *
 * <p>Arguments: customers (100000), seconds of warm-up (100: until then the JVM spends a third of
 * the machine on compiling), rounds (6), requests a round (60), connections (4), port (8096).
 */
public final class IngestionBenchmark {
  private static final long NOW = 1_323_475_200_000L;
  private static final int BATCH = 500;
  private static final int CUSTOMERS_OF_A_BATCH = 200;
  private static final int WARM_UP_REQUESTS = 40;

  private IngestionBenchmark() {}

  public static void main(String[] args) throws Exception {
    int customers = argument(args, 0, 100_000);
    int warmUp = argument(args, 1, 100);
    int rounds = argument(args, 2, 6);
    int requests = argument(args, 3, 60);
    int connections = argument(args, 4, 4);
    int port = argument(args, 5, 8096);
    System.out.printf(
        "ingestion: %d rounds of %,d requests of %d activities for %d of %,d customers, %d"
            + " connections, %d cores, after %d s of it%n",
        rounds,
        requests,
        BATCH,
        CUSTOMERS_OF_A_BATCH,
        customers,
        connections,
        Runtime.getRuntime().availableProcessors(),
        warmUp);
    Path data = Files.createTempDirectory("trailmark-ingest").resolve("data");
    try (Server server = Server.start(data, port, "--now", "2011-12-10T00:00:00Z")) {
      long end = System.nanoTime() + warmUp * 1_000_000_000L;
      for (int i = 0; System.nanoTime() < end; i++) {
        post(server, bodies(WARM_UP_REQUESTS, customers, "warm-" + i, -1 - i), connections);
      }
      server.awaitProjected();
      double answered = 0;
      double projected = 0;
      double raw = 0;
      for (int round = 0; round < rounds; round++) {
        List<String> bodies = bodies(requests, customers, "run-" + round, round);
        long start = System.nanoTime();
        post(server, bodies, connections);
        answered += seconds(start);
        server.awaitProjected();
        projected += seconds(start);
        raw += raw(server, requests * BATCH);
      }
      double n = (double) rounds * requests * BATCH;
      System.out.printf(
          "answered             %,10.0f activities/s, %.2f of raw%n", n / answered, raw / answered);
      System.out.printf(
          "answered, projected  %,10.0f activities/s, %.2f of raw%n",
          n / projected, raw / projected);
      System.out.printf("raw batch insert     %,10.0f rows/s%n", n / raw);
    }
  }

  private static int argument(String[] args, int i, int usual) {
    return args.length > i ? Integer.parseInt(args[i]) : usual;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static List<String> bodies(int requests, int customers, String prefix, long seed) {
    Random random = new Random(seed);
    List<String> bodies = new ArrayList<>();
    for (int r = 0; r < requests; r++) {
      int[] some = random.ints(CUSTOMERS_OF_A_BATCH, 0, customers).toArray();
      List<Activity> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        int dice = random.nextInt(100);
        String kind =
            dice < 4
                ? "order_placed"
                : dice < 12 ? "cart_item_added" : dice < 22 ? "message_opened" : "product_viewed";
        batch.add(
            new Activity(
                prefix + "-" + r + "-" + i,
                "b" + some[i % CUSTOMERS_OF_A_BATCH],
                kind,
                NOW - random.nextLong(30 * 86_400_000L),
                dice < 4 ? (long) random.nextInt(10_000) : null));
      }
      bodies.add(Server.batch(batch));
    }
    return bodies;
  }

  private static void post(Server server, List<String> bodies, int connections) throws Exception {
    ConcurrentLinkedQueue<String> todo = new ConcurrentLinkedQueue<>(bodies);
    try (ExecutorService clients = Executors.newFixedThreadPool(connections)) {
      List<Future<?>> running = new ArrayList<>();
      for (int c = 0; c < connections; c++) {
        running.add(
            clients.submit(
                () -> {
                  for (String body = todo.poll(); body != null; body = todo.poll()) {
                    Server.Answer answer = server.post("/v1/activities", body);
                    if (answer.status() != 200
                        || Server.number(answer.body(), "accepted") != BATCH) {
                      throw new IllegalStateException(answer.toString());
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> f : running) {
        f.get();
      }
    }
  }

  /** Seconds it takes one connection to insert the newest rows again. */
  private static double raw(Server server, int rows) throws Exception {
    try (Connection db = server.database();
        Statement sql = db.createStatement()) {
      sql.execute("create table raw_event (like domain_event including all)");
      try (ResultSet copied =
              sql.executeQuery(
                  "select aggregate, sequence, aggregate_type, recorded_at, payload_type, payload"
                      + " from domain_event where payload_type like '%.ActivityRecorded' order by"
                      + " global_index desc limit "
                      + rows);
          PreparedStatement insert =
              db.prepareStatement(
                  "insert into raw_event (aggregate, sequence, aggregate_type, recorded_at,"
                      + " payload_type, payload) values (?, ?, ?, ?, ?, ?)")) {
        List<Object[]> read = new ArrayList<>();
        while (copied.next()) {
          read.add(
              new Object[] {
                copied.getString(1),
                copied.getLong(2),
                copied.getString(3),
                copied.getLong(4),
                copied.getString(5),
                copied.getBytes(6)
              });
        }
        db.setAutoCommit(false);
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
        return seconds(start);
      } finally {
        db.setAutoCommit(true);
        sql.execute("drop table raw_event");
      }
    }
  }
}
