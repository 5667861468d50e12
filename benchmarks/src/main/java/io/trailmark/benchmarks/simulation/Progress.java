package io.trailmark.benchmarks.simulation;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How far a simulation came, kept in its database.
 *
 * @param now business time
 * @param told what happened up to here was told to the server, all of it
 */
record Progress(long now, long told) {

  /** What is there, null in a database in which none began. */
  static @Nullable Progress of(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database, "postgres", "")) {
      if (!has(connection)) {
        return null;
      }
      try (ResultSet row =
          connection.createStatement().executeQuery("select now, told from simulation")) {
        return row.next() ? new Progress(row.getLong(1), row.getLong(2)) : null;
      }
    }
  }

  private static boolean has(Connection connection) throws SQLException {
    try (ResultSet row =
        connection.createStatement().executeQuery("select to_regclass('simulation') is not null")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  void create(JdbcClient jdbc) {
    jdbc.sql("create table simulation (now bigint not null, told bigint not null)").update();
    jdbc.sql("insert into simulation values (?, ?)").params(List.of(now, told)).update();
  }

  void store(JdbcClient jdbc) {
    jdbc.sql("update simulation set now = ?, told = ?").params(List.of(now, told)).update();
  }
}
