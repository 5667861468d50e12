package io.trailmark.allinone;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.JsonNode;

/**
 * A line for each day that ended: orders, moves between segments, messages. Told a moment later,
 * when the read models have seen the day's end.
 */
final class DaysTold {
  private static final long SETTLING_NANOS = 300_000_000;
  private static final long FEW = 50;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private record Ended(LocalDate day, long orders, long at) {
    long age() {
      return System.nanoTime() - at;
    }
  }

  private final ServerClient server;
  private final PrintWriter out;
  private final Deque<Ended> ended = new ArrayDeque<>();

  DaysTold(ServerClient server, PrintWriter out) {
    this.server = server;
    this.out = out;
  }

  void ended(LocalDate day, long orders) {
    ended.add(new Ended(day, orders, System.nanoTime()));
  }

  /** Tells the days whose moment has come. */
  void tell() {
    while (!ended.isEmpty() && isSeen(ended.peek())) {
      out.println(line(ended.remove()));
      out.flush();
    }
  }

  private boolean isSeen(Ended day) {
    if (day.age() < SETTLING_NANOS) {
      return false;
    }
    if (day.age() > PATIENCE_NANOS) {
      return true;
    }
    // Some of the newest events always are on their way.
    return server.get("/api/projections").path("projections").findValues("lag").stream()
        .allMatch(lag -> lag.asLong() < FEW);
  }

  /** Tells what is left, after waiting for it. */
  void tellAll() throws InterruptedException {
    while (!ended.isEmpty()) {
      tell();
      Thread.sleep(50);
    }
  }

  private String line(Ended day) {
    String period = "from=" + day.day + "&to=" + day.day;
    JsonNode movements = server.get("/api/movements?" + period).path("movements");
    JsonNode steps = server.get("/api/performance?by=step&" + period);
    return "%s %,6d orders %,6d moves between segments %,6d messages"
        .formatted(day.day, day.orders, sum(movements, "customers"), sum(steps, "sent"));
  }

  private static long sum(JsonNode rows, String column) {
    return rows.findValues(column).stream().mapToLong(JsonNode::asLong).sum();
  }
}
