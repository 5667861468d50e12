package io.trailmark.commandside.delivery;

/** Of messages to where nothing is configured. */
final class Nowhere implements Delivery {
  static final Delivery DELIVERY = new Nowhere();

  private Nowhere() {}

  @Override
  public String name() {
    return "nowhere";
  }

  @Override
  public Ready ready(Message message) {
    throw refused(message);
  }

  @Override
  public void deliver(Message message) {
    throw refused(message);
  }

  private static Refused refused(Message message) {
    return new Refused(
        message.channel().equals("webhook")
            ? "no webhook is configured as " + message.template()
            : "nothing is configured for the channel " + message.channel());
  }
}
