package io.trailmark.eventstore;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * The log as event processors read it. Axon's embedded store does not tell pooled processors that
 * something was appended, so they would look every half second; this wakes them after each commit
 * in this JVM, and every {@value #OTHERS} ms for what other nodes committed.
 */
final class EventFeed implements StreamableMessageSource<TrackedEventMessage<?>>, AutoCloseable {
  private static final int OTHERS = 100;

  private final EventStore store;
  private final Set<Runnable> sleepers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService waker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("event-feed").factory());

  EventFeed(EventStore store) {
    this.store = store;
    store.subscribe(
        events -> {
          if (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().root().afterCommit(u -> wakeSoon());
          } else {
            wakeSoon();
          }
        });
    waker.scheduleWithFixedDelay(this::wake, OTHERS, OTHERS, TimeUnit.MILLISECONDS);
  }

  /** Twice: the store's own reader needs a moment to see what was committed. */
  private void wakeSoon() {
    if (!waker.isShutdown()) {
      waker.schedule(this::wake, 2, TimeUnit.MILLISECONDS);
      waker.schedule(this::wake, 20, TimeUnit.MILLISECONDS);
    }
  }

  private void wake() {
    sleepers.forEach(Runnable::run);
  }

  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
    return new Waking(store.openStream(token));
  }

  @Override
  public TrackingToken createTailToken() {
    return store.createTailToken();
  }

  @Override
  public TrackingToken createHeadToken() {
    return store.createHeadToken();
  }

  @Override
  public TrackingToken createTokenAt(Instant instant) {
    return store.createTokenAt(instant);
  }

  @Override
  public void close() {
    waker.shutdownNow();
  }

  private final class Waking implements BlockingStream<TrackedEventMessage<?>> {
    private final BlockingStream<TrackedEventMessage<?>> stream;
    private volatile @Nullable Runnable callback;

    Waking(BlockingStream<TrackedEventMessage<?>> stream) {
      this.stream = stream;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      return stream.peek();
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      return stream.hasNextAvailable(timeout, unit);
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      return stream.nextAvailable();
    }

    @Override
    public void skipMessagesWithPayloadTypeOf(TrackedEventMessage<?> message) {
      stream.skipMessagesWithPayloadTypeOf(message);
    }

    @Override
    public boolean setOnAvailableCallback(Runnable onAvailable) {
      forget();
      callback = onAvailable;
      sleepers.add(onAvailable);
      return true;
    }

    @Override
    public void close() {
      forget();
      stream.close();
    }

    private void forget() {
      Runnable known = callback;
      if (known != null) {
        sleepers.remove(known);
      }
    }
  }
}
