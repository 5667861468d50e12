package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.MembershipsReviewed;
import io.trailmark.sharedevents.SegmentExited;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
class EventFeedTest {
  private static final Serializer JSON = Jackson3Serializer.builder().build();
  private static final Instant LONG_AGO = Instant.parse("2011-01-01T00:00:00Z");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private PostgresEventStorageEngine engine;
  private EventFeed feed;
  private TransactionTemplate transaction;
  private JdbcTemplate jdbc;

  @BeforeEach
  void start() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
    Flyway.configure().dataSource(source).load().migrate();
    engine =
        PostgresEventStorageEngine.create(
            source,
            JSON,
            NoOpEventUpcaster.INSTANCE,
            SnapshotFilter.allowAll(),
            exception -> false);
    feed = new EventFeed(engine, 40);
    jdbc = new JdbcTemplate(source);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  @AfterEach
  void stop() throws InterruptedException {
    feed.close();
    threads.shutdownNow();
  }

  private static DomainEventMessage<?> event(String aggregate, long sequence, Instant at) {
    return new GenericDomainEventMessage<>(
        "Customer",
        aggregate,
        sequence,
        new MembershipsReviewed(aggregate, sequence),
        MetaData.emptyInstance(),
        aggregate + "/" + sequence,
        at);
  }

  private void append(String aggregate, long from, int count, Instant at) {
    engine.appendEvents(
        IntStream.range(0, count).mapToObj(i -> event(aggregate, from + i, at)).toList());
  }

  private BlockingStream<TrackedEventMessage<?>> open(long after) {
    return feed.openStream(new GlobalSequenceTrackingToken(after));
  }

