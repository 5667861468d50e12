package io.trailmark.commandside.timedriven;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does rounds of work until it is stopped, and pauses when there is none. */
final class Loop {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private static final long PAUSE_AFTER_FAILURE = 1_000;

  private final BooleanSupplier round;
  private final long pause;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Begins.
   *
   * @param pause machine time between two rounds when nothing is left to do
   * @param round false when nothing was left to do; one that fails is tried again
   */
  Loop(String name, Duration pause, BooleanSupplier round) {
    this.round = round;
    this.pause = pause.toMillis();
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    while (isRunning()) {
      try {
        if (!round.getAsBoolean()) {
          pause(pause);
        }
      } catch (RuntimeException e) {
        if (isRunning()) {
          log.error("Work of the {} failed and is tried again", thread.getName(), e);
          pause(PAUSE_AFTER_FAILURE);
        }
      }
    }
  }

  private boolean isRunning() {
    return stopping.getCount() > 0;
  }

  private void pause(long millis) {
    try {
      stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopping.countDown();
    }
  }

  /**
   * Lets the round end that is under way. It is not interrupted unless it hangs: what it is doing
   * would fail, and count as a failed attempt.
   */
  void stop() {
    stopping.countDown();
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
