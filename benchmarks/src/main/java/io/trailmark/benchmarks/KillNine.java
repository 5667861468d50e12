package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code kill -9} under load, again and again on one data folder, while clients retry until they
 * are answered. Then: every activity answered as accepted is there exactly once, every segment is
 * what the oracle says, and no step of a sequence was sent to anybody twice.
 *
 * <p>Arguments: rounds (10), activities (40000), seed (random), port (8095).
 */
public final class KillNine {
  private static final long NOW = 1_323_475_200_000L; // 2011-12-10T00:00:00Z
  private static final int BATCH = 50;
  private static final int CLIENTS = 4;

  private static final String STEPS =
      """
      with event as (
        select payload_type as type, convert_from(payload, 'UTF8')::json as e from domain_event
        where payload_type like '%.MessageSent' or payload_type like '%.RunStarted'),
      sent as (
        select e->>'customer' as customer, e->>'run' as run, e->>'step' as step from event
        where type like '%.MessageSent'),
      started as (
        select e->>'run' as run, e->>'sequence' as sequence from event
        where type like '%.RunStarted')
      select coalesce(sum(n), 0), count(*) filter (where n > 1) from (
        select count(*) as n from sent left join started using (run)
        group by customer, sequence, step) x
      """;

  private KillNine() {}

  /** The server that runs now. */
  private static final class Running {
    private volatile Server server;

    Running(Server server) {
      this.server = server;
    }
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int activities = args.length > 1 ? Integer.parseInt(args[1]) : 40_000;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    int port = args.length > 3 ? Integer.parseInt(args[3]) : 8095;
    System.out.printf("kill -9: %d rounds, %,d activities, seed %d%n", rounds, activities, seed);
    Random random = new Random(seed);
    Path data = Files.createTempDirectory("trailmark-kill").resolve("data");
    List<Activity> made = new ActivityGenerator(seed, NOW, 3_000).make(activities);
    ConcurrentLinkedQueue<List<Activity>> todo = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < made.size(); i += BATCH) {
      todo.add(made.subList(i, Math.min(made.size(), i + BATCH)));
    }
    Running running = new Running(Server.start(data, port, "--now", "2011-12-10T00:00:00Z"));
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        clients.submit(() -> send(todo, running));
      }
      for (int round = 1; round <= rounds; round++) {
        Thread.sleep(1_000 + random.nextInt(3_000));
        running.server.kill();
        long before = System.nanoTime();
        running.server = Server.start(data, port);
        System.out.printf(
            "round %d: killed, up again after %.1f s, %,d activities left%n",
            round, (System.nanoTime() - before) / 1e9, todo.size() * (long) BATCH);
      }
    }
    boolean right = check(running.server, made);
    running.server.close();
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }

  private static void send(ConcurrentLinkedQueue<List<Activity>> todo, Running running) {
    for (List<Activity> batch = todo.poll(); batch != null; batch = todo.poll()) {
      String body = Server.batch(batch);
      while (true) {
        try {
          Server.Answer answer = running.server.post("/v1/activities", body);
          if (answer.status() == 200
              && Server.number(answer.body(), "accepted")
                      + Server.number(answer.body(), "duplicates")
                  == batch.size()) {
            break;
          }
        } catch (Exception down) {
          // Killed in between: the same again.
        }
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  private static boolean check(Server server, List<Activity> made) throws Exception {
    server.awaitProjected();
    boolean right;
    try (Connection db = server.database()) {
      right = everyActivityOnce(db, made.size()) & everyStepOnce(db);
    }
    return right & Compare.segments(server, made);
  }

  private static boolean everyActivityOnce(Connection db, int made) throws SQLException {
    try (ResultSet r =
        db.createStatement()
            .executeQuery(
                "select count(*), count(distinct convert_from(payload, 'UTF8')::json->>'message')"
                    + " from domain_event where payload_type like '%.ActivityRecorded' and"
                    + " convert_from(payload, 'UTF8')::json->>'source' <> 'trailmark'")) {
      r.next();
      System.out.printf(
          "%,d activities answered as accepted, %,d recorded, %,d different%n",
          made, r.getLong(1), r.getLong(2));
      return r.getLong(1) == made && r.getLong(2) == made;
    }
  }

  /**
   * Whatever the run: nobody may enter a sequence again within the minutes that this takes, so a
   * second run of one entry shows here too.
   */
  private static boolean everyStepOnce(Connection db) throws SQLException {
    try (ResultSet r = db.createStatement().executeQuery(STEPS)) {
      r.next();
      System.out.printf(
          "%,d messages sent, %,d steps sent twice to a customer%n", r.getLong(1), r.getLong(2));
      return r.getLong(1) > 0 && r.getLong(2) == 0;
    }
  }
}
