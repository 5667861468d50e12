package io.trailmark.commandside.customer;

import io.trailmark.commandside.customer.InFlight.Stage;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.CustomerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** Reads what a customer hands over, from all of their events. */
@Component
class Trails {
  private final EventStore events;

  Trails(EventStore events) {
    this.events = events;
  }

  /**
   * Everything that a customer did and is doing.
   *
   * @param now milliseconds
   */
  Trail read(String customer, long now) {
    Reading reading = new Reading();
    DomainEventStream stream = events.readEvents(customer, 0);
    while (stream.hasNext()) {
      var message = stream.next();
      reading.add((CustomerEvent) message.getPayload(), message.getTimestamp().toEpochMilli());
    }
    return reading.trail(customer, now);
  }

  private static final class Reading {
    private final CustomerState state = new CustomerState();
    private final List<NewActivity> history = new ArrayList<>();
    private final List<NewActivity> live = new ArrayList<>();

    void add(CustomerEvent event, long recordedAt) {
      state.evolve(event, recordedAt);
      if (event instanceof ActivityRecorded e) {
        (e.history() ? history : live).add(activity(e));
      }
    }

    private static NewActivity activity(ActivityRecorded e) {
      return new NewActivity(
          e.source(),
          e.message(),
          e.kind(),
          e.occurredAt(),
          e.amount(),
          e.currency(),
          e.properties());
    }

    Trail trail(String customer, long now) {
      Map<String, Long> lastStarts = new TreeMap<>();
      state.pastRuns().forEach((sequence, past) -> lastStarts.put(sequence, past.lastStart()));
      List<Trail.OpenRun> runs = new ArrayList<>();
      for (ActiveRun run : state.runs().values()) {
        int intended = intended(run);
        if (intended >= 0) {
          // Its message is not marked as sending: the step is taken again.
          runs.add(open(run, intended, now));
        } else if (run.intended() < run.step()) {
          runs.add(open(run, run.step(), run.due()));
        }
      }
      return new Trail(
          customer,
          history,
          live,
          Set.copyOf(state.memberships().since().keySet()),
          lastStarts,
          runs);
    }

    private int intended(ActiveRun run) {
      return IntStream.rangeClosed(0, run.intended())
          .filter(
              step ->
                  state.inFlight().get(RunKey.message(run.run(), step)) instanceof InFlight message
                      && message.stage() == Stage.INTENDED)
          .findFirst()
          .orElse(-1);
    }

    private static Trail.OpenRun open(ActiveRun run, int step, long due) {
      return new Trail.OpenRun(
          run.sequence(), run.playbookVersion(), run.key(), run.startedAt(), step, due);
    }
  }
}
