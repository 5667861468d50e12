package io.trailmark.eventstore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Axon's event store on our engine and feed. Axon's own {@code EmbeddedEventStore} wakes no pooled
 * processor: those would look only twice a second.
 */
final class PostgresEventStore extends AbstractEventStore {

  private final EventFeed feed;

  /** Where Axon's event bus keeps what a unit of work has published and not yet appended. */
  private final String stagedKey = this + "_EVENTS";

  PostgresEventStore(PostgresEventStorageEngine engine, EventFeed feed) {
    super(new Builder() {}.storageEngine(engine));
    this.feed = feed;
  }

  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
    return feed.openStream(token);
  }

  /**
   * The same answer as Axon's, which compares every event staged so far with every other at each
   * load: most of the time of a request that loads hundreds of customers.
   */
  @Override
  protected Stream<? extends DomainEventMessage<?>> stagedDomainEventMessages(String aggregate) {
    List<DomainEventMessage<?>> found = new ArrayList<>();
    if (CurrentUnitOfWork.isStarted()) {
      addStaged(CurrentUnitOfWork.get(), aggregate, found);
    }
    return found.stream();
  }

  private void addStaged(
      UnitOfWork<?> unitOfWork, String aggregate, List<DomainEventMessage<?>> found) {
    unitOfWork.parent().ifPresent(parent -> addStaged(parent, aggregate, found));
    if (unitOfWork.isRolledBack()) {
      return;
    }
    List<EventMessage<?>> staged = unitOfWork.getOrDefaultResource(stagedKey, List.of());
    for (EventMessage<?> message : staged) {
      if (message instanceof DomainEventMessage<?> event
          && aggregate.equals(event.getAggregateIdentifier())
          && !found.contains(event)) {
        found.add(event);
      }
    }
  }

  @Override
  protected void afterCommit(List<? extends EventMessage<?>> events) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      // The unit of work lies within a larger transaction, which is what commits.
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              feed.wake();
            }
          });
    } else {
      feed.wake();
    }
  }
}
