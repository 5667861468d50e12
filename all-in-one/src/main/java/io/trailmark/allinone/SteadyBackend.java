package io.trailmark.allinone;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * Commits only between operations. The store's own committer may come in the middle of one, and a
 * crash then leaves an index without its document. A crash loses at most what came after the last
 * commit, read models and their tokens alike, so projections go on from there.
 */
final class SteadyBackend extends H2Backend {
  private static final long COMMIT_EVERY_MILLIS = 2_000;
  private static final int GAP_TRIES = 100;
  private static final long GAP_PAUSE_MILLIS = 10;
  private static final int COMPACT_EVERY_COMMITS = 5;
  private static final int FILL_RATE = 50;
  private static final int COMPACTED_AT_ONCE = 4 << 20;

  private final MVStore store;

  /** Read: an operation. Write: a commit. */
  private final ReentrantReadWriteLock operations = new ReentrantReadWriteLock();

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread committer;

  SteadyBackend(MVStore store) {
    // Before the library opens the databases that there are.
    this.store = store;
    super(store);
    this.committer = Thread.ofPlatform().daemon().name("mongo-commit").start(this::keepCommitting);
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new IdFirstDatabase(name, store, getCursorRegistry());
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    operations.readLock().lock();
    try {
      return super.handleCommand(channel, database, command, query);
    } finally {
      operations.readLock().unlock();
    }
  }

  @Override
  public QueryResult handleQuery(MongoQuery query) {
    operations.readLock().lock();
    try {
      return super.handleQuery(query);
    } finally {
      operations.readLock().unlock();
    }
  }

  @Override
  public void commit() {
    operations.writeLock().lock();
    try {
      super.commit();
    } finally {
      operations.writeLock().unlock();
    }
  }

  /** Whether nothing waits for the next commit. */
  boolean isSaved() {
    return !store.hasUnsavedChanges();
  }

  private void keepCommitting() {
    try {
      for (int n = 1; !closing.await(COMMIT_EVERY_MILLIS, TimeUnit.MILLISECONDS); n++) {
        if (!isSaved()) {
          commitInAGap();
        }
        if (n % COMPACT_EVERY_COMMITS == 0) {
          compact();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Commits in a moment without operations, if one comes soon: whoever queues for the lock holds up
   * all operations that come after, for as long as those before it take.
   */
  private void commitInAGap() throws InterruptedException {
    for (int i = 0; i < GAP_TRIES; i++) {
      if (operations.writeLock().tryLock()) {
        try {
          super.commit();
          return;
        } finally {
          operations.writeLock().unlock();
        }
      }
      if (closing.await(GAP_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    commit();
  }

  /** Compaction commits too. */
  private void compact() {
    operations.writeLock().lock();
    try {
      store.compact(FILL_RATE, COMPACTED_AT_ONCE);
    } finally {
      operations.writeLock().unlock();
    }
  }

  /**
   * Idempotent. The committer is not interrupted: that would close the file under its hands. Chunks
   * are not moved, as closing with a time for compaction would: that stumbles over its own
   * assertions (h2-mvstore 2.4.240), and free space is used again anyway.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      committer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!store.isClosed()) {
      store.close();
    }
    super.close();
  }
}
