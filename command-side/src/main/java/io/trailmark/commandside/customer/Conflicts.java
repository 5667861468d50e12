package io.trailmark.commandside.customer;

import java.sql.SQLException;
import java.util.Set;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/** Which failures only mean that another transaction was there first. */
final class Conflicts {
  /** Unique violation, serialization failure, deadlock, lock not available. */
  private static final Set<String> STATES = Set.of("23505", "40001", "40P01", "55P03");

  private Conflicts() {}

  static boolean isConflict(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConcurrencyException
          || t instanceof AggregateStreamCreationException
          || t instanceof SQLException sql && isConflict(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** A pool that has no connection to give tells of no state. */
  private static boolean isConflict(@Nullable String state) {
    return state != null && STATES.contains(state);
  }
}
