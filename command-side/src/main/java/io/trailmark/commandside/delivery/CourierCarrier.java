package io.trailmark.commandside.delivery;

import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sees facts through that may be told twice, until they are taken or it is given up. */
@Component
class CourierCarrier {
  private static final Logger log = LoggerFactory.getLogger(CourierCarrier.class);

  private final DeliveryQueue queue;
  private final Backoff backoff;
  private final Clock machine = Clock.systemUTC();

  CourierCarrier(DeliveryQueue queue, Backoff backoff) {
    this.queue = queue;
    this.backoff = backoff;
  }

  void carry(Courier courier, List<Queued> rows) {
    rows.forEach(row -> carry(courier, row));
  }

  private void carry(Courier courier, Queued row) {
    Outcome outcome = Outcome.of(() -> courier.carry(row));
    int attempts = row.attempts() + 1;
    String problem =
        switch (outcome) {
          case Outcome.Accepted ignored -> null;
          case Outcome.Failed failed -> failed.reason();
          case Outcome.NotSent notSent -> notSent.reason();
          case Outcome.Unknown ignored -> "no answer";
        };
    if (problem == null) {
      queue.done(List.of(row.id()));
    } else if (outcome instanceof Outcome.Failed
        || backoff.isOver(attempts, row.firstMachine(), machine.millis())) {
      log.error("{} is told nothing of {}: {}", courier.destination(), row.item(), problem);
      queue.done(List.of(row.id()));
    } else {
      queue.again(row.id(), backoff.pause(attempts), problem);
    }
  }
}
