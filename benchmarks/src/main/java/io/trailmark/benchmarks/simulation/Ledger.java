package io.trailmark.benchmarks.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the event table says of every message, and what was written down of those that went out.
 *
 * @param lines by run and step: status, reason and the instants of intent and outcome
 * @param problems what must not be, whatever was killed
 * @param totals by sequence and step: how many ended in each way
 */
record Ledger(
    TreeMap<String, Line> lines,
    List<String> problems,
    TreeMap<String, TreeMap<String, Integer>> totals) {

  /** What became of a message. */
  record Line(String status, String reason, long intended, long ended) {}

  private static final String SQL =
      """
      select regexp_replace(payload_type, '.*\\.', ''), e->>'run' || '/' || (e->>'step'),
        coalesce(e->>'reason', e->>'problem', ''), coalesce((e->>'at')::bigint, 0), e->>'sequence'
      from (select global_index, payload_type, convert_from(payload, 'UTF8')::json as e
            from domain_event where payload_type ~ '\\.Message(Intended|Sent|Skipped|Failed|Unknown)$') x
      order by global_index
      """;

  static Ledger read(String database, Path handedOver) throws SQLException, IOException {
    TreeMap<String, Line> lines = new TreeMap<>();
    Map<String, String> sequences = new HashMap<>();
    List<String> problems = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database, "postgres", "");
        ResultSet rows = connection.createStatement().executeQuery(SQL)) {
      while (rows.next()) {
        String message = rows.getString(2);
        String type = rows.getString(1);
        if (type.equals("MessageIntended")) {
          sequences.put(message, rows.getString(5));
          if (lines.put(message, new Line("pending", "", rows.getLong(4), 0)) != null) {
            problems.add("intended twice: " + message);
          }
          continue;
        }
        Line before = lines.get(message);
        if (before == null || !before.status().equals("pending")) {
          problems.add("ends without an intent, or twice: " + message + " " + type);
          continue;
        }
        lines.put(
            message,
            new Line(
                type.substring("Message".length()).toLowerCase(java.util.Locale.ROOT),
                rows.getString(3),
                before.intended(),
                rows.getLong(4)));
      }
    }
    compareWithHandedOver(lines, handedOver, problems);
    return new Ledger(lines, problems, totals(lines, sequences));
  }

  private static void compareWithHandedOver(
      Map<String, Line> lines, Path file, List<String> problems) throws IOException {
    Set<String> went = new HashSet<>();
    for (String message : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      if (!went.add(message)) {
        problems.add("handed over twice: " + message);
      }
    }
    lines.forEach(
        (message, line) -> {
          boolean there = went.contains(message);
          switch (line.status()) {
            case "pending" -> problems.add("never ended: " + message);
            case "sent" -> {
              if (!there) {
                problems.add("sent, but not handed over: " + message);
              }
            }
            case "unknown" -> {}
            default -> {
              if (there) {
                problems.add(line.status() + ", but handed over: " + message);
              }
            }
          }
        });
    went.removeAll(lines.keySet());
    went.forEach(message -> problems.add("handed over without an intent: " + message));
  }

  private static TreeMap<String, TreeMap<String, Integer>> totals(
      Map<String, Line> lines, Map<String, String> sequences) {
    TreeMap<String, TreeMap<String, Integer>> totals = new TreeMap<>();
    lines.forEach(
        (message, line) ->
            totals
                .computeIfAbsent(
                    sequences.get(message) + " " + message.substring(message.lastIndexOf('/') + 1),
                    s -> new TreeMap<>())
                .merge(line.status(), 1, Integer::sum));
    return totals;
  }

  /** How many ended so. */
  long count(String status) {
    return lines.values().stream().filter(line -> line.status().equals(status)).count();
  }

  /**
   * Where another run of the same seed differs: nobody may, but those of whom a kill left a message
   * unknown, which is not counted by caps.
   */
  List<String> differences(Ledger other) {
    Set<String> uncertain = new HashSet<>();
    for (Ledger ledger : List.of(this, other)) {
      ledger.lines.forEach(
          (message, line) -> {
            if (line.status().equals("unknown")) {
              uncertain.add(customer(message));
            }
          });
    }
    TreeSet<String> all = new TreeSet<>(lines.keySet());
    all.addAll(other.lines.keySet());
    List<String> differences = new ArrayList<>();
    for (String message : all) {
      Line mine = lines.get(message);
      Line theirs = other.lines.get(message);
      if (!String.valueOf(mine).equals(String.valueOf(theirs))
          && !uncertain.contains(customer(message))) {
        differences.add(message + ": " + mine + " and " + theirs);
      }
    }
    return differences;
  }

  private static String customer(String message) {
    return message.substring(0, message.indexOf('/'));
  }
}
