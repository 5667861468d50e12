package io.trailmark.commandside.playbook;

import io.trailmark.sharedevents.PlaybookEvent;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** The versions as the log has them when asked: never behind, whichever node wrote. */
@Component
class VersionLog {
  private final EventStore events;
  private long sequence = -1;
  private Versions versions = Versions.NONE;

  VersionLog(EventStore events) {
    this.events = events;
  }

  synchronized Versions read() {
    DomainEventStream stream = events.readEvents(PlaybookEvent.ID, sequence + 1);
    while (stream.hasNext()) {
      var message = stream.next();
      versions = versions.with((PlaybookEvent) message.getPayload());
      sequence = message.getSequenceNumber();
    }
    return versions;
  }
}
