package io.trailmark.allinone;

import java.time.LocalDate;

/** A line for each day: orders, moves between segments, messages. */
final class DaysTold {
  private final ServerClient server;

  DaysTold(ServerClient server) {
    this.server = server;
  }

  String line(LocalDate day, int orders) {
    return "%s %5d orders".formatted(day, orders);
  }
}
