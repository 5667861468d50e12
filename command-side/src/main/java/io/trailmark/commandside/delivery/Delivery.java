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
   * @throws Refused if it surely did not go out
   * @throws RuntimeException likewise; only its class is kept as the reason, since what it says may
   *     quote an address
   */
  void deliver(Message message);

  /** A message was refused for good. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells why.
     *
     * @param reason kept for ever, so without anything personal
     */
    public Refused(String reason) {
      super(reason);
    }
  }
}
