package io.trailmark.eventstore.backup;

import io.trailmark.eventstore.backup.Manifest.Table;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every table as of one instant, while nodes go on: a snapshot holds up neither writers nor,
 * having no transaction id, readers of the log.
 *
 * <p>Identity sequences are read after the snapshot was taken, so they are at or above all that is
 * in it.
 */
public final class Backup {
  static final String MANIFEST = "manifest.json";

  private static final String COLUMNS =
      """
      select c.relname, array_agg(a.attname::text order by a.attnum)
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
          and c.relname <> 'flyway_schema_history' and a.attnum > 0 and not a.attisdropped
        group by c.relname order by c.relname
      """;

  private final Statement sql;
  private final CopyManager copies;

  private Backup(Statement sql, CopyManager copies) {
    this.sql = sql;
    this.copies = copies;
  }

  /**
   * Backs up to a new file, which only its owner may read: it holds the contact book. The file is
   * there when it is whole and on the disk, and not before.
   *
   * @param database whose nodes may run; nothing in it is changed
   * @param release to be named in the file
   * @throws FileAlreadyExistsException if there is such a file
   */
  public static Manifest write(Connection database, Path file, String release)
      throws SQLException, IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    try {
      Manifest manifest;
      try (OutputStream out = ownerOnly(part)) {
        manifest = snapshot(database, out, release);
      }
      toDisk(part, StandardOpenOption.WRITE);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      toDisk(file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ);
      return manifest;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static OutputStream ownerOnly(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.newOutputStream(file);
  }

  private static void toDisk(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  private static Manifest snapshot(Connection database, OutputStream out, String release)
      throws SQLException, IOException {
    database.setAutoCommit(false);
    database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    database.setReadOnly(true);
    try (Statement sql = database.createStatement();
        ZipOutputStream zip =
            new ZipOutputStream(new BufferedOutputStream(Seal.Output.to(out), 1 << 16))) {
      zip.setComment(Seal.PLACEHOLDER);
      zip.setLevel(Deflater.BEST_SPEED);
      return new Backup(sql, database.unwrap(PGConnection.class).getCopyAPI()).all(zip, release);
    } finally {
      database.rollback();
    }
  }

  private Manifest all(ZipOutputStream zip, String release) throws SQLException, IOException {
    String schema =
        text(
            "select version from flyway_schema_history where success and version is not null order"
                + " by string_to_array(version, '.')::int[] desc limit 1");
    List<Table> tables = new ArrayList<>();
    for (Map.Entry<String, List<String>> table : columns().entrySet()) {
      tables.add(copied(zip, table.getKey(), table.getValue()));
    }
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            release,
            schema,
            Instant.ofEpochMilli(number("select (extract(epoch from now()) * 1000)::bigint")),
            number("select coalesce(max(reached), 0) from business_clock"),
            tables,
            sequences());
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    zip.closeEntry();
    return manifest;
  }

  private Table copied(ZipOutputStream zip, String name, List<String> columns)
      throws SQLException, IOException {
    zip.putNextEntry(new ZipEntry(Table.entry(name)));
    long rows =
        copies.copyOut(
            "copy " + Table.sql(name, columns) + " to stdout (format binary)", staysOpen(zip));
    zip.closeEntry();
    return new Table(name, columns, rows);
  }

  /** The driver closes what it wrote to. */
  private static OutputStream staysOpen(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private Map<String, List<String>> columns() throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    try (ResultSet rows = sql.executeQuery(COLUMNS)) {
      while (rows.next()) {
        columns.put(rows.getString(1), List.of((String[]) rows.getArray(2).getArray()));
      }
    }
    return columns;
  }

  private Map<String, Long> sequences() throws SQLException {
    Map<String, Long> sequences = new TreeMap<>();
    try (ResultSet rows =
        sql.executeQuery(
            "select sequencename, last_value from pg_sequences where schemaname = current_schema()"
                + " and last_value is not null")) {
      while (rows.next()) {
        sequences.put(rows.getString(1), rows.getLong(2));
      }
    }
    return sequences;
  }

  private String text(String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      if (!row.next()) {
        throw new SQLException("nothing was ever stored here");
      }
      return row.getString(1);
    }
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }
}
