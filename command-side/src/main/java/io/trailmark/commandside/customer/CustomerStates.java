package io.trailmark.commandside.customer;

import io.trailmark.eventstore.PostgresEventStorageEngine;
import io.trailmark.sharedevents.CustomerEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Many customers at once as their events tell them, without locks, commands and cache: from their
 * snapshots and what came after, with two queries.
 */
@Component
class CustomerStates {
  private static final Logger log = LoggerFactory.getLogger(CustomerStates.class);

  private final PostgresEventStorageEngine engine;
  private final EventStore events;

  CustomerStates(PostgresEventStorageEngine engine, EventStore events) {
    this.engine = engine;
    this.events = events;
  }

  /**
   * A customer.
   *
   * @param sequence of the last event that the state knows, -1 if there is none
   */
  record Known(long sequence, CustomerState state) {}

  /** Those that can be read; one that cannot is logged by its key and left out. */
  Map<String, Known> read(Collection<String> customers) {
    if (CurrentUnitOfWork.isStarted()) {
      return loaded(customers);
    }
    // What is loaded ahead is kept in a unit of work.
    var unitOfWork = DefaultUnitOfWork.startAndGet(null);
    try {
      return loaded(customers);
    } finally {
      unitOfWork.rollback();
    }
  }

  private Map<String, Known> loaded(Collection<String> customers) {
    engine.prefetch(customers);
    Map<String, Known> known = new HashMap<>();
    for (String customer : customers) {
      try {
        known.put(customer, folded(customer));
      } catch (RuntimeException e) {
        log.error("Customer {} cannot be read", customer, e);
      }
    }
    return known;
  }

  private Known folded(String customer) {
    CustomerState state = new CustomerState();
    long sequence = -1;
    DomainEventStream stream = events.readEvents(customer);
    while (stream.hasNext()) {
      var message = stream.next();
      sequence = message.getSequenceNumber();
      if (message.getPayload() instanceof Customer snapshot) {
        state = snapshot.state();
      } else {
        state.evolve((CustomerEvent) message.getPayload(), message.getTimestamp().toEpochMilli());
      }
    }
    return new Known(sequence, state);
  }
}
