package io.trailmark.commandside.delivery;

import io.trailmark.commandside.customer.Clearance;
import io.trailmark.commandside.customer.CustomerCommand.DeferDelivery;
import io.trailmark.commandside.customer.CustomerCommand.RecordDelivery;
import io.trailmark.commandside.customer.CustomerCommand.StartSending;
import io.trailmark.commandside.customer.CustomerTransactions.Session;
import io.trailmark.commandside.customer.RunKey;
import io.trailmark.commandside.recording.MessageIds;
import io.trailmark.sharedevents.MessageIntended;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What customers are asked about their messages, by who holds them. */
@Component
class Marks {
  private final MessageIds messageIds;

  Marks(MessageIds messageIds) {
    this.messageIds = messageIds;
  }

  /**
   * Marks a message as sending, unless something speaks against it.
   *
   * @param obstacle what speaks against it, null: nothing
   * @return whether it is to be handed over now
   */
  Clearance start(Session session, MessageIntended m, @Nullable String obstacle) {
    return session.clear(new StartSending(m.customer(), m.run(), m.step(), obstacle));
  }

  /**
   * Records what became of a message that is marked.
   *
   * @param via the delivery that it was handed to
   */
  void record(Session session, MessageIntended m, Outcome outcome, String via) {
    switch (outcome) {
      case Outcome.Accepted ignored -> session.send(delivered(m, via, null));
      case Outcome.Failed failed -> session.send(delivered(m, null, failed.reason()));
      case Outcome.NotSent notSent ->
          session.send(new DeferDelivery(m.customer(), m.run(), m.step(), notSent.reason()));
      case Outcome.Unknown ignored ->
          // A message that is marked already is unknown to whoever would mark it again.
          session.clear(new StartSending(m.customer(), m.run(), m.step(), null));
    }
  }

  private RecordDelivery delivered(
      MessageIntended m, @Nullable String via, @Nullable String problem) {
    String activity = messageIds.hash("message_sent\n" + RunKey.message(m.run(), m.step()));
    return new RecordDelivery(m.customer(), m.run(), m.step(), via, problem, activity);
  }
}
