package io.trailmark.queryside.history;

import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.LoggedActivity;
import io.trailmark.queryside.projection.Follower;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what comes to one generation. While a thread reads the log, one makes columns of what was
 * read before and stores them, and one merges.
 */
final class Keeping implements Follower {
  private static final Logger logger = LoggerFactory.getLogger(Keeping.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** While there is more to append, merging waits until there are so many stretches. */
  private static final int MANY = Merging.FACTOR * Merging.FACTOR;

  private final ActivityLog log;
  private final StretchStore store;
  private final HistoryKeeper.Settings settings;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread reader;
  private final ExecutorService writer = executor("history-writer");
  private final ExecutorService merger = executor("history-merger");
  private CompletableFuture<Void> merging = CompletableFuture.completedFuture(null);

  /** Where the stretches ended when it was last known. */
  private volatile long end;

  /** Up to where no activity follows after {@code end}. */
  private volatile long position;

  private volatile @Nullable Throwable problem;

  Keeping(ActivityLog log, StretchStore store, HistoryKeeper.Settings settings) {
    this.log = log;
    this.store = store;
    this.settings = settings;
    this.reader = Thread.ofPlatform().daemon().name("history").start(this::run);
  }

  /** How an activity of the log becomes one of a stretch. */
  static void add(Stretch.Builder to, LoggedActivity a) {
    to.add(
        a.customer(),
        a.kind(),
        a.occurredAt(),
        Timeline.value(a.amount(), a.currency()),
        Properties.of(a.properties(), a.currency()));
  }

  private static ExecutorService executor(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Another node appended first. */
  private static final class Overtaken extends RuntimeException {
    Overtaken() {
      super("another node appended to the history");
    }
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!closes(pause)) {
      try {
        follow();
        problem = null;
        pause = settings.pause();
      } catch (Overtaken e) {
        pause = settings.pause();
      } catch (RuntimeException e) {
        if (problem == null && closing.getCount() > 0) {
          logger.warn("The history is not kept up to date; trying again", e);
        }
        problem = e;
        pause = AFTER_FAILURE;
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

  /** Appends all that there is. */
  private void follow() {
    Ledger.State state = store.ledger().read();
    if (state.end() != end) {
      end = state.end();
      position = end;
    }
    long upTo = log.settledByNow();
    if (upTo > position) {
      new Appending(end).all(upTo);
    }
    merge();
  }

  private void merge() {
    if (merging.isDone()) {
      merging =
          CompletableFuture.runAsync(
              () -> {
                try {
                  store.merge();
                  store.tidy(settings.retiredFor());
                } catch (RuntimeException e) {
                  logger.debug("The history cannot be merged now", e);
                }
              },
              merger);
    }
  }

  /** What was read and not yet stored. */
  private final class Appending {
    private Stretch.Builder builder = Stretch.builder();
    private CompletableFuture<Void> storing = CompletableFuture.completedFuture(null);
    private int stored;

    /** Where the stretch begins that is being read. */
    private long from;

    Appending(long from) {
      this.from = from;
    }

    void all(long upTo) {
      try {
        log.read(position, upTo, this::add);
        if (builder.size() > 0) {
          append(upTo);
        }
        storing.join();
        position = upTo;
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      } finally {
        // Its failure, if it has one, has been told or does not matter beside another.
        storing.exceptionally(e -> null).join();
      }
    }

    private void add(LoggedActivity a) {
      if (closing.getCount() == 0) {
        throw new IllegalStateException("closing");
      }
      Keeping.add(builder, a);
      if (builder.size() >= settings.stretch()) {
        append(a.position());
      }
    }

    private void append(long to) {
      Stretch.Builder full = builder;
      long begin = from;
      builder = Stretch.builder();
      from = to;
      storing.join();
      storing = CompletableFuture.runAsync(() -> append(begin, to, full), writer);
      if (++stored % MANY == 0) {
        merge();
      }
    }

    private void append(long begin, long to, Stretch.Builder full) {
      if (!store.append(begin, to, full.build())) {
        throw new Overtaken();
      }
      end = to;
      position = to;
    }
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
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.shutdownNow();
    merger.shutdownNow();
  }
}
