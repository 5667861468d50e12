package io.trailmark.allinone;

import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * Commits only between operations. The store's own committer may come in the middle of one, and a
 * crash then leaves an index without its document. A crash loses at most what came after the last
 * commit, read models and their tokens alike, so projections go on from there.
 */
final class SteadyBackend extends H2Backend {
  private static final long COMMIT_EVERY_MILLIS = 500;
  private static final int COMPACT_EVERY_COMMITS = 10;
  private static final int FILL_RATE = 50;
  private static final int COMPACTED_AT_ONCE = 4 << 20;
  private static final int COMPACTION_ON_CLOSE_MILLIS = 2_000;

  private final MVStore store;

  /** Read: an operation. Write: a commit. */
  private final ReadWriteLock operations = new ReentrantReadWriteLock();

  private final Thread committer;

  SteadyBackend(MVStore store) {
    super(store);
    this.store = store;
    this.committer = Thread.ofPlatform().daemon().name("mongo-commit").start(this::keepCommitting);
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

  private void keepCommitting() {
    try {
      for (int n = 1; true; n++) {
        Thread.sleep(COMMIT_EVERY_MILLIS);
        if (store.hasUnsavedChanges()) {
          commit();
        }
        if (n % COMPACT_EVERY_COMMITS == 0) {
          compact();
        }
      }
    } catch (InterruptedException e) {
      // Closing.
    }
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

  /** Idempotent. */
  @Override
  public void close() {
    committer.interrupt();
    try {
      committer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!store.isClosed()) {
      store.close(COMPACTION_ON_CLOSE_MILLIS);
    }
    super.close();
  }
}
