package io.trailmark.commandside.delivery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** When what could not be sent is tried again, in machine time, and for how long. */
@Component
class Backoff {
  private final DeliverySettings settings;

  Backoff(DeliverySettings settings) {
    this.settings = settings;
  }

  /**
   * The pause after some attempts: half of it to all of it by chance, so that not all come back at
   * once.
   *
   * @param attempts how many failed, from 1
   */
  Duration pause(int attempts) {
    long longest = settings.longestPause().toMillis();
    long doubled =
        attempts > 30 ? longest : settings.pause().toMillis() << Math.min(attempts - 1, 30);
    long millis = Math.max(1, Math.min(longest, doubled));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis) + 1);
  }

  /**
   * Whether it is time to give up.
   *
   * @param since machine time when it was first to go
   */
  boolean isOver(int attempts, long since, long now) {
    return attempts >= settings.attempts() || now - since >= settings.giveUpAfter().toMillis();
  }
}
