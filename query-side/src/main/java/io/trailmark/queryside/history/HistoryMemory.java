package io.trailmark.queryside.history;

import com.mongodb.client.MongoCollection;
import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.queryside.projection.ReadModels;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The history in memory: loaded when it is first asked for, from what is stored and from the log
 * after that, and kept up to date from then on. Where it is larger than it may be, nothing is kept
 * and shards are read one after the other.
 */
@Component
public final class HistoryMemory implements DisposableBean {
  private static final Logger logger = LoggerFactory.getLogger(HistoryMemory.class);
  private static final Duration PINNED = Duration.ofMinutes(10);
  private static final Duration REFRESHED = Duration.ofSeconds(1);

  /** Past so many positions it is faster to load what is stored than to read the log. */
  private static final long FAR = 2_000_000;

  private final ActivityLog log;
  private final HistoryKeeper keeper;
  private final ReadModels models;
  private final long bound;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Held held;
  private @Nullable ScheduledExecutorService refreshing;

  /**
   * @param bound {@code trailmark.history.memory}, bytes; 0: a quarter of the heap
   */
  HistoryMemory(
      ActivityLog log,
      HistoryKeeper keeper,
      ReadModels models,
      @Value("${trailmark.history.memory:0}") long bound) {
    this.log = log;
    this.keeper = keeper;
    this.models = models;
    this.bound = bound > 0 ? bound : Runtime.getRuntime().maxMemory() / 4;
  }

  /**
   * Everything that was acknowledged before this call. To be closed: until then, or ten minutes
   * after it was last asked for a shard, what it reads stays.
   *
   * @throws HistoryTooLarge if not even single shards fit into the memory that it may take
   * @throws org.springframework.web.ErrorResponseException 503 while what is stored is too far
   *     behind the log
   */
  public HistorySnapshot current() {
    long position = log.settled();
    StretchStore store = store();
    String reader = UUID.randomUUID().toString();
    Ledger.State state = store.ledger().pin(reader, store.now(), pinnedUntil(store.now()));
    try {
      Plan plan = new Plan(state.stretches(), Math.max(position, state.end()), bound);
      if (plan.tail() > bound) {
        throw Problem.notYet(
            "The history is still being built: it reaches position %d of %d."
                .formatted(plan.end(), plan.position()));
      }
      return new HistorySnapshot(this, store, reader, plan, hold(store, plan));
    } catch (RuntimeException e) {
      store.ledger().unpin(reader);
      throw e;
    }
  }

  private StretchStore store() {
    return keeper.store(name -> collection(name));
  }

  private MongoCollection<Document> collection(String name) {
    return models.collection(keeper, name);
  }

  /** The history in memory as of the planned position or a later one; null: it does not fit. */
  private @Nullable Held hold(StretchStore store, Plan plan) {
    lock.lock();
    try {
      Held known = held;
      if (known == null || !known.isOf(store) || known.shards() < plan.shards()) {
        held = load(store, plan, known == null ? Set.of() : known.properties());
      } else if (plan.position() - known.position() > FAR) {
        held = load(store, plan, known.properties());
      } else if (plan.position() > known.position()) {
        held = bounded(known.extended(log, plan.position()));
      }
      return held;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same history with more properties; null: it does not fit with them.
   *
   * @param plan of the same position and shards
   */
  @Nullable Held widen(StretchStore store, Plan plan, Set<String> properties) {
    lock.lock();
    try {
      Held known = held;
      if (known != null && known.isAsPlanned(store, plan) && known.knows(properties)) {
        return known;
      }
      Held loaded = load(store, plan, properties);
      held = loaded == null ? known : loaded;
      return loaded;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Held load(StretchStore store, Plan plan, Set<String> properties) {
    if (plan.bytes(properties::contains) + plan.tail() > bound) {
      return null;
    }
    // Not beside what is loaded instead.
    held = null;
    long start = System.nanoTime();
    Held loaded = Held.load(store, plan, properties).extended(log, plan.position());
    logger.info(
        "Loaded the history: {} activities, about {} bytes, {} ms",
        loaded.activities(),
        loaded.bytes(),
        (System.nanoTime() - start) / 1_000_000);
    keepRefreshing();
    return bounded(loaded);
  }

  private @Nullable Held bounded(Held held) {
    return held.bytes() <= bound ? held : null;
  }

  ActivityLog log() {
    return log;
  }

  static long pinnedUntil(long now) {
    return now + PINNED.toMillis();
  }

  /** About how much is held now, in bytes; 0: nothing. */
  public long bytes() {
    Held known = held;
    return known == null ? 0 : known.bytes();
  }

  /** What is stored. */
  public HistorySize stored() {
    return HistorySize.of(store().ledger().read().stretches());
  }

  private void keepRefreshing() {
    if (refreshing == null) {
      ScheduledExecutorService executor =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("history-memory").factory());
      refreshing = executor;
      executor.scheduleWithFixedDelay(
          this::refresh, REFRESHED.toMillis(), REFRESHED.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** So that the next question finds little to read. */
  private void refresh() {
    if (!lock.tryLock()) {
      return;
    }
    try {
      Held known = held;
      if (known != null) {
        long position = log.settledByNow();
        if (position > known.position()) {
          held = bounded(known.extended(log, position));
        }
      }
    } catch (RuntimeException e) {
      logger.debug("The history in memory cannot be refreshed now", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void destroy() {
    if (refreshing != null) {
      refreshing.shutdownNow();
    }
  }
}
