package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders become 60 days old while nobody does anything: how long after that instant, in real time,
 * the move is in the log, and whether it carries the exact instant, at several speeds of the clock.
 * Then three days pass while the server is down: every missed move and survey must follow, in
 * order.
 *
 * <p>Argument: port (8099).
 */
public final class TimeMoves {
  private static final long DAY = 86_400_000L;
  private static final int BUYERS = 100;
  private static final double FIRST_AFTER_SECONDS = 10;
  private static final double APART_SECONDS = 0.2;
  private static final double BOUND_SECONDS = 2;
  private static final Instant START = Instant.parse("2011-12-10T00:00:00Z");

  private TimeMoves() {}

  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8099;
    boolean right = true;
    for (int speed : new int[] {1, 60, 86_400}) {
      right &= atSpeed(speed, port);
    }
    right &= afterDowntime(port);
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }

  private static boolean atSpeed(int speed, int port) throws Exception {
    Path data = Files.createTempDirectory("trailmark-time").resolve("data");
    try (Server server =
            Server.start(data, port, "--now", START.toString(), "--speed", String.valueOf(speed));
        Connection db = server.database()) {
      long machine = System.nanoTime();
      long business = businessNow(server);
      Map<String, Long> due = new HashMap<>();
      List<Activity> orders = new ArrayList<>();
      for (int i = 0; i < BUYERS; i++) {
        double seconds = FIRST_AFTER_SECONDS + i * APART_SECONDS;
        long at = business + Math.round(seconds * 1000 * speed);
        due.put("buyer-" + i, at);
        orders.add(order(i, at - 60 * DAY));
      }
      accept(server, orders);
      double worst = 0;
      boolean exact = true;
      Map<String, Long> left = new HashMap<>();
      while (left.size() < BUYERS) {
        Thread.sleep(20);
        double now = (System.nanoTime() - machine) / 1e9;
        for (Map.Entry<String, Long> move : moves(db, "SegmentExited", "recent").entrySet()) {
          if (left.put(move.getKey(), move.getValue()) == null) {
            long expected = due.getOrDefault(move.getKey(), 0L);
            exact &= move.getValue() == expected;
            worst = Math.max(worst, now - (expected - business) / 1000.0 / speed);
          }
        }
      }
      boolean right = exact && worst <= BOUND_SECONDS;
      System.out.printf(
          "speed %,6d: %d moves, the latest %.0f ms of real time after its instant, instants %s%n",
          speed, BUYERS, worst * 1000, exact ? "exact" : "WRONG");
      return right;
    }
  }

  private static boolean afterDowntime(int port) throws Exception {
    Path data = Files.createTempDirectory("trailmark-time").resolve("data");
    Map<String, Long> due = new HashMap<>();
    try (Server server = Server.start(data, port, "--now", START.toString())) {
      List<Activity> orders = new ArrayList<>();
      for (int i = 0; i < BUYERS; i++) {
        long at = START.toEpochMilli() + DAY / 2 + i * (DAY / 40);
        due.put("buyer-" + i, at);
        orders.add(order(i, at - 60 * DAY));
      }
      accept(server, orders);
      server.awaitProjected();
      server.kill();
    }
    Instant back = START.plus(Duration.ofDays(3)).plus(Duration.ofHours(6));
    try (Server server = Server.start(data, port, "--now", back.toString());
        Connection db = server.database()) {
      long start = System.nanoTime();
      long last = START.toEpochMilli() + 3 * DAY;
      while ((moves(db, "SegmentExited", "recent").size() < BUYERS || !surveys(db).contains(last))
          && Elapsed.seconds(start) < 60) {
        Thread.sleep(20);
      }
      double caughtUp = Elapsed.seconds(start);
      boolean exact = moves(db, "SegmentExited", "recent").equals(due);
      List<Long> surveys = surveys(db);
      boolean all = true;
      for (int day = 0; day <= 3; day++) {
        all &= surveys.contains(START.toEpochMilli() + day * DAY);
      }
      boolean ordered = surveys.stream().sorted().toList().equals(surveys) && ordered(db);
      System.out.printf(
          "after three days of downtime: %d moves %s, %d surveys %s, %s, caught up %.1f s after the"
              + " start%n",
          BUYERS,
          exact ? "with their exact instants" : "WRONG",
          surveys.size(),
          all ? "one for each midnight" : "WRONG: " + surveys,
          ordered ? "in order" : "OUT OF ORDER",
          caughtUp);
      return exact && all && ordered;
    }
  }

  private static Activity order(int i, long at) {
    return new Activity("order-" + i, "buyer-" + i, "order_placed", at, 1_000L + i);
  }

  private static void accept(Server server, List<Activity> orders) throws Exception {
    Server.Answer answer = server.post("/v1/activities", Server.batch(orders));
    if (Server.number(answer.body(), "accepted") != orders.size()) {
      throw new IllegalStateException(answer.toString());
    }
  }

  private static long businessNow(Server server) throws Exception {
    Matcher m = Pattern.compile("\"now\":\"([^\"]+)\"").matcher(server.get("/api/segments").body());
    if (!m.find()) {
      throw new IllegalStateException("the server does not tell its time");
    }
    return Instant.parse(m.group(1)).toEpochMilli();
  }

  /** Instants of the moves out of or into a segment, by the source's customer ids. */
  private static Map<String, Long> moves(Connection db, String event, String segment)
      throws Exception {
    Map<String, Long> moves = new HashMap<>();
    try (PreparedStatement select =
        db.prepareStatement(
            """
            select i.source_id, (e.payload ->> 'at')::bigint from (
              select aggregate, convert_from(payload, 'UTF8')::jsonb as payload from domain_event
              where payload_type like '%.' || ?) e join identity i on i.customer = e.aggregate
            where e.payload ->> 'segment' = ?
            """)) {
      select.setString(1, event);
      select.setString(2, segment);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          moves.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return moves;
  }

  private static List<Long> surveys(Connection db) throws Exception {
    List<Long> midnights = new ArrayList<>();
    try (ResultSet rows =
        db.createStatement()
            .executeQuery(
                """
                select (convert_from(payload, 'UTF8')::jsonb ->> 'asOf')::bigint from domain_event
                where payload_type like '%.SurveyTaken' order by global_index
                """)) {
      while (rows.next()) {
        midnights.add(rows.getLong(1));
      }
    }
    return midnights;
  }

  /** Whether every customer's transitions follow each other in time as they do in the log. */
  private static boolean ordered(Connection db) throws Exception {
    try (ResultSet rows =
        db.createStatement()
            .executeQuery(
                """
                select count(*) from (
                  select at < lag(at) over (partition by aggregate order by sequence) as back from (
                    select aggregate, sequence,
                      (convert_from(payload, 'UTF8')::jsonb ->> 'at')::bigint as at
                    from domain_event
                    where payload_type like '%.SegmentEntered' or payload_type like '%.SegmentExited'
                  ) as transition) as pair
                where back
                """)) {
      rows.next();
      return rows.getLong(1) == 0;
    }
  }
}
