package io.trailmark.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The backtest of the standard playbook by DuckDB alone, written from the design's meanings and not
 * from the code: what the sweep says is compared with this byte for byte, and how fast it is with
 * how fast this is. The SQL lies in {@code backtest/*.sql}.
 */
final class BacktestSql implements AutoCloseable {
  private static final long DAY = 86_400_000L;

  private final DuckDBConnection db;
  private final Statement sql;

  /** A history to be filled. Not for use by several threads. */
  final class Loader implements AutoCloseable {
    private final DuckDBAppender rows;

    private Loader() throws SQLException {
      sql.execute("create table loaded (customer integer, kind text, ts bigint, amount bigint)");
      rows = db.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "loaded");
    }

    /**
     * Adds an activity.
     *
     * @param customer number from 0
     * @param at when it happened, milliseconds
     * @param amount minor units, 0 where the kind has none
     */
    void add(int customer, String kind, long at, long amount) throws SQLException {
      rows.beginRow();
      rows.append(customer);
      rows.append(kind);
      rows.append(at);
      rows.append(amount);
      rows.endRow();
    }

    /** Puts the rows as they are fastest to read: by kind, customer and time, kinds as numbers. */
    @Override
    public void close() throws SQLException {
      rows.close();
      // What the queries name must exist, even if nobody did it.
      sql.execute(
          "create type kind as enum (select distinct kind from (select kind from loaded union all"
              + " select unnest(['order_placed', 'order_refunded', 'cart_item_added',"
              + " 'message_sent', 'message_opened', 'message_clicked'])) order by kind)");
      sql.execute(
          "create table activity as select customer, kind::kind as kind, ts, amount from loaded"
              + " order by kind, customer, ts");
      sql.execute("drop table loaded");
    }
  }

  /**
   * An empty database in memory.
   *
   * @param threads that queries may use
   */
  BacktestSql(int threads) throws SQLException {
    this("", threads);
  }

  /**
   * A database that is kept.
   *
   * @param file made if it is not there
   * @param threads that queries may use
   */
  BacktestSql(String file, int threads) throws SQLException {
    db = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file);
    sql = db.createStatement();
    sql.execute("set threads = " + threads);
    sql.execute("set preserve_insertion_order = false");
  }

  /** The history; to be closed before anything is asked. */
  Loader load() throws SQLException {
    return new Loader();
  }

  /**
   * What customers are called: number 0 first.
   *
   * @param names any text
   */
  void name(Iterable<String> names) throws SQLException {
    sql.execute("create table customer (customer integer, name text)");
    try (DuckDBAppender rows = db.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "customer")) {
      int number = 0;
      for (String name : names) {
        rows.beginRow();
        rows.append(number++);
        rows.append(name);
        rows.endRow();
      }
    }
  }

  /** Exact memberships, then days: from change to change. Both days inclusive, zone UTC. */
  void intervals(LocalDate first, LocalDate last) throws SQLException {
    period(first, last);
    run("intervals.sql");
    run("days.sql");
  }

  /** Days alone, as one would write it first: every customer on every day. */
  void grid(LocalDate first, LocalDate last) throws SQLException {
    period(first, last);
    run("grid.sql");
  }

  private void period(LocalDate first, LocalDate last) throws SQLException {
    sql.execute("set variable first_ms = " + first.toEpochDay() * DAY);
    sql.execute("set variable end_ms = " + (last.toEpochDay() + 1) * DAY);
  }

  private void run(String script) throws SQLException {
    sql.execute(text(script));
  }

  private static String text(String script) {
    try (InputStream in = BacktestSql.class.getResourceAsStream("/backtest/" + script)) {
      if (in == null) {
        throw new IllegalStateException("missing: " + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code days.csv} of what was computed last. */
  void writeDays(OutputStream out) throws SQLException, IOException {
    write("segment,date,size,entered,left", "days_csv", out);
  }

  /** {@code intervals.csv} of what {@link #intervals} computed last. */
  void writeIntervals(OutputStream out) throws SQLException, IOException {
    write("segment,customer,from,to", "intervals_csv", out);
  }

  /** Both as files, by DuckDB itself. */
  void copy(Path folder) throws SQLException {
    run("csv.sql");
    copy("segment,date,size,entered,left", "days_csv", folder.resolve("days.csv"));
    copy("segment,customer,from,to", "intervals_csv", folder.resolve("intervals.csv"));
  }

  /** Lines are made already: nothing is to be quoted. */
  private void copy(String header, String view, Path file) throws SQLException {
    sql.execute(
        "copy (select line as \"%s\" from %s) to '%s' (header, delimiter '\t', quote '', escape '')"
            .formatted(header, view, file));
  }

  private void write(String header, String view, OutputStream out)
      throws SQLException, IOException {
    run("csv.sql");
    out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
    try (ResultSet lines = sql.executeQuery("from " + view)) {
      while (lines.next()) {
        out.write((lines.getString(1) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    sql.close();
    db.close();
  }
}
