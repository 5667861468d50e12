package io.trailmark.commandside.delivery;

/**
 * The way out for messages. Called at most once for each (run, step), after the customer marked it
 * as sending; never during a rebuild or a backtest.
 */
public interface Delivery {

  /** What to send to whom; the address is looked up in the contact book by who needs it. */
  record Message(
      String customer, String run, String sequence, int step, String channel, String template) {}

  /** Name of this delivery, for example {@code outbox}. */
  String name();

  /**
   * Hands the message over. On return it was accepted.
   *
   * @throws RuntimeException if it was refused and surely did not go out; the message is its reason
   */
  void deliver(Message message);
}
