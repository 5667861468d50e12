package io.trailmark.commandside.delivery;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.sharedevents.MessageIntended;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.AxonNonTransientException;
import org.axonframework.common.ExceptionUtils;
import org.axonframework.serialization.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Messages whose customers cannot decide about them, kept where an operator sees them ({@code
 * select * from parked_message}).
 */
@Component
class ParkedMessages {
  private static final Logger log = LoggerFactory.getLogger(ParkedMessages.class);
  private static final int ATTEMPTS = 3;

  private final JdbcClient jdbc;
  private final BusinessClock clock;

  /** By run and step, of messages that fail for good in this JVM: a stopping one may look so. */
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

  ParkedMessages(JdbcClient jdbc, BusinessClock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Parks the message unless trying again may help, as it may while a database is away.
   *
   * @return whether it was parked
   */
  boolean park(MessageIntended message, RuntimeException failure) {
    String id = message.run() + "/" + message.step();
    if (ExceptionUtils.findException(failure, ParkedMessages::isForGood).isEmpty()
        || attempts.merge(id, 1, Integer::sum) < ATTEMPTS) {
      return false;
    }
    keep(message, failure);
    attempts.remove(id);
    return true;
  }

  private static boolean isForGood(Throwable cause) {
    return cause instanceof SerializationException
        || cause instanceof AxonNonTransientException
        || cause instanceof IllegalStateException
        || cause instanceof IllegalArgumentException;
  }

  private void keep(MessageIntended message, RuntimeException failure) {
    log.error("Message {} step {} is parked", message.run(), message.step(), failure);
    jdbc.sql(
            "insert into parked_message (customer, run, step, problem, parked_at) values (?, ?, ?,"
                + " ?, ?) on conflict do nothing")
        .params(
            List.of(
                message.customer(),
                message.run(),
                message.step(),
                failure.getClass().getName(),
                clock.millis()))
        .update();
  }
}
