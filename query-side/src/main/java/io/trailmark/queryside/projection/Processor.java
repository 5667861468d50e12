package io.trailmark.queryside.projection;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;

/** One generation of a projection being kept up with the log, if no other node does it. */
final class Processor implements Follower {
  private static final int SEGMENT = 0;

  private final String name;
  private final Tokens tokens;
  private final PooledStreamingEventProcessor processor;
  private final ScheduledExecutorService executor;

  Processor(String name, Tokens tokens, PooledStreamingEventProcessor.Builder builder) {
    this.name = name;
    this.tokens = tokens;
    this.executor =
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("projection-" + name + "-", 0).factory());
    this.processor =
        builder.name(name).coordinatorExecutor(executor).workerExecutor(executor).build();
    processor.start();
  }

  @Override
  public long position() {
    OptionalLong here =
        status().map(EventTrackerStatus::getCurrentPosition).orElse(OptionalLong.empty());
    return here.orElseGet(() -> tokens.position(name));
  }

  @Override
  public Optional<Throwable> problem() {
    return status().filter(EventTrackerStatus::isErrorState).map(EventTrackerStatus::getError);
  }

  private Optional<EventTrackerStatus> status() {
    return Optional.ofNullable(processor.processingStatus().get(SEGMENT));
  }

  @Override
  public void close() {
    try {
      processor.shutdownAsync().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // It is idempotent: whatever it was doing may be done again.
    }
    executor.shutdownNow();
  }
}
