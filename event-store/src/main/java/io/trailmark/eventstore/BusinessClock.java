package io.trailmark.eventstore;

import java.time.Clock;
import java.time.Duration;

/**
 * Business time: the one clock of recordedAt, reviews, due-ness and surveys. It may be set and may
 * run faster than machine time; it never runs backwards. Leases, heartbeats and time-outs use
 * machine time instead.
 */
public abstract class BusinessClock extends Clock {

  /** Business milliseconds that pass in one machine millisecond; above 0. */
  public abstract double speed();

  /**
   * How long, in machine time, until {@code instant} (business milliseconds) is reached; zero if it
   * was.
   */
  public Duration until(long instant) {
    long left = instant - millis();
    return left <= 0 ? Duration.ZERO : Duration.ofNanos((long) (left * 1e6 / speed()));
  }
}