  private static List<String> available(BlockingStream<TrackedEventMessage<?>> stream, int millis)
      throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (stream.hasNextAvailable(millis, TimeUnit.MILLISECONDS)) {
      seen.add(stream.nextAvailable().getIdentifier());
    }
    return seen;
  }

  /** A transaction that has appended one back-dated event and ends when told how. */
  private Future<?> hold(CountDownLatch appended, CountDownLatch end, boolean rollBack) {
    return threads.submit(
        () ->
            transaction.executeWithoutResult(
                status -> {
                  append("held", 0, 1, LONG_AGO);
                  appended.countDown();
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  if (rollBack) {
                    status.setRollbackOnly();
                  }
                }));
  }

  @Test
  void waitsForAHeldTransactionAndThenDeliversWhatItBrought() throws Exception {
    assertThat(seenAroundAHeldTransaction(false))
        .startsWith("early/0", "held/0", "late/0")
        .hasSize(102);
  }

  @Test
  void goesOnWhenAHeldTransactionIsRolledBack() throws Exception {
    assertThat(seenAroundAHeldTransaction(true)).startsWith("early/0", "late/0").hasSize(101);
  }

  private List<String> seenAroundAHeldTransaction(boolean rollBack) throws Exception {
    append("early", 0, 1, Instant.now());
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<?> held = hold(appended, end, rollBack);
    appended.await();
    append("late", 0, 100, Instant.now());
    try (var stream = open(0);
        var second = open(0)) {
      assertThat(available(stream, 300)).containsExactly("early/0");
      assertThat(available(second, 0)).containsExactly("early/0");
      end.countDown();
      held.get();
      List<String> seen = new ArrayList<>(List.of("early/0"));
      seen.addAll(available(stream, 1_000));
      assertThat(available(second, 1_000)).hasSize(seen.size() - 1);
      return seen;
    }
  }

  @Test
  void makesNoTokenThatIsPastAHeldTransaction() throws Exception {
    append("early", 0, 1, LONG_AGO);
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<?> held = hold(appended, end, false);
    appended.await();
    Instant later = LONG_AGO.plusSeconds(60);
    append("late", 0, 1, later);

    Future<Long> head =
        threads.submit(() -> PostgresEventStorageEngine.index(engine.createHeadToken()));
    Future<Long> atLongAgo =
        threads.submit(() -> PostgresEventStorageEngine.index(engine.createTokenAt(later)));
    Thread.sleep(200);
    assertThat(head.isDone()).isFalse();
    assertThat(atLongAgo.isDone()).isFalse();
    end.countDown();
    held.get();

    assertThat(head.get()).isEqualTo(3);
    assertThat(atLongAgo.get()).isEqualTo(2);
  }

  @Test
  void wakesWhoeverListensWhenAnotherNodeCommits() throws Exception {
    try (var stream = open(0)) {
      assertThat(available(stream, 0)).isEmpty();
      CountDownLatch woken = new CountDownLatch(1);
      stream.setOnAvailableCallback(woken::countDown);
      append("other", 0, 1, Instant.now());
      // Nobody calls wake(): that is what a commit in this process does.
      assertThat(woken.await(500, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(stream.peek()).isPresent();
      assertThat(available(stream, 0)).containsExactly("other/0");
    }
  }

  /** Ten rows, of which a processor that wants only one type is offered those and the last. */
  @Test
  void offersWhatIsWantedAndThePositionOfTheRest() throws Exception {
    append("reviewed", 0, 4, Instant.now());
    engine.appendEvents(List.of(exited("left", 0)));
    append("reviewed", 4, 4, Instant.now());
    var some = feed.of(List.of(SegmentExited.class));
    try (var behind = some.openStream(null);
        var everything = feed.of(List.of(CustomerEvent.class)).openStream(null)) {
      assertThat(available(behind, 0)).containsExactly("left/0", "reviewed/7");
      assertThat(available(everything, 0)).hasSize(9);
      append("reviewed", 8, 3, Instant.now());
      engine.appendEvents(List.of(exited("left", 1)));
      feed.wake();
      List<String> tail = available(behind, 500);
      assertThat(tail).contains("left/1").hasSizeLessThanOrEqualTo(3);
      assertThat(tail.getLast()).isEqualTo("left/1");
    }
    try (var resumed = some.openStream(new GlobalSequenceTrackingToken(5))) {
      assertThat(available(resumed, 0)).containsExactly("left/1");
    }
  }

  @Test
  void knowsWhatAnAnnotatedHandlerHandles() throws Exception {
    engine.appendEvents(List.of(exited("left", 0)));
    append("reviewed", 0, 1, Instant.now());
    append("reviewed", 1, 1, Instant.now());
    try (var stream = feed.handledBy(Handler.class).openStream(null)) {
      assertThat(available(stream, 0)).containsExactly("left/0", "reviewed/1");
    }
  }

  private static final class Handler {
    @EventHandler
    void on(SegmentExited event) {}
  }

  private static DomainEventMessage<?> exited(String aggregate, long sequence) {
    return new GenericDomainEventMessage<>(
        "Customer",
        aggregate,
        sequence,
        new SegmentExited(aggregate, "recent", 1, 0, Cause.TIME, false),
        MetaData.emptyInstance(),
        aggregate + "/" + sequence,
        Instant.now());
  }

  @Test
  void startsWhereATokenPointsAndWithTheFirstIndexThatThereIs() throws Exception {
    transaction.executeWithoutResult(
        status -> {
          append("gone", 0, 4, Instant.now());
          status.setRollbackOnly();
        });
    append("kept", 0, 3, Instant.now());
    try (var all = feed.openStream(null);
        var some = open(6)) {
      assertThat(available(all, 0)).containsExactly("kept/0", "kept/1", "kept/2");
      assertThat(available(some, 0)).containsExactly("kept/2");
    }
  }

  @Test
  void givesEveryStreamEveryCommittedEventOnceInOrder() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("EventFeedTest seed " + seed);
    AtomicLong committed = new AtomicLong(-1);
    List<Callable<Map<String, Long>>> writers = new ArrayList<>();
    for (int w = 0; w < 5; w++) {
      Random random = new Random(seed + w);
      String aggregate = "w" + w;
      writers.add(() -> write(aggregate, random));
    }
    List<Future<List<String>>> readers = new ArrayList<>();
    for (int r = 0; r < 4; r++) {
      Random random = new Random(seed - 1 - r);
      boolean slow = r == 0;
      readers.add(threads.submit(() -> follow(committed, random, slow)));
    }
    Map<String, Long> written = new HashMap<>();
    for (Future<Map<String, Long>> writer : threads.invokeAll(writers)) {
      written.putAll(writer.get());
    }
    committed.set(written.values().stream().mapToLong(n -> n).sum());

    for (Future<List<String>> reader : readers) {
      Map<String, Long> next = new HashMap<>();
      for (String event : reader.get()) {
        String[] parts = event.split("/");
        assertThat(Long.parseLong(parts[1])).isEqualTo(next.merge(parts[0], 1L, Long::sum) - 1);
      }
      assertThat(next).isEqualTo(written);
    }
  }

  private Map<String, Long> write(String aggregate, Random random) {
    AtomicLong sequence = new AtomicLong();
    for (int t = 0; t < 60; t++) {
      int count = 1 + random.nextInt(5);
      boolean rollBack = random.nextInt(4) == 0;
      int millis = random.nextInt(3) == 0 ? random.nextInt(8) : 0;
      Instant at = LONG_AGO.plusSeconds(random.nextInt(1_000_000));
      transaction.executeWithoutResult(
          status -> {
            jdbc.execute("select pg_current_xact_id()");
            sleep(millis / 2);
            append(aggregate, sequence.get(), count, at);
            sleep(millis / 2);
            if (rollBack) {
              status.setRollbackOnly();
            }
          });
      if (!rollBack) {
        sequence.addAndGet(count);
        if (random.nextBoolean()) {
          feed.wake();
        }
      }
    }
    return Map.of(aggregate, sequence.get());
  }

  /** Reads until all is seen, going away and coming back with its token now and then. */
  private List<String> follow(AtomicLong expected, Random random, boolean slow) throws Exception {
    List<String> seen = new ArrayList<>();
    long position = 0;
    while (expected.get() < 0 || seen.size() < expected.get()) {
      try (var stream = open(position)) {
        for (int i = random.nextInt(200); i >= 0; i--) {
          if (stream.hasNextAvailable(20, TimeUnit.MILLISECONDS)) {
            TrackedEventMessage<?> event = stream.nextAvailable();
            position = PostgresEventStorageEngine.index(event.trackingToken());
            seen.add(event.getIdentifier());
            sleep(slow ? 2 : 0);
          }
        }
      }
    }
    return seen;
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
