package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.customer.RunKey;
import io.trailmark.commandside.delivery.Delivery;

/** Steps of sequences that call a webhook. */
final class WebhookDelivery implements Delivery {
  private final OutgoingWebhooks.Target target;
  private final WebhookClient client;
  private final WebhookBodies bodies;
  private final WebhookIds ids;

  WebhookDelivery(
      OutgoingWebhooks.Target target, WebhookClient client, WebhookBodies bodies, WebhookIds ids) {
    this.target = target;
    this.client = client;
    this.bodies = bodies;
    this.ids = ids;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void deliver(Message m) {
    client.send(ids.of(RunKey.message(m.run(), m.step())), bodies.step(target, m));
  }
}
