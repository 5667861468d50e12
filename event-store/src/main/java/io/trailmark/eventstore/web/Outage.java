package io.trailmark.eventstore.web;

import java.util.Optional;

/** Knows by which failures a service that we need shows that it is not there. */
public interface Outage {

  /**
   * What cannot be reached, for example {@code PostgreSQL}.
   *
   * @param failure one of a chain of causes
   */
  Optional<String> of(Throwable failure);
}
