package io.trailmark.commandside.delivery;

import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.customer.Clearance;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.template.TemplateProblem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sees messages through: all that can fail without anything going out is done first; then they are
 * marked as sending, in one transaction that is committed; then they are handed over; then their
 * outcomes are recorded, in one transaction. A crash in between leaves the marks, which the next
 * attempt finds and records as unknown instead of sending again. What fails in company is tried
 * alone, so that what is wrong with one holds up no other.
 */
@Component
class MessageCarrier {
  private static final Logger log = LoggerFactory.getLogger(MessageCarrier.class);

  private final CustomerTransactions customers;
  private final DeliveryQueue queue;
  private final Marks marks;
  private final Pauses pauses;
  private final Reach reach;
  private final Backoff backoff;
  private final Parking parking;
  private final Clock machine = Clock.systemUTC();

  MessageCarrier(
      CustomerTransactions customers,
      DeliveryQueue queue,
      Marks marks,
      Pauses pauses,
      Reach reach,
      Backoff backoff,
      Parking parking) {
    this.customers = customers;
    this.queue = queue;
    this.marks = marks;
    this.pauses = pauses;
    this.reach = reach;
    this.backoff = backoff;
    this.parking = parking;
  }

  /**
   * A message on its way.
   *
   * @param ready null: it can never be sent, as the outcome says
   * @param outcome null: none yet
   */
  private record Underway(Queued row, Delivery.@Nullable Ready ready, @Nullable Outcome outcome) {

    Delivery.Ready handed() {
      return Objects.requireNonNull(ready);
    }

    Outcome came() {
      return Objects.requireNonNull(outcome);
    }

    @Nullable String address() {
      return ready == null ? null : ready.address();
    }
  }

  /** Sees rows through that were taken from the queue. */
  void carry(Delivery delivery, List<Queued> rows) {
    List<Underway> marked = new ArrayList<>();
    together(prepared(delivery, rows), some -> marked.addAll(mark(delivery, some)));
    if (!marked.isEmpty()) {
      together(handedOver(delivery, marked), some -> record(delivery, some));
    }
  }

  private List<Underway> prepared(Delivery delivery, List<Queued> rows) {
    List<Underway> prepared = new ArrayList<>();
    for (Queued row : rows) {
      try {
        prepared.add(new Underway(row, delivery.ready(row.toSend()), null));
      } catch (TemplateProblem | Delivery.Refused never) {
        String reason = String.valueOf(never.getMessage());
        prepared.add(new Underway(row, null, new Outcome.Failed(reason, false)));
      } catch (RuntimeException e) {
        parking.againOrPark(row, e);
      }
    }
    return prepared;
  }

  /** Does something with messages in company, and with each alone if that fails. */
  private void together(List<Underway> all, Consumer<List<Underway>> work) {
    if (all.isEmpty()) {
      return;
    }
    try {
      work.accept(all);
    } catch (RuntimeException e) {
      if (all.size() == 1) {
        parking.againOrPark(all.getFirst().row(), e);
      } else {
        log.debug("{} messages cannot be handled together", all.size(), e);
        all.forEach(one -> together(List.of(one), work));
      }
    }
  }

  /** Those that are to be handed over now. */
  private List<Underway> mark(Delivery delivery, List<Underway> all) {
    return customers.inTransaction(
        session -> {
          List<Pauses.Pause> held = pauses.held();
          session.lock(all.stream().map(u -> u.row().customer()).toList());
          List<Underway> marked = new ArrayList<>();
          List<Long> through = new ArrayList<>();
          List<Long> back = new ArrayList<>();
          for (Underway u : all) {
            if (isPaused(u, held) || hasMoved(u)) {
              back.add(u.row().id());
              continue;
            }
            switch (marks.start(session, u.row().intended(), obstacle(delivery, u))) {
              case Clearance.Drop ignored -> through.add(u.row().id());
              case Clearance.Later later -> queue.await(u.row().id(), later.until());
              case Clearance.Send ignored -> {
                if (u.outcome() == null) {
                  marked.add(u);
                } else {
                  // In one transaction with its mark: it never was on its way.
                  marks.record(session, u.row().intended(), u.outcome(), delivery.name());
                  through.add(u.row().id());
                }
              }
            }
          }
          queue.done(through);
          queue.giveBack(back);
          return marked;
        });
  }

  private static boolean isPaused(Underway u, List<Pauses.Pause> held) {
    var m = u.row().intended();
    return held.stream().anyMatch(pause -> pause.holds(m.sequence(), m.run()));
  }

  /** Whether it was made ready for an address that is theirs no more. */
  private boolean hasMoved(Underway u) {
    var m = u.row().intended();
    return u.address() != null && !u.address().equals(reach.address(m.customer(), m.channel()));
  }

  private @Nullable String obstacle(Delivery delivery, Underway u) {
    return delivery.needsAddress() && u.outcome() == null && u.address() == null
        ? "no address"
        : null;
  }

  private List<Underway> handedOver(Delivery delivery, List<Underway> marked) {
    List<Outcome> outcomes = delivery.deliver(marked.stream().map(Underway::handed).toList());
    List<Underway> handed = new ArrayList<>();
    for (int i = 0; i < marked.size(); i++) {
      Underway u = marked.get(i);
      handed.add(new Underway(u.row(), u.ready(), patient(u.row(), outcomes.get(i))));
    }
    return handed;
  }

  private Outcome patient(Queued row, Outcome outcome) {
    return outcome instanceof Outcome.NotSent notSent
            && backoff.isOver(row.attempts() + 1, row.firstMachine(), machine.millis())
        ? new Outcome.Failed("gave up: " + notSent.reason(), false)
        : outcome;
  }

  private void record(Delivery delivery, List<Underway> all) {
    customers.inTransaction(
        session -> {
          session.lock(all.stream().map(u -> u.row().customer()).toList());
          List<Long> through = new ArrayList<>();
          for (Underway u : all) {
            marks.record(session, u.row().intended(), u.came(), delivery.name());
            suppressBadAddress(u);
            if (u.came() instanceof Outcome.NotSent notSent) {
              int attempts = u.row().attempts() + 1;
              queue.again(u.row().id(), backoff.pause(attempts), notSent.reason());
            } else {
              through.add(u.row().id());
            }
          }
          queue.done(through);
          return true;
        });
  }

  private void suppressBadAddress(Underway u) {
    if (u.came() instanceof Outcome.Failed failed && failed.badAddress() && u.address() != null) {
      reach.suppress(u.row().intended().channel(), u.address(), "bounce");
    }
  }
}
