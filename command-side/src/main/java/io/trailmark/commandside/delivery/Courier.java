package io.trailmark.commandside.delivery;

/** Brings what is no message of a customer's run, and may be brought twice. */
public interface Courier {

  /** Whose rows of the queue it takes. */
  String destination();

  /** How much at once. */
  Pace pace();

  /**
   * Brings it; the next of the same customer comes when this one is through. Throws as {@link
   * Delivery#deliver(Delivery.Message)} does.
   */
  void carry(Queued fact);
}
