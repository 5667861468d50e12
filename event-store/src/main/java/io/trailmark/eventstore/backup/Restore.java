package io.trailmark.eventstore.backup;

import io.trailmark.eventstore.backup.Manifest.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills an empty database from a backup: makes the schema that the backup is of, copies the rows,
 * and migrates on. Whoever calls it sees to it that no node starts on what was filled in part.
 */
public final class Restore implements AutoCloseable {
  /** Business time now, had the server that was backed up gone on. */
  private static final String ELSEWHERE =
      "select case when simulated then anchor_business + ((? - anchor_machine) * speed)::bigint"
          + " else ? end from business_clock";

  private final ZipFile file;
  private final Manifest manifest;

  private Restore(ZipFile file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  /**
   * Opens a backup once every byte of it was looked at.
   *
   * @throws BadBackup if it is not whole, or no backup, or of a newer kind than this release knows
   */
  public static Restore open(Path path) throws IOException, BadBackup {
    if (!Seal.holds(path)) {
      throw new BadBackup(
          path
              + " is no whole backup of Trailmark: it was damaged or cut short since it was"
              + " written, or is something else. Use another one.");
    }
    ZipFile file = new ZipFile(path.toFile());
    try {
      return new Restore(file, manifest(path, file));
    } catch (IOException | BadBackup | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Manifest manifest(Path path, ZipFile file) throws IOException, BadBackup {
    ZipEntry entry = file.getEntry(Backup.MANIFEST);
    if (entry == null) {
      throw new BadBackup(path + " says not what it holds: it is no backup of Trailmark.");
    }
    try (InputStream in = file.getInputStream(entry)) {
      byte[] json = in.readAllBytes();
      int format = JsonMapper.shared().readTree(json).path("format").asInt(0);
      if (format > Manifest.FORMAT) {
        throw new BadBackup(
            "%s is a backup of format %d, and this release knows those up to %d: restore it with the newer release that made it."
                .formatted(path, format, Manifest.FORMAT));
      }
      return JsonMapper.shared().readValue(json, Manifest.class);
    } catch (JacksonException e) {
      throw new BadBackup(path + " cannot be read: " + e.getOriginalMessage());
    }
  }

  /** What it holds. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * Fills a database in which nothing is.
   *
   * @param sentUntil business time up to which what was due counts as sent; null: what it would be
   *     now, had the server that was backed up gone on
   * @return that business time
   * @throws BadBackup if a newer release made the backup; then nothing was done
   */
  public Instant into(DataSource database, @Nullable Instant sentUntil)
      throws SQLException, IOException, BadBackup {
    refuseNewer(Flyway.configure().dataSource(database).load());
    Flyway.configure().dataSource(database).target(manifest.schema()).load().migrate();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      copy(connection);
      connection.commit();
    }
    Flyway.configure().dataSource(database).load().migrate();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      Instant until = settle(connection, sentUntil);
      connection.commit();
      return until;
    }
  }

  private void refuseNewer(Flyway flyway) throws BadBackup {
    MigrationInfo[] known = flyway.info().all();
    MigrationVersion newest = known[known.length - 1].getVersion();
    if (MigrationVersion.fromVersion(manifest.schema()).compareTo(newest) > 0) {
      throw new BadBackup(
          "The backup was made by a newer release (%s, schema %s), and this one knows schemas up to %s: restore it with that release or a later one."
              .formatted(manifest.release(), manifest.schema(), newest));
    }
  }

  private void copy(Connection connection) throws SQLException, IOException, BadBackup {
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    try (Statement sql = connection.createStatement()) {
      // Migrations may have put something there.
      sql.execute(
          "truncate "
              + manifest.tables().stream()
                  .map(table -> "\"" + table.name() + "\"")
                  .collect(Collectors.joining(", ")));
      for (Table table : manifest.tables()) {
        copy(table, copies);
      }
      for (Map.Entry<String, Long> sequence : manifest.sequences().entrySet()) {
        sql.execute("select setval('\"" + sequence.getKey() + "\"', " + sequence.getValue() + ")");
      }
    }
  }

  private void copy(Table table, CopyManager copies) throws SQLException, IOException, BadBackup {
    ZipEntry entry = file.getEntry(table.entry());
    if (entry == null) {
      throw new BadBackup("The backup lacks the table " + table.name() + ".");
    }
    try (InputStream in = file.getInputStream(entry)) {
      long rows = copies.copyIn("copy " + table.sql() + " from stdin (format binary)", in, 1 << 16);
      if (rows != table.rows()) {
        throw new BadBackup(
            "The backup holds %d rows of the table %s, and should hold %d."
                .formatted(rows, table.name(), table.rows()));
      }
    }
  }

  /** Notes the restore, and takes back what holds only where the rows were written. */
  private Instant settle(Connection connection, @Nullable Instant sentUntil)
      throws SQLException, IOException {
    long machine = System.currentTimeMillis();
    long until = sentUntil == null ? elsewhere(connection, machine) : sentUntil.toEpochMilli();
    try (Statement sql = connection.createStatement();
        PreparedStatement note =
            connection.prepareStatement(
                "insert into restored (at, backup_at, sent_until) values (?, ?, ?)")) {
      List<Long> values = List.of(machine, manifest.businessTime(), until);
      for (int i = 0; i < values.size(); i++) {
        note.setLong(i + 1, values.get(i));
      }
      note.execute();
      sql.execute(
          new ClassPathResource("db/restored.sql").getContentAsString(StandardCharsets.UTF_8));
    }
    return Instant.ofEpochMilli(until);
  }

  private static long elsewhere(Connection connection, long machine) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ELSEWHERE)) {
      query.setLong(1, machine);
      query.setLong(2, machine);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : machine;
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
