package io.trailmark.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * DuckDB's side of {@link BacktestFresh}: from its database file to {@code days.csv} and {@code
 * intervals.csv}.
 *
 * <p>Arguments: database, threads, folder to write to.
 */
public final class FreshSql {
  private FreshSql() {}

  public static void main(String[] args) throws SQLException {
    Laps laps = new Laps();
    try (BacktestSql sql = new BacktestSql(args[0], Integer.parseInt(args[1]))) {
      laps.lap("opened");
      sql.intervals(GeneratedHistory.FIRST, GeneratedHistory.LAST);
      laps.lap("computed");
      sql.copy(Path.of(args[2]));
      laps.lap("written");
    }
    System.out.println(laps);
  }
}
