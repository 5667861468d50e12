package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.Courier;
import io.trailmark.commandside.delivery.Pace;
import io.trailmark.commandside.delivery.Queued;
import java.util.Objects;

/** Tells a target who entered and left which segment. */
final class TransitionCourier implements Courier {
  private final String destination;
  private final OutgoingWebhooks.Target target;
  private final WebhookClient client;
  private final WebhookBodies bodies;
  private final WebhookIds ids;

  TransitionCourier(
      String name,
      OutgoingWebhooks.Target target,
      WebhookClient client,
      WebhookBodies bodies,
      WebhookIds ids) {
    this.destination = destination(name);
    this.target = target;
    this.client = client;
    this.bodies = bodies;
    this.ids = ids;
  }

  /** Apart from the steps that go to the same target. */
  static String destination(String name) {
    return "transitions:" + name;
  }

  @Override
  public String destination() {
    return destination;
  }

  @Override
  public Pace pace() {
    return target.pace();
  }

  @Override
  public void carry(Queued fact) {
    Transition transition = Transition.read(Objects.requireNonNull(fact.fact()));
    client.send(ids.of(fact.item()), bodies.transition(target, fact.customer(), transition));
  }
}
