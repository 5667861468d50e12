package io.trailmark.commandside.delivery;

/**
 * Sends nothing outside: the message stays where anybody can read it, in the messages read model,
 * which is made from the events that accompany every delivery.
 */
final class OutboxDelivery implements Delivery {

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public void deliver(Message message) {
    // Nothing to do: the event that records this delivery is what the outbox shows.
  }
}
