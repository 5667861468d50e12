package io.trailmark.queryside.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.TestMongo;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.segmentation.backtest.Archive;
import io.trailmark.segmentation.backtest.Backtest;
import io.trailmark.segmentation.backtest.Findings;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.CustomerEvent;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HistoryTest {
  private static final long NOW = 1_322_697_600_000L;
  private static final Predicate<String> NO_PROPERTIES = name -> false;
  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

  private static String key(int i) {
    Random random = new Random(i);
    StringBuilder key = new StringBuilder();
    for (int j = 0; j < 20; j++) {
      key.append(ALPHABET.charAt(random.nextInt(32)));
    }
    return key.toString();
  }

  private static ActivityRecorded activity(int i) {
    Random random = new Random(i);
    String customer = key(random.nextInt(40));
    long at = NOW - random.nextInt(300) * 86_400_000L - i;
    return switch (random.nextInt(4)) {
      case 0 ->
          new ActivityRecorded(
              customer, "s", "m" + i, "order_placed", at, 100L + i, null, Map.of(), false, null);
      case 1 ->
          new ActivityRecorded(
              customer,
              "s",
              "m" + i,
              "order_placed",
              at,
              7L,
              "EUR",
              Map.of("category", "c" + i % 3, "items", List.of(Map.of("productId", i))),
              false,
              null);
      case 2 ->
          new ActivityRecorded(
              customer,
              "s",
              "m" + i,
              "product_viewed",
              at,
              null,
              null,
              Map.of("category", "c" + i % 5),
              false,
              null);
      default ->
          new ActivityRecorded(
              customer, "s", "m" + i, "message_opened", at, null, null, Map.of(), false, null);
    };
  }

  static void record(QuerySide side, int from, int to) {
    CustomerEvent[] events = new CustomerEvent[to - from];
    Arrays.setAll(events, i -> activity(from + i));
    side.record(events);
  }

  /** Everything of everybody, by key and column, as the stored form of one customer each. */
  private static Map<String, List<String>> told(Archive archive, Predicate<String> properties) {
    Map<String, List<String>> told = new TreeMap<>();
    for (int s = 0; s < archive.shards(); s++) {
      History shard = archive.shard(s, properties);
      for (int c = 0; c < shard.customers(); c++) {
        told.put(shard.key(c), List.of());
      }
    }
    return told;
  }

  /** What a backtest says, which reads all of it. */
  private static String days(Archive archive, String playbook) {
    StringBuilder days = new StringBuilder();
    Playbook parsed = Playbook.parse(playbook);
    Findings findings =
        Backtest.run(
            new Backtest.Question(
                parsed, null, LocalDate.of(2011, 1, 1), LocalDate.of(2011, 12, 9), NOW),
            archive,
            (asOf, histories, spendings) -> {
              throw new IllegalStateException("nothing is predicted");
            },
            fraction -> {},
            (shard, intervals) ->
                intervals.forEach(
                    some ->
                        some.forEach(
                            (customer, from, to) ->
                                days.append(shard.key(customer)).append(' ').append(from))));
    for (int s = 0; s < parsed.segments().size(); s++) {
      for (int d = 0; d < findings.days().count(); d++) {
        days.append(findings.days().size(s, d)).append(' ');
      }
    }
    return days.toString();
  }

  static Stretch direct(QuerySide side, long upTo) {
    Stretch.Builder builder = Stretch.builder();
    side.bean(ActivityLog.class).read(0, upTo, a -> Keeping.add(builder, a));
    return builder.build();
  }

  /** The generation that answers. */
  static StretchStore store(QuerySide side) {
    HistoryKeeper keeper = side.bean(HistoryKeeper.class);
    return keeper.store(name -> side.bean(ReadModels.class).collection(keeper, name));
  }

  /** All that counts in a generation, as one. */
  static Map<String, byte[]> stored(StretchStore store) {
    Ledger.State state = store.ledger().read();
    long reached = 0;
    List<Stretch> all = new ArrayList<>();
    for (Stored stretch : state.stretches()) {
      assertThat(stretch.from()).isEqualTo(reached);
      reached = stretch.to();
      all.add(store.columns().read(stretch, 0, 1, name -> true));
    }
    return Stretch.merge(all).columns();
  }

  static void same(Map<String, byte[]> actual, Map<String, byte[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    // Dictionaries are numbered as they come.
    actual.forEach(
        (name, bytes) -> {
          if (!Stretch.isProperty(name)) {
            assertThat(bytes).as(name).isEqualTo(expected.get(name));
          }
        });
  }

  @Test
  void holdsWhatTheLogTellsAndIsRebuiltTheSame() {
    try (QuerySide side =
        QuerySide.start(
            "2011-12-01T00:00:00Z",
            "--trailmark.history.stretch=50",
            "--trailmark.projections.retired-for=1h")) {
      for (int i = 0; i < 600; i += 30) {
        record(side, i, i + 30);
      }
      side.settle();
      long end = side.bean(ActivityLog.class).settled();
      Stretch expected = direct(side, end);
      assertThat(expected.activities()).isEqualTo(600);
      same(stored(store(side)), expected.columns());
      assertThat(side.post("/api/projections/history/rebuild").status()).isEqualTo(202);
      QuerySide.eventually(() -> generation(side) == 2);
      same(stored(store(side)), expected.columns());

      record(side, 600, 660);
      side.settle();
      same(stored(store(side)), direct(side, side.bean(ActivityLog.class).settled()).columns());
      try (HistorySnapshot snapshot = side.bean(HistoryMemory.class).current()) {
        assertThat(snapshot.activities()).isEqualTo(660);
        assertThat(told(snapshot, NO_PROPERTIES)).hasSize(40);
      }
    }
  }

  private static int generation(QuerySide side) {
    for (JsonNode p : side.get("/api/projections").body().path("projections")) {
      if (p.path("name").asString().equals("history")) {
        return p.path("generation").intValue();
      }
    }
    return 0;
  }

  @Test
  void keepsUpAndAnswersTheSameInShards() {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    String playbook = QuerySide.standardPlaybook();
    String[] parts = {"--trailmark.history.part=20"};
    try (QuerySide side = QuerySide.start(postgres, mongo, "2011-12-01T00:00:00Z", parts)) {
      HistoryMemory memory = side.bean(HistoryMemory.class);
      assertThat(memory.bytes()).isZero();
      record(side, 0, 300);
      String before;
      try (HistorySnapshot snapshot = memory.current()) {
        assertThat(snapshot.activities()).isEqualTo(300);
        before = days(snapshot, playbook);
        record(side, 300, 800);
        try (HistorySnapshot next = memory.current()) {
          assertThat(next.activities()).isEqualTo(800);
          assertThat(days(next, playbook)).isNotEqualTo(before);
        }
        assertThat(days(snapshot, playbook)).isEqualTo(before);
      }
      side.settle();
      String all;
      try (HistorySnapshot snapshot = memory.current()) {
        all = days(snapshot, playbook);
        assertThat(all)
            .isEqualTo(days(History.of(List.of(direct(side, snapshot.position()))), playbook));
      }
      QuerySide.eventually(() -> isQuiet(store(side)));
      Plan whole = new Plan(store(side).ledger().read().stretches(), 800, Long.MAX_VALUE);
      String little = "--trailmark.history.memory=" + whole.bytes(NO_PROPERTIES) / 2;
      try (QuerySide other = QuerySide.start(postgres, mongo, "", little);
          HistorySnapshot snapshot = other.bean(HistoryMemory.class).current()) {
        assertThat(snapshot.isInMemory()).isFalse();
        assertThat(snapshot.shards()).isGreaterThan(1);
        assertThat(snapshot.activities()).isEqualTo(800);
        assertThat(days(snapshot, playbook)).isEqualTo(all);
      }
    }
  }

  @Test
  void saysWhatToSetWhereNotEvenShardsFit() {
    try (QuerySide side =
        QuerySide.start("2011-12-01T00:00:00Z", "--trailmark.history.memory=1000")) {
      record(side, 0, 300);
      side.settle();
      QuerySide.eventually(() -> store(side).ledger().read().end() > 0);
      assertThatThrownBy(() -> side.bean(HistoryMemory.class).current())
          .isInstanceOf(HistoryTooLarge.class)
          .hasMessageContaining("trailmark.history.memory");
    }
  }

  @Test
  void readsPropertiesOnlyWhenARuleNamesThem() {
    try (QuerySide side = QuerySide.start("2011-12-01T00:00:00Z")) {
      record(side, 0, 200);
      side.settle();
      QuerySide.eventually(() -> store(side).ledger().read().end() > 0);
      HistoryMemory memory = side.bean(HistoryMemory.class);
      try (HistorySnapshot snapshot = memory.current()) {
        snapshot.shard(0, NO_PROPERTIES);
        long without = memory.bytes();
        record(side, 200, 260);
        snapshot.shard(0, "product_viewed/category"::equals);
        assertThat(memory.bytes()).isGreaterThan(without);
        assertThat(snapshot.activities()).isEqualTo(200);
      }
      try (HistorySnapshot snapshot = memory.current()) {
        assertThat(snapshot.activities()).isEqualTo(260);
      }
    }
  }

  @Test
  void goesOnAfterARestartAndWaitsForALateCommit() throws Exception {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    try (QuerySide side = QuerySide.start(postgres, mongo, "2011-12-01T00:00:00Z")) {
      record(side, 0, 100);
      side.settle();
    }
    try (QuerySide side = QuerySide.start(postgres, mongo, "");
        Connection late = postgres.connect()) {
      late.setAutoCommit(false);
      late.createStatement()
          .execute(
              "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                  + " payload_type, payload) select 'late', 0, 'Customer', 1, payload_type, payload"
                  + " from domain_event limit 1");
      try (Connection fast = postgres.connect()) {
        fast.createStatement()
            .execute(
                "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                    + " payload_type, payload) select 'fast' || global_index, 0, 'Customer', 1,"
                    + " payload_type, payload from domain_event");
      }
      CompletableFuture<Long> current =
          CompletableFuture.supplyAsync(
              () -> {
                try (HistorySnapshot snapshot = side.bean(HistoryMemory.class).current()) {
                  return snapshot.activities();
                }
              });
      Thread.sleep(500);
      assertThat(store(side).ledger().read().end()).isEqualTo(100);
      assertThat(current).isNotDone();
      late.commit();
      assertThat(current.get()).isEqualTo(201);
      side.settle();
      same(stored(store(side)), direct(side, 201).columns());
    }
  }

  @Test
  void twoNodesLoseAndDoubleNothing() {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    // What one node begins and drops because of the other is not to be waited for.
    String[] small = {
      "--trailmark.history.stretch=10",
      "--trailmark.history.pause=5ms",
      "--trailmark.history.abandoned-after=3s"
    };
    try (QuerySide one = QuerySide.start(postgres, mongo, "2011-12-01T00:00:00Z", small);
        QuerySide two = QuerySide.start(postgres, mongo, "", small)) {
      for (int i = 0; i < 900; i += 9) {
        record(one, i, i + 9);
      }
      one.settle();
      two.settle();
      StretchStore store = store(one);
      same(stored(store), direct(one, 900).columns());
      QuerySide.eventually(() -> isQuiet(store));
      same(stored(store), direct(one, 900).columns());
      assertThat(ids(one)).isEqualTo(expectedIds(store));
    }
  }

  static boolean isQuiet(StretchStore store) {
    Ledger.State state = store.ledger().read();
    return state.writing().isEmpty()
        && state.retired().isEmpty()
        && Merging.next(state.stretches()).isEmpty();
  }

  private static List<Long> ids(QuerySide side) {
    return ids(
        side.bean(ReadModels.class)
            .collection(side.bean(HistoryKeeper.class), HistoryKeeper.COLUMNS));
  }

  /** Of the stretches of which there are columns. */
  static List<Long> ids(MongoCollection<Document> columns) {
    return columns
        .find()
        .map(d -> Long.parseLong(d.getString("_id").replaceFirst("\\|.*", "")))
        .into(new ArrayList<>())
        .stream()
        .distinct()
        .sorted()
        .toList();
  }

  static List<Long> expectedIds(StretchStore store) {
    return store.ledger().read().stretches().stream().map(Stored::id).sorted().toList();
  }
}
