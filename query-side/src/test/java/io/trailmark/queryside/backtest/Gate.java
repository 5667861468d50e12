package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Archive;
import io.trailmark.segmentation.backtest.History;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A history that is not told before somebody opens it; nor, while closed, its second half. */
final class Gate implements RecordedHistory {
  private final RecordedHistory behind;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();

  Gate(RecordedHistory behind) {
    this.behind = behind;
  }

  void open() {
    opened.countDown();
  }

  /** How many backtests have come to it. */
  int asked() {
    return asked.get();
  }

  /** How many shards were told. */
  int told() {
    return told.get();
  }

  @Override
  public Until now() {
    asked.incrementAndGet();
    Until until = behind.now();
    return new Until(new Closed(until.archive()), until.position(), until::close);
  }

  private final class Closed implements Archive {
    private final Archive archive;

    Closed(Archive archive) {
      this.archive = archive;
    }

    @Override
    public History shard(int number, Predicate<String> properties) {
      try {
        if (!opened.await(60, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody opened");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      told.incrementAndGet();
      return archive.shard(number, properties);
    }

    @Override
    public int shards() {
      return archive.shards();
    }

    @Override
    public long activities() {
      return archive.activities();
    }

    @Override
    public long first() {
      return archive.first();
    }
  }
}
