package io.trailmark.eventstore.web;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** PostgreSQL refuses connections, breaks them off, or has none left. */
final class PostgresOutage implements Outage {

  @Override
  public Optional<String> of(Throwable failure) {
    return failure instanceof SQLException sql && isOutage(sql)
        ? Optional.of("PostgreSQL")
        : Optional.empty();
  }

  /** The pool tells by a class of its own that it waited in vain. */
  private static boolean isOutage(SQLException sql) {
    String state = sql.getSQLState();
    return sql instanceof SQLTransientConnectionException
        || state != null
            && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"));
  }
}
