package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.DeliveryQueue;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.util.List;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.messaging.annotation.MessageIdentifier;
import org.springframework.stereotype.Component;

/**
 * Puts every transition into the queue of each target that wants them, in the transaction that
 * moves on the processor's token. It begins where the log ends when it is first started: what was
 * before is told nobody.
 */
@Component
@ProcessingGroup(WhenTransitionThenTell.GROUP)
@DisallowReplay
class WhenTransitionThenTell {
  static final String GROUP = "webhooks-out";

  private final DeliveryQueue queue;
  private final List<String> destinations;

  WhenTransitionThenTell(DeliveryQueue queue, OutgoingWebhooks webhooks) {
    this.queue = queue;
    this.destinations =
        webhooks.all().entrySet().stream()
            .filter(e -> e.getValue().transitions())
            .map(e -> TransitionCourier.destination(e.getKey()))
            .toList();
  }

  @EventHandler
  void on(SegmentEntered e, @MessageIdentifier String id) {
    put(id, e.customer(), Transition.of(e));
  }

  @EventHandler
  void on(SegmentExited e, @MessageIdentifier String id) {
    put(id, e.customer(), Transition.of(e));
  }

  private void put(String id, String customer, Transition transition) {
    for (String destination : destinations) {
      queue.put(destination, id, customer, transition.json(), transition.at());
    }
  }
}
