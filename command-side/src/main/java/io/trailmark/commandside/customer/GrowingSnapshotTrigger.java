package io.trailmark.commandside.customer;

import java.io.Serial;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.AbstractSnapshotTrigger;
import org.axonframework.eventsourcing.SnapshotTrigger;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;

/**
 * A snapshot when the events since the last one are a tenth of all, and no fewer than a hundred:
 * writing snapshots costs a constant share of writing events, however long a customer's history is,
 * and loading stays within a tenth of it.
 */
final class GrowingSnapshotTrigger implements SnapshotTriggerDefinition {
  private static final long LEAST = 100;

  private final Snapshotter snapshotter;

  GrowingSnapshotTrigger(Snapshotter snapshotter) {
    this.snapshotter = snapshotter;
  }

  @Override
  public SnapshotTrigger prepareTrigger(Class<?> aggregateType) {
    return new Trigger(snapshotter, aggregateType);
  }

  @Override
  public SnapshotTrigger reconfigure(Class<?> aggregateType, SnapshotTrigger trigger) {
    if (trigger instanceof Trigger known) {
      known.setSnapshotter(snapshotter);
      return known;
    }
    return prepareTrigger(aggregateType);
  }

  private static final class Trigger extends AbstractSnapshotTrigger {
    @Serial private static final long serialVersionUID = 1L;

    private long sequence;
    private long since;

    Trigger(Snapshotter snapshotter, Class<?> aggregateType) {
      super(snapshotter, aggregateType);
    }

    @Override
    public void eventHandled(EventMessage<?> message) {
      if (message instanceof DomainEventMessage<?> event) {
        sequence = event.getSequenceNumber();
        since++;
      }
      super.eventHandled(message);
    }

    @Override
    public boolean exceedsThreshold() {
      return since >= Math.max(LEAST, sequence / 10);
    }

    @Override
    public void reset() {
      since = 0;
    }
  }
}
