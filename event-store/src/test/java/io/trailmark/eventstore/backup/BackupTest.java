package io.trailmark.eventstore.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.eventstore.TestPostgres;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class BackupTest {
  private static final String EVENT =
      "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at, payload_type,"
          + " payload) values (?, 0, 'T', 5, 'P', ?)";
  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");

  private final TestPostgres.Database database = TestPostgres.freshDatabase();
  private final JdbcClient jdbc = JdbcClient.create(source(database));
  private Path file = Path.of("");
  @TempDir Path temporary;

  @BeforeEach
  void fill() {
    Flyway.configure().dataSource(source(database)).load().migrate();
    for (int i = 0; i < 100; i++) {
      event("a" + i);
    }
    jdbc.sql("insert into contact (customer, email, traits) values ('a1', 'x', '{\"plan\": 3}')")
        .update();
    jdbc.sql("insert into suppression values (?, 'bounced', 7)").param(new byte[] {0, -1}).update();
    jdbc.sql("insert into credential (hash, name) values ('\\x01', 'shop')").update();
    jdbc.sql(
            "insert into revision (number, version, state, transaction_mark, customers, started_at)"
                + " values (1, 1, 'SETTLING', 9000000000, 1, 0)")
        .update();
    jdbc.sql("insert into token_entry values ('delivery', 0, 'x', 'T', 'now', 'node 1')").update();
    file = temporary.resolve("today.zip");
  }

  private static DriverManagerDataSource source(TestPostgres.Database database) {
    return new DriverManagerDataSource(database.url(), database.user(), database.password());
  }

  private void event(String aggregate) {
    byte[] payload = new byte[300];
    new Random(aggregate.hashCode()).nextBytes(payload);
    jdbc.sql(EVENT).params(List.of(aggregate, payload)).update();
  }

  private Manifest backup() throws SQLException, IOException {
    try (Connection connection = database.connect()) {
      return Backup.write(connection, file, "1.2.3");
    }
  }

  private JdbcClient restored() throws Exception {
    TestPostgres.Database empty = TestPostgres.freshDatabase();
    try (Restore restore = Restore.open(file)) {
      restore.into(source(empty), UNTIL);
    }
    return JdbcClient.create(source(empty));
  }

  private static List<Map<String, Object>> rows(JdbcClient jdbc, String query) {
    return jdbc.sql(query).query().listOfRows().stream()
        .map(row -> Map.copyOf(filled(row)))
        .toList();
  }

  /** Arrays of bytes are equal to themselves only. */
  private static Map<String, Object> filled(Map<String, Object> row) {
    row.replaceAll(
        (column, value) ->
            value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
    return row;
  }

  @Test
  void bringsBackEveryRowOfEveryTable() throws Exception {
    backup();
    JdbcClient there = restored();
    List<String> tables =
        jdbc.sql(
                "select table_name from information_schema.tables where table_schema = 'public' and"
                    + " table_name not in ('flyway_schema_history', 'restored', 'revision',"
                    + " 'token_entry')")
            .query(String.class)
            .list();
    assertThat(tables).hasSizeGreaterThan(15);
    for (String table : tables) {
      assertThat(rows(there, "select * from " + table))
          .as(table)
          .containsExactlyInAnyOrderElementsOf(rows(jdbc, "select * from " + table));
    }
  }

  @Test
  void goesOnCountingWhereItWas() throws Exception {
    jdbc.sql("delete from domain_event where aggregate = 'a99'").update();
    backup();
    JdbcClient there = restored();
    there.sql(EVENT).params(List.of("next", new byte[0])).update();
    assertThat(
            there
                .sql("select global_index from domain_event where aggregate = 'next'")
                .query(Long.class)
                .single())
        .isEqualTo(101);
  }

  @Test
  void takesBackWhatHoldsOnlyInTheOtherPostgres() throws Exception {
    backup();
    JdbcClient there = restored();
    assertThat(there.sql("select transaction_mark from revision").query(Long.class).single())
        .isZero();
    assertThat(
            there
                .sql("select count(*) from token_entry where owner is null")
                .query(Long.class)
                .single())
        .isEqualTo(1);
    assertThat(there.sql("select sent_until from restored").query(Long.class).single())
        .isEqualTo(UNTIL.toEpochMilli());
  }

  @Test
  void isOfOneInstantWhateverIsWrittenMeanwhile() throws Exception {
    try (Connection open = database.connect();
        Connection other = database.connect()) {
      open.setAutoCommit(false);
      // Has drawn 101 and is not committed: 102 comes before it.
      try (var insert = open.prepareStatement(EVENT)) {
        insert.setString(1, "uncommitted");
        insert.setBytes(2, new byte[0]);
        insert.execute();
      }
      event("committed");
      Backup.write(other, file, "1.2.3");
      open.commit();
    }
    assertThat(rows(restored(), "select global_index from domain_event where global_index > 100"))
        .containsExactly(Map.of("global_index", "102"));
  }

  @Test
  void seesNothingThatIsCommittedWhileItRuns() throws Exception {
    try (Connection open = database.connect();
        Connection other = database.connect();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      // Makes the backup wait in the middle: credentials come after contacts.
      statement.execute("lock table contact in access exclusive mode");
      statement.execute("insert into credential (hash, name) values ('\\x02', 'late')");
      CompletableFuture<Manifest> backup =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Backup.write(other, file, "1.2.3");
                } catch (SQLException | IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      while (jdbc.sql(
                  "select count(*) from pg_locks where not granted and database = (select oid from"
                      + " pg_database where datname = current_database())")
              .query(Long.class)
              .single()
          == 0) {
        assertThat(backup).isNotDone();
        Thread.sleep(20);
      }
      open.commit();
      backup.get();
    }
    assertThat(rows(restored(), "select name from credential"))
        .containsExactly(Map.of("name", "shop"));
  }

  @Test
  void isReadByItsOwnerOnlyAndNeverOverwritten() throws Exception {
    backup();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(this::backup).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(temporary).isDirectoryContaining(file::equals);
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void leavesNothingThatLooksWholeWhenItFails() throws Exception {
    jdbc.sql("drop table business_clock").update();
    assertThatThrownBy(this::backup).isInstanceOf(SQLException.class);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void refusesAFileInWhichAnyByteChanged() throws Exception {
    backup();
    byte[] whole = Files.readAllBytes(file);
    Restore.open(file).close();
    for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 700)) {
      refusesWithBit(whole, at);
    }
    for (int at = whole.length - 200; at < whole.length; at++) {
      refusesWithBit(whole, at);
    }
  }

  private void refusesWithBit(byte[] whole, int at) throws IOException {
    byte[] damaged = whole.clone();
    damaged[at] ^= 1;
    Files.write(file, damaged);
    assertThatThrownBy(() -> Restore.open(file))
        .as("byte %d of %d", at, whole.length)
        .isInstanceOf(BadBackup.class)
        .hasMessageContaining("damaged or cut short");
  }

  @Test
  void refusesAFileThatWasCutShortOrIsNone() throws Exception {
    backup();
    byte[] whole = Files.readAllBytes(file);
    for (int length : List.of(0, 1, 63, 64, 1_000, whole.length / 2, whole.length - 1)) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Restore.open(file)).isInstanceOf(BadBackup.class);
    }
    Files.writeString(file, "a letter, long enough to have an end of sixty-four characters .....");
    assertThatThrownBy(() -> Restore.open(file)).isInstanceOf(BadBackup.class);
  }

  @Test
  void refusesWhatANewerReleaseMade() throws Exception {
    jdbc.sql(
            "insert into flyway_schema_history select installed_rank + 1, '9999', 'later', type,"
                + " 'V9999__later.sql', checksum, installed_by, installed_on, execution_time,"
                + " success from flyway_schema_history order by installed_rank desc limit 1")
        .update();
    backup();
    assertThatThrownBy(this::restored)
        .isInstanceOf(BadBackup.class)
        .hasMessageContaining("newer release (1.2.3, schema 9999)");
  }
}
