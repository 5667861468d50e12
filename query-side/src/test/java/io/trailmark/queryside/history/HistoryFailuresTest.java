package io.trailmark.queryside.history;

import static io.trailmark.queryside.history.HistoryTest.direct;
import static io.trailmark.queryside.history.HistoryTest.expectedIds;
import static io.trailmark.queryside.history.HistoryTest.ids;
import static io.trailmark.queryside.history.HistoryTest.isQuiet;
import static io.trailmark.queryside.history.HistoryTest.record;
import static io.trailmark.queryside.history.HistoryTest.same;
import static io.trailmark.queryside.history.HistoryTest.store;
import static io.trailmark.queryside.history.HistoryTest.stored;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.TestMongo;
import io.trailmark.queryside.projection.Follower;
import io.trailmark.segmentation.backtest.Stretch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The history beside databases and processes that go away at any moment. */
class HistoryFailuresTest {
  private static final String NOW = "2011-12-01T00:00:00Z";
  private static final int ACTIVITIES = 80;

  /** A write of the first stretch, before anything was appended. */
  private static final int AMIDST = 3;

  private static final Set<String> WRITES = Set.of("insertOne", "replaceOne", "deleteMany");

  /**
   * Ten activities a stretch, and what they are merged to in two parts; what is left or merged is
   * removed at once.
   */
  private static final HistoryKeeper.Settings HASTY =
      new HistoryKeeper.Settings(
          10, 40, Duration.ofMillis(1), Duration.ZERO, Duration.ofMillis(30));

  private static final MongoClient CLIENT = MongoClients.create(TestMongo.freshDatabase());
  private static QuerySide side;
  private static int databases;

  @BeforeAll
  static void start() {
    side = QuerySide.start(NOW);
    record(side, 0, ACTIVITIES);
  }

  @AfterAll
  static void stop() {
    side.close();
    CLIENT.close();
  }

  private static MongoDatabase database() {
    databases++;
    return CLIENT.getDatabase("failures" + ProcessHandle.current().pid() + "_" + databases);
  }

  /** Is asked before and after each call of a collection, and throws where it is to fail. */
  private interface Fault {
    void before(String method);

    default void after(String method) {}
  }

