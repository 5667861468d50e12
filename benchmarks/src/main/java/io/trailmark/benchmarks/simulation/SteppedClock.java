package io.trailmark.benchmarks.simulation;

import io.trailmark.eventstore.BusinessClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Business time that stands still until it is set; several nodes of one process share it. */
final class SteppedClock extends BusinessClock {
  private final AtomicLong now;

  SteppedClock(long start) {
    now = new AtomicLong(start);
  }

  /** Goes to an instant that is not before what was reached. */
  void step(long to) {
    if (now.getAndAccumulate(to, Math::max) > to) {
      throw new IllegalArgumentException("business time never runs backwards");
    }
  }

  @Override
  public long millis() {
    return now.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public double speed() {
    return 1;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
