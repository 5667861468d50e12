package io.trailmark.commandside.customer;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The instant of the decision that this thread is making: business time, read once, so that
 * everything decided and recorded in one transaction carries the same instant, however fast the
 * clock runs.
 */
final class DecisionTime {
  private static final ThreadLocal<@Nullable Long> NOW = new ThreadLocal<>();

  private DecisionTime() {}

  static long get() {
    Long now = NOW.get();
    if (now == null) {
      throw new IllegalStateException("no decision is being made");
    }
    return now;
  }

  /** Runs {@code decision} as of {@code now}; decisions do not nest. */
  static void at(long now, Runnable decision) {
    NOW.set(now);
    try {
      decision.run();
    } finally {
      NOW.remove();
    }
  }

  /** A clock that stands still while a decision is made. */
  static Clock clock(Clock business) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return business.getZone();
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return clock(business.withZone(zone));
      }

      @Override
      public Instant instant() {
        Long now = NOW.get();
        return now == null ? business.instant() : Instant.ofEpochMilli(now);
      }
    };
  }
}
