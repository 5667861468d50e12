package io.trailmark.benchmarks;

import java.lang.management.ManagementFactory;

/** What a process spent its time on, since it was started. */
final class Laps {
  private final StringBuilder told = new StringBuilder();
  private long last;

  Laps() {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    last = System.nanoTime();
    told.append("started in %.2f s".formatted((System.currentTimeMillis() - started) / 1e3));
  }

  void lap(String name) {
    long now = System.nanoTime();
    told.append(", %s in %.2f s".formatted(name, (now - last) / 1e9));
    last = now;
  }

  @Override
  public String toString() {
    return told.toString();
  }
}
