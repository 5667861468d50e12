package io.trailmark.queryside.projection;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the log on a thread of its own, again and again, whatever fails meanwhile. */
public abstract class LogFollower implements Follower {
  private static final Logger logger = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile long position;
  private volatile @Nullable Throwable problem;

  /**
   * @param name of the read model
   * @param pause machine time between looks for what is new
   */
  protected LogFollower(String name, Duration pause) {
    this.name = name;
    this.pause = pause;
  }

  /** Begins, once everything is there that {@link #follow} needs. */
  protected final void start() {
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /**
   * Applies all that there is.
   *
   * @throws ConcurrentModificationException if another node came first
   */
  protected abstract void follow();

  /** Everything up to a global index is applied. */
  protected final void reached(long index) {
    position = index;
  }

  /**
   * To be called now and then by who takes long.
   *
   * @throws IllegalStateException if it is being closed
   */
  protected final void checkOpen() {
    if (closing.getCount() == 0) {
      throw new IllegalStateException("closing");
    }
  }

  private void run() {
    Duration wait = Duration.ZERO;
    while (!closes(wait)) {
      wait = pause;
      try {
        follow();
        problem = null;
      } catch (ConcurrentModificationException e) {
        logger.debug("Another node keeps the read model {} as well", name, e);
      } catch (RuntimeException e) {
        if (problem == null && closing.getCount() > 0) {
          logger.warn("The read model {} is not kept up to date; trying again", name, e);
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

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final Optional<Throwable> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread == null) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
