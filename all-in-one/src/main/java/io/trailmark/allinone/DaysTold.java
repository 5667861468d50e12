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
  /** What time alone does on a day is recorded some moments after it. */
  private static final long SETTLING_NANOS = 1_000_000_000L;

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long UNKNOWN = -1;

  private static final class Ended {
    final LocalDate day;
    final long orders;
    final long at = System.nanoTime();

    /** Where the log stood when the day had settled. */
    long position = UNKNOWN;

    Ended(LocalDate day, long orders) {
      this.day = day;
      this.orders = orders;
    }

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
    ended.add(new Ended(day, orders));
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
    JsonNode read = server.get("/api/projections");
    if (day.position == UNKNOWN) {
      day.position = read.path("position").asLong();
    }
    return read.path("projections").findValues("position").stream()
        .allMatch(position -> position.asLong() >= day.position);
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
