package io.trailmark.eventstore.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a backup holds.
 *
 * @param format of the file; a reader knows those up to its own
 * @param release that made it
 * @param schema newest migration of the database
 * @param takenAt of which instant it is, by PostgreSQL's clock
 * @param businessTime how far business time had come, milliseconds
 * @param sequences what numbers were given out up to, by sequence
 */
public record Manifest(
    int format,
    String release,
    String schema,
    Instant takenAt,
    long businessTime,
    List<Table> tables,
    Map<String, Long> sequences) {
  static final int FORMAT = 1;

  /**
   * A table, as PostgreSQL's binary {@code COPY} writes it.
   *
   * @param columns in the order in which they are written
   */
  record Table(String name, List<String> columns, long rows) {
    /** Of the file that it is in, within the backup. */
    String entry() {
      return entry(name);
    }

    static String entry(String name) {
      return "tables/" + name;
    }

    /** As {@code COPY} names it. */
    static String sql(String name, List<String> columns) {
      return "\"" + name + "\" (\"" + String.join("\", \"", columns) + "\")";
    }

    String sql() {
      return sql(name, columns);
    }
  }

  /** Rows of all tables together. */
  public long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }
}
