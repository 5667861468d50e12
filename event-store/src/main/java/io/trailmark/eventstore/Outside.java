package io.trailmark.eventstore;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Statements that each commit by themselves, whatever transaction the caller is in. */
final class Outside {

  private Outside() {}

  static JdbcTemplate of(DataSource dataSource) {
    // Spring binds the caller's connection to the data source that it knows; this one it does not.
    return new JdbcTemplate(new DelegatingDataSource(dataSource));
  }
}
