package io.trailmark.commandside.delivery;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes to one destination from this node: so much at once, and so many a second. Each
 * destination has its own, so that none waits for another.
 */
final class Lanes {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String destination;
  private final int together;
  private final Duration pause;
  private final IntFunction<List<Queued>> take;
  private final Consumer<List<Queued>> carry;
  private final Semaphore free;
  private final Semaphore woken = new Semaphore(0);
  private final @Nullable Bucket bucket;
  private final ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Begins.
   *
   * @param together how many are handed over together
   * @param pause before it looks again, when there was nothing
   * @param take takes up to so many rows from the queue
   * @param carry sees them through
   */
  Lanes(
      String destination,
      Pace pace,
      int together,
      Duration pause,
      IntFunction<List<Queued>> take,
      Consumer<List<Queued>> carry) {
    this.destination = destination;
    this.together = pace.rate() == 0 ? together : Math.min(together, capacity(pace));
    this.pause = pause;
    this.take = take;
    this.carry = carry;
    this.free = new Semaphore(pace.parallel());
    this.bucket = pace.rate() == 0 ? null : bucket(pace);
    this.thread = Thread.ofVirtual().name("delivery-" + destination).start(this::run);
  }

  private static int capacity(Pace pace) {
    return Math.max(1, (int) Math.ceil(pace.rate()));
  }

  private static Bucket bucket(Pace pace) {
    Duration each = Duration.ofNanos((long) (1e9 / pace.rate()));
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity(pace)).refillGreedy(1, each).initialTokens(1))
        .build();
  }

  /** Something came. */
  void wake() {
    woken.release();
  }

  private void run() {
    try {
      while (!stopping) {
        free.acquire();
        if (!started()) {
          free.release();
          if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
          }
        }
      }
    } catch (InterruptedException e) {
      log.debug("{} is stopped", destination);
    }
  }

  /** Takes some and lets a lane see them through; false: there were none. */
  private boolean started() throws InterruptedException {
    try {
      int most = bucket == null ? together : (int) bucket.tryConsumeAsMuchAsPossible(together);
      List<Queued> rows = most == 0 ? List.of() : take.apply(most);
      if (bucket != null && most > rows.size()) {
        bucket.addTokens(most - rows.size());
      }
      if (rows.isEmpty()) {
        return false;
      }
      lanes.execute(() -> seeThrough(rows));
      return true;
    } catch (RuntimeException e) {
      log.warn("Nothing can be taken from the queue for {}: tried again", destination, e);
      Thread.sleep(AFTER_FAILURE);
      return false;
    }
  }

  private void seeThrough(List<Queued> rows) {
    try {
      carry.accept(rows);
    } finally {
      free.release();
    }
  }

  /** Takes no more, and lets what is under way come to its end, for a while. */
  void stop() {
    stopping = true;
    thread.interrupt();
    lanes.shutdown();
  }

  void awaitEnd(Duration longest) throws InterruptedException {
    thread.join(longest);
    if (!lanes.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("Something to {} is still under way", destination);
    }
  }
}
