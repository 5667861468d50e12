package io.trailmark.commandside.delivery;

import org.axonframework.common.AxonNonTransientException;
import org.axonframework.common.ExceptionUtils;
import org.axonframework.serialization.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What becomes of messages that nobody can decide about, because their customers cannot be read for
 * example: after some attempts they stay in the queue, and an operator sees them and lets them try
 * again.
 */
@Component
class Parking {
  private static final Logger log = LoggerFactory.getLogger(Parking.class);
  private static final int ATTEMPTS = 3;

  private final DeliveryQueue queue;
  private final Backoff backoff;

  Parking(DeliveryQueue queue, Backoff backoff) {
    this.queue = queue;
    this.backoff = backoff;
  }

  /** Lets it be tried again, as may help while a database is away, or parks it. */
  void againOrPark(Queued row, RuntimeException failure) {
    String problem = failure.getClass().getName();
    int attempts = row.attempts() + 1;
    if (attempts >= ATTEMPTS
        && ExceptionUtils.findException(failure, Parking::isForGood).isPresent()) {
      log.error("Message {} is parked", row.item(), failure);
      queue.park(row.id(), problem);
    } else {
      log.warn("Message {} failed and is tried again", row.item(), failure);
      queue.again(row.id(), backoff.pause(attempts), problem);
    }
  }

  private static boolean isForGood(Throwable cause) {
    return cause instanceof SerializationException
        || cause instanceof AxonNonTransientException
        || cause instanceof IllegalStateException
        || cause instanceof IllegalArgumentException;
  }
}
