package io.trailmark.queryside.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * Hands a projection the events of a unit of work together, when the last of them is handled. The
 * processor stores its token afterwards, when the unit of work commits: a crash between the two
 * makes the events come again, never get lost.
 */
final class BatchInvoker implements EventHandlerInvoker {
  private static final String COLLECTED = BatchInvoker.class.getName();

  private final Projection projection;
  private final Supplier<Workspace> workspaces;

  BatchInvoker(Projection projection, Supplier<Workspace> workspaces) {
    this.projection = projection;
    this.workspaces = workspaces;
  }

  @Override
  public boolean canHandle(EventMessage<?> message, Segment segment) {
    return canHandleType(message.getPayloadType());
  }

  @Override
  public boolean canHandleType(Class<?> payloadType) {
    return projection.events().contains(payloadType);
  }

  @Override
  public boolean supportsReset() {
    return false;
  }

  @Override
  public void handle(EventMessage<?> message, Segment segment) {
    UnitOfWork<?> unit = CurrentUnitOfWork.get();
    List<Recorded> batch = unit.getOrComputeResource(COLLECTED, key -> new ArrayList<>());
    batch.add(recorded((TrackedEventMessage<?>) message));
    if (!(unit instanceof BatchingUnitOfWork<?> batching) || batching.isLastMessage(message)) {
      Workspace workspace = workspaces.get();
      projection.project(batch, workspace);
      workspace.write();
    }
  }

  private static Recorded recorded(TrackedEventMessage<?> message) {
    long position = ((GlobalSequenceTrackingToken) message.trackingToken()).getGlobalIndex();
    return new Recorded(position, message.getTimestamp().toEpochMilli(), message.getPayload());
  }
}
