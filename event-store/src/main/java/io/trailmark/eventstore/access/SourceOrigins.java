package io.trailmark.eventstore.access;

import io.trailmark.eventstore.web.DeclaredOrigins;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/** The origins of all sources, as the {@link KeyRing} told them at most two seconds ago. */
final class SourceOrigins implements DeclaredOrigins {
  private final KeyRing keys;
  private volatile Set<String> origins = Set.of();
  private volatile long lookAgain = System.nanoTime();

  SourceOrigins(KeyRing keys) {
    this.keys = keys;
  }

  @Override
  public boolean knows(String origin) {
    if (System.nanoTime() - lookAgain >= 0) {
      lookAgain();
    }
    return origins.contains(origin);
  }

  private void lookAgain() {
    try {
      origins = keys.origins();
      lookAgain = System.nanoTime() + TrustedCredentials.TRUSTED.toNanos();
    } catch (DataAccessException e) {
      // The request itself will say that the database is not there.
    }
  }
}
