package io.trailmark.commandside.delivery;

import io.trailmark.sharedevents.MessageIntended;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.stereotype.Component;

/**
 * Puts what was intended into the queue of its destination, in the transaction that moves on the
 * processor's token. That is all it does, so nothing that goes out slowly holds up what comes after
 * it.
 */
@Component
@ProcessingGroup(WhenMessageIntendedThenQueue.GROUP)
@DisallowReplay
class WhenMessageIntendedThenQueue {
  static final String GROUP = "delivery";
  private static final String WEBHOOK = "webhook";

  private final DeliveryQueue queue;
  private final Workers workers;

  WhenMessageIntendedThenQueue(DeliveryQueue queue, Workers workers) {
    this.queue = queue;
    this.workers = workers;
  }

  @EventHandler
  void on(MessageIntended e) {
    String destination = destination(e);
    queue.put(destination, e);
    workers.wakeAfterCommit(destination);
  }

  /** A step that calls a webhook names it where others name a template. */
  static String destination(MessageIntended e) {
    return e.channel().equals(WEBHOOK) ? WEBHOOK + ":" + e.template() : e.channel();
  }
}
