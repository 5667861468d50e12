package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class NoEventIsSkippedTest {
  private TestPostgres.Database database;
  private SingleConnectionDataSource connection;
  private LogReader reader;
  private long last;
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void migrate() {
    database = TestPostgres.freshDatabase();
    var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
    Flyway.configure().dataSource(source).load().migrate();
    connection =
        new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
    reader = new LogReader(new JdbcTemplate(connection));
  }

  @AfterEach
  void close() {
    connection.destroy();
  }

  private void read() {
    for (var row :
        reader.after(
            last,
            50,
            "global_index, aggregate, sequence",
            (r, n) -> Map.entry(r.getLong(1), r.getString(2) + "/" + r.getLong(3)))) {
      assertThat(row.getKey()).isGreaterThan(last);
      last = row.getKey();
      seen.add(row.getValue());
    }
  }

  private static void insert(Connection c, String aggregate, long sequence, long recordedAt)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                + " payload_type, payload) values (?, ?, 'T', ?, 'P', '')")) {
      s.setString(1, aggregate);
      s.setLong(2, sequence);
      s.setLong(3, recordedAt);
      s.executeUpdate();
    }
  }

  @Test
  void waitsForATransactionThatDrewAnEarlierIndex() throws SQLException {
    try (Connection slow = database.connect();
        Connection fast = database.connect()) {
      slow.setAutoCommit(false);
      insert(fast, "fast", 0, 1_000);
      insert(slow, "slow", 0, 1);
      for (int i = 1; i < 100; i++) {
        insert(fast, "fast", i, 1_000_000_000L);
      }

      for (int i = 0; i < 5; i++) {
        read();
      }
      assertThat(seen).containsExactly("fast/0");

      slow.commit();
      for (int i = 0; i < 5; i++) {
        read();
      }
      assertThat(seen).hasSize(101).startsWith("fast/0", "slow/0", "fast/1");
    }
  }

  @Test
  void passesWhatWasRolledBackAtOnce() throws SQLException {
    try (Connection slow = database.connect();
        Connection fast = database.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow", 0, 1);
      insert(fast, "fast", 0, 1);
      read();
      read();
      assertThat(seen).isEmpty();

      slow.rollback();
      read();
      assertThat(seen).containsExactly("fast/0");
    }
  }

  @Test
  void isNotHeldUpByAWriterThatCameLater() throws SQLException {
    try (Connection aborted = database.connect();
        Connection later = database.connect();
        Connection fast = database.connect()) {
      aborted.setAutoCommit(false);
      later.setAutoCommit(false);
      insert(aborted, "aborted", 0, 1);
      aborted.rollback();
      insert(fast, "fast", 0, 1);
      read();
      insert(later, "later", 0, 1);
      read();
      assertThat(seen).containsExactly("fast/0");
      later.rollback();
    }
  }

  @Test
  void passesOldGapsWithoutStoppingAtEach() throws SQLException {
    try (Connection c = database.connect()) {
      c.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        insert(c, "kept", i, 1);
        c.commit();
        insert(c, "gone", i, 1);
        insert(c, "gone", i + 1, 1);
        c.rollback();
      }
    }
    read();
    read();
    assertThat(seen).hasSize(20);
  }

  /** PostgreSQL's xmax is one past the newest id that has ended, not past the newest given out. */
  @Test
  void waitsForAYoungerTransactionThatDrewAnEarlierIndex() throws SQLException {
    try (Connection older = database.connect();
        Connection younger = database.connect()) {
      older.setAutoCommit(false);
      younger.setAutoCommit(false);
      older.createStatement().execute("select pg_current_xact_id()");
      insert(younger, "younger", 0, 1);
      insert(older, "older", 0, 1);
      older.commit();
      for (int i = 0; i < 5; i++) {
        read();
      }
      assertThat(seen).isEmpty();

      younger.commit();
      read();
      assertThat(seen).containsExactly("younger/0", "older/0");
    }
  }

  @Test
  void hasATransactionIdBeforeItDrawsAnIndex() throws SQLException {
    try (Connection c = database.connect();
        var statement = c.createStatement()) {
      c.setAutoCommit(false);
      // No row, so no index is drawn; without the trigger there would be no id either.
      statement.executeUpdate(
          "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
              + " payload_type, payload) select 'x', 0, 'T', 1, 'P', '' where false");
      try (var rows = statement.executeQuery("select pg_current_xact_id_if_assigned()")) {
        rows.next();
        assertThat(rows.getString(1)).isNotNull();
      }
    }
  }

  @Test
  void delaysNobodyElseWhileATransactionHangs() throws SQLException {
    try (Connection slow = database.connect();
        Connection fast = database.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow", 0, 1);
      fast.createStatement().execute("set statement_timeout = 2000");
      insert(fast, "fast", 0, 1);
      slow.rollback();
    }
  }

  @Test
  void seesEveryCommittedEventOnceInOrderWhateverTheInterleaving() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("NoEventIsSkippedTest seed " + seed);
    AtomicBoolean writing = new AtomicBoolean(true);
    List<Callable<List<String>>> writers = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      Random random = new Random(seed + w);
      String aggregate = "w" + w;
      writers.add(() -> write(aggregate, random));
    }
    List<String> committed = new ArrayList<>();
    try (var executor = Executors.newCachedThreadPool()) {
      Future<?> reading =
          executor.submit(
              () -> {
                while (writing.get()) {
                  read();
                }
              });
      for (Future<List<String>> f : executor.invokeAll(writers)) {
        committed.addAll(f.get());
      }
      writing.set(false);
      reading.get();
    }
    for (int i = 0; i < 200; i++) {
      read();
    }

    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
    Map<String, Long> next = new HashMap<>();
    for (String event : seen) {
      String[] parts = event.split("/");
      assertThat(Long.parseLong(parts[1])).isEqualTo(next.merge(parts[0], 1L, Long::sum) - 1);
    }
  }

  private List<String> write(String aggregate, Random random) throws Exception {
    List<String> committed = new ArrayList<>();
    try (Connection c = database.connect()) {
      c.setAutoCommit(false);
      long sequence = 0;
      for (int t = 0; t < 120; t++) {
        int n = 1 + random.nextInt(5);
        if (random.nextBoolean()) {
          // As the command side does, which locks its customers first.
          c.createStatement().execute("select pg_current_xact_id()");
          Thread.sleep(random.nextInt(4));
        }
        for (int i = 0; i < n; i++) {
          insert(c, aggregate, sequence + i, random.nextLong(1_000_000));
          if (random.nextInt(4) == 0) {
            Thread.sleep(random.nextInt(6));
          }
        }
        if (random.nextInt(4) == 0) {
          c.rollback();
        } else {
          c.commit();
          for (int i = 0; i < n; i++) {
            committed.add(aggregate + "/" + sequence++);
          }
        }
      }
    }
    return committed;
  }
}
