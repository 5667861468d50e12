package io.trailmark.eventstore;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Business time that stands still until a test moves it. */
public final class TickingClock extends BusinessClock {

  private final AtomicLong now;

  public TickingClock(Instant start) {
    now = new AtomicLong(start.toEpochMilli());
  }

  /** Goes to an instant; business time never runs backwards. */
  public void set(Instant instant) {
    long millis = instant.toEpochMilli();
    long before = now.getAndAccumulate(millis, Math::max);
    if (millis < before) {
      throw new IllegalArgumentException(
          instant + " is before " + Instant.ofEpochMilli(before) + ", which was reached");
    }
  }

  /** Lets a duration pass. */
  public void advance(Duration duration) {
    set(instant().plus(duration));
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
  public java.time.Clock withZone(ZoneId zone) {
    return java.time.Clock.fixed(instant(), zone);
  }
}
