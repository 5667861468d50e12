package io.trailmark.commandside.delivery;

import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.customer.Clearance;
import io.trailmark.commandside.customer.CustomerCommand.RecordDelivery;
import io.trailmark.commandside.customer.CustomerCommand.StartSending;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.recording.MessageIds;
import io.trailmark.sharedevents.MessageIntended;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Delivers what was intended. Marking as sending is committed before the delivery is called, and
 * its outcome after: a crash in between leaves the mark, which the next attempt finds and records
 * as unknown instead of sending again. A customer that cannot decide is parked, and the messages of
 * others go on.
 */
@Component
@ProcessingGroup(WhenMessageIntendedThenDeliver.GROUP)
@DisallowReplay
class WhenMessageIntendedThenDeliver implements DisposableBean {
  static final String GROUP = "delivery";

  private final CustomerTransactions customers;
  private final Reach reach;
  private final Delivery delivery;
  private final MessageIds messageIds;
  private final ParkedMessages parked;
  // The event processor's own transaction is open in its thread: marks must be committed in
  // another.
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  WhenMessageIntendedThenDeliver(
      CustomerTransactions customers,
      Reach reach,
      Delivery delivery,
      MessageIds messageIds,
      ParkedMessages parked) {
    this.customers = customers;
    this.reach = reach;
    this.delivery = delivery;
    this.messageIds = messageIds;
    this.parked = parked;
  }

  @EventHandler
  void on(MessageIntended e) {
    try {
      CompletableFuture.runAsync(() -> deliver(e), executor).join();
    } catch (CompletionException failure) {
      RuntimeException cause =
          failure.getCause() instanceof RuntimeException known ? known : failure;
      if (!parked.park(e, cause)) {
        throw cause;
      }
    }
  }

  private void deliver(MessageIntended e) {
    if (!startSending(e)) {
      return;
    }
    String problem = null;
    try {
      delivery.deliver(
          new Delivery.Message(
              e.customer(), e.run(), e.sequence(), e.step(), e.channel(), e.template()));
    } catch (Delivery.Refused refused) {
      problem = refused.getMessage();
    } catch (RuntimeException failure) {
      problem = failure.getClass().getSimpleName();
    }
    customers.send(outcome(e, problem));
  }

  /**
   * What speaks against it is looked at by who holds the customer, so that nothing comes between.
   */
  private boolean startSending(MessageIntended e) {
    return customers.inTransaction(
        session -> {
          session.lock(List.of(e.customer()));
          return session.clear(new StartSending(e.customer(), e.run(), e.step(), reach.obstacle(e)))
              instanceof Clearance.Send;
        });
  }

  private RecordDelivery outcome(MessageIntended e, @Nullable String problem) {
    String activity = messageIds.hash("message_sent\n" + e.run() + "/" + e.step());
    String via = problem == null ? delivery.name() : null;
    return new RecordDelivery(e.customer(), e.run(), e.step(), via, problem, activity);
  }

  @Override
  public void destroy() {
    executor.close();
  }
}
