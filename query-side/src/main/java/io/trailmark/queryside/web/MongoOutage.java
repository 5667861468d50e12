package io.trailmark.queryside.web;

import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.trailmark.eventstore.web.Outage;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** MongoDB does not answer, or none of its nodes may be read. */
@Component
final class MongoOutage implements Outage {
  private static final Set<Class<? extends Exception>> FAILURES =
      Set.of(
          MongoTimeoutException.class,
          MongoSocketException.class,
          MongoServerUnavailableException.class,
          MongoNotPrimaryException.class,
          MongoNodeIsRecoveringException.class);

  @Override
  public Optional<String> of(Throwable failure) {
    return FAILURES.stream().anyMatch(type -> type.isInstance(failure))
        ? Optional.of("MongoDB")
        : Optional.empty();
  }
}
