package io.trailmark.benchmarks.simulation;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.trailmark.benchmarks.QuerySide;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code GET /api/performance?by=step} tells of a database, by a query side of its own. */
final class StepsTold {
  private static final List<String> WAYS = List.of("sent", "skipped", "failed", "unknown");

  private StepsTold() {}

  /**
   * Where it is not what the event table says, or does not add up.
   *
   * @param now business time of the last thing that happened
   */
  static List<String> differences(String database, long now, Ledger ledger)
      throws IOException, InterruptedException, SQLException {
    TreeMap<String, TreeMap<String, Integer>> told = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    for (JsonNode row : ask(database, now).path("rows")) {
      TreeMap<String, Integer> ways = new TreeMap<>();
      for (String way : WAYS) {
        int count = row.path(way).asInt();
        if (count > 0) {
          ways.put(way, count);
        }
      }
      String step = row.path("sequence").asString() + " " + row.path("step").asInt();
      told.put(step, ways);
      int sum = ways.values().stream().mapToInt(Integer::intValue).sum();
      if (row.path("due").asInt() != sum || row.path("pending").asInt() != 0) {
        differences.add("does not add up: " + row);
      }
    }
    TreeSet<String> steps = new TreeSet<>(told.keySet());
    steps.addAll(ledger.totals().keySet());
    for (String step : steps) {
      String there = String.valueOf(told.get(step));
      String recorded = String.valueOf(ledger.totals().get(step));
      if (!there.equals(recorded)) {
        differences.add(step + " is told as " + there + " and recorded as " + recorded);
      }
    }
    return differences;
  }

  private static JsonNode ask(String database, long now)
      throws IOException, InterruptedException, SQLException {
    MongoServer mongo = new MongoServer(H2Backend.inMemory());
    String uri = "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/simulation";
    try (QuerySide side =
        QuerySide.start(
            database,
            uri,
            "--spring.datasource.username=postgres",
            "--spring.datasource.password=",
            "--trailmark.clock.now=" + Instant.ofEpochMilli(now))) {
      side.await(newest(database));
      return JsonMapper.shared().readTree(side.get("/api/performance?by=step"));
    } finally {
      mongo.shutdownNow();
    }
  }

  private static long newest(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database, "postgres", "");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("select max(global_index) from domain_event")) {
      row.next();
      return row.getLong(1);
    }
  }
}
