package io.trailmark.queryside.history;

import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.Logged;
import io.trailmark.eventstore.LoggedActivity;
import io.trailmark.eventstore.LoggedJoin;
import io.trailmark.queryside.projection.LogFollower;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ConcurrentModificationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what comes to one generation. While a thread reads the log, one makes columns of what was
 * read before and stores them, and one merges.
 */
final class Keeping extends LogFollower {
  private static final Logger logger = LoggerFactory.getLogger(Keeping.class);

  /** While there is more to append, merging waits until there are so many stretches. */
  private static final int MANY = Merging.FACTOR * Merging.FACTOR;

  private final ActivityLog log;
  private final StretchStore store;
  private final HistoryKeeper.Settings settings;
  private final ExecutorService writer = executor("history-writer");
  private final ExecutorService merger = executor("history-merger");
  private CompletableFuture<Void> merging = CompletableFuture.completedFuture(null);

  /** Where the stretches ended when it was last known. */
  private volatile long end;

  Keeping(ActivityLog log, StretchStore store, HistoryKeeper.Settings settings) {
    super(HistoryKeeper.COLUMNS, settings.pause());
    this.log = log;
    this.store = store;
    this.settings = settings;
    start();
  }

  /** How what the log tells becomes part of a stretch. */
  static void add(Stretch.Builder to, Logged logged) {
    switch (logged) {
      case LoggedActivity a ->
          to.add(
              a.customer(),
              a.kind(),
              a.occurredAt(),
              Timeline.value(a.amount(), a.currency()),
              Properties.of(a.properties(), a.currency()));
      case LoggedJoin j -> to.joined(j.customer(), j.at());
    }
  }

  private static ExecutorService executor(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Appends all that there is. */
  @Override
  protected void follow() {
    Ledger.State state = store.ledger().read();
    if (state.end() != end) {
      end = state.end();
      reached(end);
    }
    long upTo = log.settledByNow();
    if (upTo > position()) {
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
        log.read(position(), upTo, this::add);
        if (builder.size() > 0) {
          append(upTo);
        }
        storing.join();
        reached(upTo);
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      } finally {
        // Its failure, if it has one, has been told or does not matter beside another.
        storing.exceptionally(e -> null).join();
      }
    }

    private void add(Logged logged) {
      checkOpen();
      Keeping.add(builder, logged);
      if (builder.size() >= settings.stretch()) {
        append(logged.position());
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
        throw new ConcurrentModificationException("another node appended to the history");
      }
      end = to;
      reached(to);
    }
  }

  @Override
  public void close() {
    super.close();
    writer.shutdownNow();
    merger.shutdownNow();
  }
}
