package io.trailmark.queryside.audit;

import io.trailmark.eventstore.ActivityLog;
import io.trailmark.queryside.projection.Follower;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one generation of the audit up with the log. */
final class Auditing implements Follower {
  private static final Logger logger = LoggerFactory.getLogger(Auditing.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int BATCH = 50_000;

  private final ActivityLog log;
  private final Supplier<AuditBatch> batches;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile long position;
  private volatile @Nullable Throwable problem;

  /**
   * @param batches makes an empty one, of what is stored by then
   */
  Auditing(ActivityLog log, Supplier<AuditBatch> batches, Duration pause) {
    this.log = log;
    this.batches = batches;
    this.pause = pause;
    this.thread = Thread.ofPlatform().daemon().name("audit").start(this::run);
  }

  private void run() {
    Duration wait = Duration.ZERO;
    while (!closes(wait)) {
      wait = pause;
      try {
        follow();
        problem = null;
      } catch (ConcurrentModificationException e) {
        logger.debug("Another node keeps the audit as well", e);
      } catch (RuntimeException e) {
        if (problem == null && closing.getCount() > 0) {
          logger.warn("The audit is not kept up to date; trying again", e);
        }
        problem = e;
        wait = AFTER_FAILURE;
      }
    }
  }

  private boolean closes(Duration within) {
    try {
      return closing.await(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return closing.getCount() == 0;
    }
  }

  private void follow() {
    AuditBatch[] batch = {batches.get()};
    long reached = batch[0].reached();
    position = reached;
    long upTo = log.settledByNow();
    if (upTo <= reached) {
      return;
    }
    log.read(
        reached,
        upTo,
        a -> {
          if (closing.getCount() == 0) {
            throw new IllegalStateException("closing");
          }
          batch[0].add(a);
          if (batch[0].size() == BATCH) {
            batch[0].write(a.position());
            position = a.position();
            batch[0] = batches.get();
          }
        });
    batch[0].write(upTo);
    position = upTo;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public Optional<Throwable> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
