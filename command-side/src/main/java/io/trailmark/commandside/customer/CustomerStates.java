package io.trailmark.commandside.customer;

import io.trailmark.eventstore.PostgresEventStorageEngine;
import io.trailmark.sharedevents.CustomerEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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

  private static final int PAGE = 500;

  private final CustomerTable table;
  private final PostgresEventStorageEngine engine;
  private final EventStore events;

  CustomerStates(CustomerTable table, PostgresEventStorageEngine engine, EventStore events) {
    this.table = table;
    this.engine = engine;
    this.events = events;
  }

  /**
   * A customer.
   *
   * @param sequence of the last event that the state knows, -1 if there is none
   */
  record Known(long sequence, CustomerState state) {}

  /**
   * Everybody, some at a time, in order of their keys.
   *
   * @param page answers whether to go on
   */
  void forEachPage(Predicate<SortedMap<String, Known>> page) {
    String last = "";
    while (true) {
      List<String> keys = table.after(last, PAGE);
      if (keys.isEmpty() || !page.test(new TreeMap<>(read(keys)))) {
        return;
      }
      last = keys.getLast();
    }
  }

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
