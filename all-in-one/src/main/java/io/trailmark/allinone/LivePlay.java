package io.trailmark.allinone;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Sends activities when business time comes to them, and tells what became of each day. */
final class LivePlay {
  private static final int MOST_AT_ONCE = 500;
  private static final long PAUSE_MILLIS = 50;

  private final ServerClient server;
  private final Clock clock;
  private final List<TimedActivity> activities;
  private final DaysTold told;
  private final Map<LocalDate, Long> orders;
  private int next;

  LivePlay(ServerClient server, Clock clock, PrintWriter out, List<TimedActivity> activities) {
    this.server = server;
    this.clock = clock;
    this.activities = new ArrayList<>(activities);
    this.activities.sort(Comparator.comparing(TimedActivity::at));
    this.orders =
        activities.stream()
            .filter(a -> a.kind().equals("order_placed"))
            .collect(Collectors.groupingBy(a -> date(a.at()), Collectors.counting()));
    this.told = new DaysTold(server, out);
  }

  /** Returns when business time is at the midnight after the last activity. */
  void run() throws InterruptedException {
    LocalDate day = date(activities.getFirst().at());
    LocalDate last = date(activities.getLast().at());
    while (!day.isAfter(last)) {
      LocalDate now = today();
      sendUntil(clock.instant());
      // After a slow moment several days may have ended.
      for (; day.isBefore(now) && !day.isAfter(last); day = day.plusDays(1)) {
        told.ended(day, orders.getOrDefault(day, 0L));
      }
      told.tell();
      Thread.sleep(PAUSE_MILLIS);
    }
    told.tellAll();
  }

  private LocalDate today() {
    return date(clock.instant());
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private void sendUntil(Instant now) {
    while (next < activities.size() && !activities.get(next).at().isAfter(now)) {
      int end = next;
      while (end < activities.size()
          && end - next < MOST_AT_ONCE
          && !activities.get(end).at().isAfter(now)) {
        end++;
      }
      send(activities.subList(next, end));
      next = end;
    }
  }

  private void send(List<TimedActivity> due) {
    String body =
        due.stream()
            .map(TimedActivity::json)
            .collect(Collectors.joining(",", "{\"activities\":[", "]}"));
    JsonNode answer = server.post("/v1/activities", "application/json", body);
    if (!answer.path("rejected").isEmpty()) {
      throw new Refusal("The server rejected sample data: " + answer.path("rejected").get(0));
    }
  }
}
