package io.trailmark.eventstore;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.common.IdentifierFactory;

/**
 * Identifiers of messages and sagas: random once for each process, then counted. Axon's own draws
 * random bytes from the system for each message, of which a request has many hundreds.
 */
public final class MessageIdentifiers extends IdentifierFactory {
  private static final String PROCESS = UUID.randomUUID() + "-";

  private final AtomicLong last = new AtomicLong();

  @Override
  public String generateIdentifier() {
    return PROCESS + Long.toString(last.incrementAndGet(), Character.MAX_RADIX);
  }
}