  @SuppressWarnings("unchecked")
  private static MongoCollection<Document> failing(MongoCollection<Document> real, Fault fault) {
    return (MongoCollection<Document>)
        Proxy.newProxyInstance(
            HistoryFailuresTest.class.getClassLoader(),
            new Class<?>[] {MongoCollection.class},
            (proxy, method, arguments) -> {
              fault.before(method.getName());
              try {
                Object answer = method.invoke(real, arguments);
                fault.after(method.getName());
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static MongoSocketException away() {
    return new MongoSocketException("away", new ServerAddress());
  }

  /**
   * Nothing gets through any more from one of the writes on: what the collections hold then is also
   * what they hold where the write before got through and its answer did not.
   */
  private static final class Crash implements Fault {
    private final int at;
    private int writes;
    private volatile boolean isDead;

    Crash(int at) {
      this.at = at;
    }

    @Override
    public synchronized void before(String method) {
      if (WRITES.contains(method) && writes++ == at) {
        isDead = true;
      }
      if (isDead) {
        throw away();
      }
    }

    @Override
    public void after(String method) {
      if (isDead) {
        throw away();
      }
    }
  }

  private static HistoryKeeper keeper() {
    return new HistoryKeeper(side.bean(ActivityLog.class), HASTY);
  }

  private static Follower follow(Function<String, MongoCollection<Document>> collections) {
    return keeper().follow(collections);
  }

  /** All is there, merged, and nothing else is left. */
  private static boolean isDone(StretchStore store, MongoDatabase database) {
    return store.ledger().read().end() == ACTIVITIES
        && isQuiet(store)
        && ids(database.getCollection(HistoryKeeper.COLUMNS)).equals(expectedIds(store));
  }

  @Test
  void losesAndDoublesNothingByACrashBetweenAnyTwoWrites() {
    Map<String, byte[]> expected = direct(side, ACTIVITIES).columns();
    boolean crashed = true;
    int at = 0;
    for (; crashed; at++) {
      MongoDatabase database = database();
      StretchStore store = keeper().store(database::getCollection);
      Crash crash = new Crash(at);
      Follower dying = follow(name -> failing(database.getCollection(name), crash));
      QuerySide.eventually(() -> crash.isDead || isDone(store, database));
      dying.close();
      crashed = crash.isDead;
      try (Follower living = follow(database::getCollection)) {
        QuerySide.eventually(() -> isDone(store, database));
      }
      same(stored(store), expected);
      if (!crashed) {
        assertThat(store.ledger().read().stretches()).anyMatch(stretch -> stretch.parts() > 1);
      }
      database.drop();
    }
    assertThat(at).as("writes that a crash was tried at").isGreaterThan(50);
  }

  /** Away from the start on, and again in the midst of what is appended first. */
  private static final class Outage implements Fault {
    private volatile boolean isAway = true;
    private int writes;

    @Override
    public synchronized void before(String method) {
      if (!isAway && WRITES.contains(method) && ++writes == AMIDST) {
        isAway = true;
      }
      if (isAway) {
        throw away();
      }
    }
  }

  @Test
  void goesOnOnceMongoIsBack() {
    MongoDatabase database = database();
    StretchStore store = keeper().store(database::getCollection);
    Outage outage = new Outage();
    try (Follower follower = follow(name -> failing(database.getCollection(name), outage))) {
      QuerySide.eventually(() -> follower.problem().isPresent());
      outage.isAway = false;
      QuerySide.eventually(() -> outage.isAway && follower.problem().isPresent());
      assertThat(store.ledger().read().end()).isZero();
      outage.isAway = false;
      QuerySide.eventually(() -> isDone(store, database));
      QuerySide.eventually(() -> follower.problem().isEmpty());
    }
    same(stored(store), direct(side, ACTIVITIES).columns());
  }

  @Test
  void goesOnOncePostgresIsBack() throws Exception {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    try (QuerySide own =
        QuerySide.start(
            postgres,
            TestMongo.freshDatabase(),
            NOW,
            "--spring.datasource.hikari.connection-timeout=300")) {
      own.activateStandardPlaybook("2011-11-01T00:00:00Z");
      record(own, 0, 40);
      own.settle();
      HistoryKeeper keeper = new HistoryKeeper(own.bean(ActivityLog.class), HASTY);
      MongoDatabase database = database();
      StretchStore watched = keeper.store(database::getCollection);
      try (Follower follower = keeper.follow(database::getCollection)) {
        QuerySide.eventually(() -> watched.ledger().read().end() > 0);
        postgres.allow(false);
        QuerySide.eventually(() -> follower.problem().isPresent());
        assertThat(own.get("/api/projections").status()).isEqualTo(503);
        postgres.allow(true);
        QuerySide.eventually(() -> own.get("/api/projections").status() == 200);
        record(own, 40, 80);
        own.settle();
        long newest = own.bean(ActivityLog.class).settled();
        QuerySide.eventually(() -> follower.position() == newest && follower.problem().isEmpty());
        QuerySide.eventually(() -> isQuiet(watched) && isQuiet(store(own)));
        Map<String, byte[]> expected = direct(own, newest).columns();
        same(stored(watched), expected);
        same(stored(store(own)), expected);
        QuerySide.eventually(() -> !own.get("/api/projections").raw().body().contains("failing"));
      }
    }
  }

  @Test
  void readsALongColumnFromSeveralDocuments() {
    MongoCollection<Document> collection = database().getCollection(HistoryKeeper.COLUMNS);
    Stretch stretch = direct(side, ACTIVITIES);
    Columns columns = new Columns(collection, 100);
    columns.write(7, 0, stretch.columns());
    assertThat(collection.find(new Document("_id", "7|0000|keys|1")).first()).isNotNull();
    Stored.Counting counting = new Stored.Counting();
    counting.add(stretch, stretch.columns());
    Stored stored = counting.of(new Ledger.Writing(7, 0, ACTIVITIES, 0), 1);
    assertThat(columns.read(stored, 0, name -> true).columns())
        .usingRecursiveComparison()
        .isEqualTo(stretch.columns());
    columns.remove(7);
    assertThat(collection.countDocuments()).isZero();
  }

  @Test
  void tellsTheSameThroughUpcasters() {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    Map<String, byte[]> fast;
    try (QuerySide own = QuerySide.start(postgres, TestMongo.freshDatabase(), NOW)) {
      own.activateStandardPlaybook("2011-11-01T00:00:00Z");
      record(own, 0, 300);
      fast = direct(own, own.bean(ActivityLog.class).settled()).columns();
    }
    int[] upcast = {0};
    EventUpcaster counting =
        events ->
            events.map(
                (IntermediateEventRepresentation e) -> {
                  upcast[0]++;
                  return e;
                });
    try (QuerySide own =
        QuerySide.start(
            postgres,
            TestMongo.freshDatabase(),
            "",
            context -> context.registerBean(EventUpcaster.class, () -> counting))) {
      own.settle();
      assertThat(upcast[0]).isGreaterThanOrEqualTo(300);
      same(stored(store(own)), fast);
    }
  }
}
