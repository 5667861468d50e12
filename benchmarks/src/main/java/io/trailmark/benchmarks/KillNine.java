package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code kill -9} under load, again and again on one data folder, and every third time PostgreSQL
 * stopped as by a crash and started again instead, while clients retry until they are answered. One
 * half of the activities comes by our API, the other by Segment's, where every fourth customer is
 * anonymous and says at some time who they are. Then: every activity answered as accepted is there
 * exactly once, every segment is what the oracle says, no step of a sequence was sent to anybody
 * twice, and no answer was a failure but 503.
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
    private final AtomicInteger failures = new AtomicInteger();

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
    ConcurrentLinkedQueue<Request> todo = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < made.size(); i += BATCH) {
      List<Activity> batch = made.subList(i, Math.min(made.size(), i + BATCH));
      todo.add(random.nextBoolean() ? Request.ours(batch) : Request.segments(batch, random));
    }
    Running running = new Running(Server.start(data, port, "--now", "2011-12-10T00:00:00Z"));
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        clients.submit(() -> send(todo, running));
      }
      for (int round = 1; round <= rounds; round++) {
        Thread.sleep(1_000 + random.nextInt(3_000));
        boolean database = round % 3 == 0;
        long before = System.nanoTime();
        if (database) {
          running.server.restartPostgres(random.nextInt(3_000));
        } else {
          running.server.kill();
          running.server = Server.start(data, port);
        }
        System.out.printf(
            "round %d: %s, up again after %.1f s, %,d activities left%n",
            round,
            database ? "PostgreSQL stopped" : "killed",
            (System.nanoTime() - before) / 1e9,
            todo.size() * (long) BATCH);
      }
    }
    todo.add(Request.identify(made.stream().map(Activity::customer).distinct().toList()));
    send(todo, running);
    boolean right = check(running.server, made) & running.failures.get() == 0;
    System.out.printf("%d answers of failure other than 503%n", running.failures.get());
    running.server.close();
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }

  /** Some activities, to be sent until they are answered. */
  private record Request(String path, String body, int size) {
    static Request ours(List<Activity> batch) {
      return new Request("/v1/activities", Server.batch(batch), batch.size());
    }

    /** One of those who are in it says who they are. */
    static Request segments(List<Activity> batch, Random random) {
      List<String> messages = new ArrayList<>();
      batch.forEach(
          a -> messages.add(a.segmentJson(isVisitor(a.customer()) ? "anonymousId" : "userId")));
      String one = batch.get(random.nextInt(batch.size())).customer();
      if (isVisitor(one)) {
        messages.add(random.nextInt(messages.size()), identified(one));
      }
      return segments(messages);
    }

    static Request identify(List<String> customers) {
      return segments(
          customers.stream().filter(KillNine::isVisitor).map(Request::identified).toList());
    }

    private static String identified(String customer) {
      return "{\"type\":\"identify\",\"userId\":\"%s\",\"anonymousId\":\"%s\"}"
          .formatted(customer, customer);
    }

    private static Request segments(List<String> messages) {
      return new Request("/v1/batch", "{\"batch\":[" + String.join(",", messages) + "]}", 0);
    }

    boolean isDone(Server.Answer answer) {
      String body = answer.body();
      return answer.status() == 200
          && (path.equals("/v1/batch")
              ? body.contains("\"rejected\":[]")
              : Server.number(body, "accepted") + Server.number(body, "duplicates") == size);
    }
  }

  private static boolean isVisitor(String customer) {
    return customer.hashCode() % 4 == 0;
  }

  private static void send(ConcurrentLinkedQueue<Request> todo, Running running) {
    for (Request request = todo.poll(); request != null; request = todo.poll()) {
      while (!isDone(request, running)) {
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  private static boolean isDone(Request request, Running running) {
    try {
      Server.Answer answer = running.server.post(request.path(), request.body());
      if (answer.status() >= 500
          && answer.status() != 503
          && running.failures.incrementAndGet() < 5) {
        System.out.println(answer);
      }
      return request.isDone(answer);
    } catch (Exception down) {
      // Killed in between: the same again.
      return false;
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
                    + " convert_from(payload, 'UTF8')::json->>'source' <> 'trailmark' and"
                    + " convert_from(payload, 'UTF8')::json->>'trail' is null")) {
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
