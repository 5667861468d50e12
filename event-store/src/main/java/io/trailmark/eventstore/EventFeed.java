package io.trailmark.eventstore;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.common.annotation.AnnotationUtils;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.annotation.MessageHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams of events for processors. One thread reads the tail for all streams that have caught up:
 * at once after a commit of this process, and at a short interval for those of others. Who is
 * further behind reads for itself. It runs only while streams are open.
 */
public final class EventFeed
    implements StreamableMessageSource<TrackedEventMessage<?>>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Events kept for streams that are slightly behind. */
  private static final int KEEP = 10_000;

  private static final Types EVERYTHING = new Types(Set.of(Object.class));

  private final PostgresEventStorageEngine engine;
  private final int keep;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition wanted = lock.newCondition();
  private final ArrayDeque<Tail> tail = new ArrayDeque<>();
  private int kept;
  private long start = -1;
  private long end = -1;
  private boolean signalled;
  private boolean closed;
  private @Nullable Thread thread;

  /** Events after {@code after} up to {@code last}, both global indexes. */
  private record Tail(long after, long last, List<? extends TrackedEventMessage<?>> events) {}

  EventFeed(PostgresEventStorageEngine engine) {
    this(engine, KEEP);
  }

  EventFeed(PostgresEventStorageEngine engine, int keep) {
    this.engine = engine;
    this.keep = keep;
  }

  /** Something was committed: look at once. */
  void wake() {
    lock.lock();
    try {
      signalled = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The feed for a processor that handles only some types of events: it is spared most of the
   * others, each of which would cost it more than looking at the type does here. Now and then one
   * comes through, so that its token moves on.
   *
   * @param types of payloads, or what these extend
   */
  public StreamableMessageSource<TrackedEventMessage<?>> of(Collection<Class<?>> types) {
    return new Selected(new Types(Set.copyOf(types)));
  }

  /**
   * The feed for what an annotated handler or saga handles.
   *
   * @param handler a class with event handler methods
   */
  public StreamableMessageSource<TrackedEventMessage<?>> handledBy(Class<?> handler) {
    List<Class<?>> types = new ArrayList<>();
    for (Method method : handler.getDeclaredMethods()) {
      if (AnnotationUtils.isAnnotationPresent(method, MessageHandler.class)) {
        types.add(method.getParameterTypes()[0]);
      }
    }
    return of(types);
  }

  private final class Selected implements StreamableMessageSource<TrackedEventMessage<?>> {
    private final Types types;

    Selected(Types types) {
      this.types = types;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
      return open(token, types);
    }

    @Override
    public TrackingToken createTailToken() {
      return EventFeed.this.createTailToken();
    }

    @Override
    public TrackingToken createHeadToken() {
      return EventFeed.this.createHeadToken();
    }

    @Override
    public TrackingToken createTokenAt(Instant instant) {
      return EventFeed.this.createTokenAt(instant);
    }
  }

  /** Which events a stream wants. */
  private static final class Types {
    private final Set<Class<?>> wanted;
    private final Map<Class<?>, Boolean> known = new ConcurrentHashMap<>();

    Types(Set<Class<?>> wanted) {
      this.wanted = wanted;
    }

    boolean want(TrackedEventMessage<?> event) {
      return known.computeIfAbsent(
          event.getPayloadType(),
          type -> wanted.stream().anyMatch(some -> some.isAssignableFrom(type)));
    }

    /** Those wanted, and the last one whatever it is: it carries the position. */
    List<? extends TrackedEventMessage<?>> select(List<? extends TrackedEventMessage<?>> events) {
      List<TrackedEventMessage<?>> selected = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        if (i == events.size() - 1 || want(events.get(i))) {
          selected.add(events.get(i));
        }
      }
      return selected;
    }
  }

  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
    return open(token, EVERYTHING);
  }

  private BlockingStream<TrackedEventMessage<?>> open(@Nullable TrackingToken token, Types types) {
    var stream = new Stream(PostgresEventStorageEngine.index(token), types);
    streams.add(stream);
    lock.lock();
    try {
      if (thread == null && !closed) {
        thread = Thread.ofPlatform().name("event-feed").daemon().start(this::run);
      }
      wanted.signal();
    } finally {
      lock.unlock();
    }
    return stream;
  }

  @Override
  public TrackingToken createTailToken() {
    return engine.createTailToken();
  }

  @Override
  public TrackingToken createHeadToken() {
    return engine.createHeadToken();
  }

  @Override
  public TrackingToken createTokenAt(Instant instant) {
    return engine.createTokenAt(instant);
  }

  @Override
  public void close() throws InterruptedException {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = thread;
      wanted.signalAll();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.join(Duration.ofSeconds(5));
    }
  }

  // The thread that reads the tail

  private void run() {
    Duration pause = Duration.ZERO;
    while (awaitWork(pause)) {
      try {
        pause = readTail() ? Duration.ZERO : INTERVAL;
      } catch (RuntimeException e) {
        log.warn("Events cannot be read; trying again", e);
        pause = AFTER_FAILURE;
      }
    }
  }

  /** False: closed. */
  private boolean awaitWork(Duration pause) {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (!closed && (streams.isEmpty() || end < 0 || (nanos > 0 && !signalled))) {
        if (streams.isEmpty() || end < 0) {
          wanted.await();
        } else {
          nanos = wanted.awaitNanos(nanos);
        }
      }
      signalled = false;
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** True: something came. */
  private boolean readTail() {
    long from = end();
    if (from < 0) {
      return false;
    }
    PostgresEventStorageEngine.Batch batch = engine.next(from);
    if (batch.last() == from) {
      return false;
    }
    lock.lock();
    try {
      if (end != from) {
        return false;
      }
      tail.addLast(new Tail(from, batch.last(), batch.events()));
      kept += batch.events().size();
      end = batch.last();
      while (kept > keep && tail.size() > 1) {
        Tail oldest = tail.removeFirst();
        kept -= oldest.events().size();
        start = oldest.last();
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    streams.forEach(Stream::available);
    return true;
  }

  private long end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /** The tail begins where the first stream has caught up. */
  private void caughtUp(long position) {
    lock.lock();
    try {
      if (end < 0) {
        start = position;
        end = position;
        wanted.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whoever comes next may start far beyond where the last one left. */
  private void forgetTailOfNobody() {
    lock.lock();
    try {
      if (streams.isEmpty()) {
        tail.clear();
        kept = 0;
        start = -1;
        end = -1;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Events of the tail after a position, or null: the tail begins later. */
  private @Nullable Tail after(long position) {
    lock.lock();
    try {
      if (end < 0 || position < start) {
        return null;
      }
      for (Tail part : tail) {
        if (position < part.last()) {
          return part;
        }
      }
      return new Tail(position, position, List.of());
    } finally {
      lock.unlock();
    }
  }

  private final class Stream implements BlockingStream<TrackedEventMessage<?>> {

    /** Global index up to which everything was taken over into {@code events}. */
    private long position;

    private final Types types;
    private List<? extends TrackedEventMessage<?>> events = List.of();
    private int next;
    private volatile @Nullable Runnable callback;

    Stream(long position, Types types) {
      this.position = position;
      this.types = types;
    }

    void available() {
      Runnable known = callback;
      if (known != null) {
        try {
          known.run();
        } catch (RuntimeException e) {
          log.debug("A processor that is shutting down did not want to be woken", e);
        }
      }
    }

    private boolean fetch() {
      while (next >= events.size()) {
        Tail part = after(position);
        if (part != null ? !takeOver(part) : !readAhead()) {
          return false;
        }
      }
      return true;
    }

    private boolean takeOver(Tail part) {
      long from = position;
      if (part.last() == from) {
        return false;
      }
      events =
          types.select(
              part.after() == from
                  ? part.events()
                  : part.events().stream().filter(e -> index(e) > from).toList());
      next = 0;
      position = part.last();
      return true;
    }

    private boolean readAhead() {
      PostgresEventStorageEngine.Batch batch = engine.next(position);
      boolean some = batch.last() > position;
      events = types.select(batch.events());
      next = 0;
      position = batch.last();
      if (!batch.full()) {
        caughtUp(position);
      }
      return some;
    }

    private long index(TrackedEventMessage<?> event) {
      return PostgresEventStorageEngine.index(event.trackingToken());
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      return fetch() ? Optional.of(events.get(next)) : Optional.empty();
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      long deadline = System.nanoTime() + unit.toNanos(timeout);
      while (!fetch()) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || !awaitArrival(Math.min(left, INTERVAL.toNanos()))) {
          return false;
        }
      }
      return true;
    }

    private boolean awaitArrival(long nanos) throws InterruptedException {
      lock.lock();
      try {
        if (closed) {
          return false;
        }
        // Something may have come since the last look.
        if (end <= position) {
          arrived.awaitNanos(nanos);
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      while (!hasNextAvailable(1, TimeUnit.HOURS)) {
        if (closed) {
          throw new IllegalStateException("the event feed is closed");
        }
      }
      return events.get(next++);
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
      this.callback = callback;
      return true;
    }

    @Override
    public void close() {
      callback = null;
      streams.remove(this);
      forgetTailOfNobody();
    }
  }
}
