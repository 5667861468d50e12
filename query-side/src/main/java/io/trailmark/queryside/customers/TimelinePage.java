package io.trailmark.queryside.customers;

import io.trailmark.sharedevents.ActivityRecorded;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;

/**
 * The first activities after a place. Late ones may stand anywhere in the stream, so all of it is
 * read; no more of it than the page is held.
 */
final class TimelinePage {
  private final Cursor after;
  private final int limit;
  private final PriorityQueue<Activity> latestFirst =
      new PriorityQueue<>(Comparator.comparing(Activity::place).reversed());

  private TimelinePage(Cursor after, int limit) {
    this.after = after;
    this.limit = limit;
  }

  /** Up to {@code limit} activities of a customer in the order in which they happened. */
  static List<Activity> read(EventStore events, String key, Cursor after, int limit) {
    TimelinePage page = new TimelinePage(after, limit);
    DomainEventStream stream = events.readEvents(key, 0);
    while (stream.hasNext()) {
      DomainEventMessage<?> message = stream.next();
      if (message.getPayload() instanceof ActivityRecorded recorded) {
        page.add(
            new Activity(
                recorded, message.getTimestamp().toEpochMilli(), message.getSequenceNumber()));
      }
    }
    return page.latestFirst.stream().sorted(Comparator.comparing(Activity::place)).toList();
  }

  private void add(Activity activity) {
    if (activity.place().compareTo(after) <= 0) {
      return;
    }
    latestFirst.add(activity);
    if (latestFirst.size() > limit) {
      latestFirst.remove();
    }
  }
}
