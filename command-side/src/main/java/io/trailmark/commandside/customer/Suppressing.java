package io.trailmark.commandside.customer;

/** Where it is kept that nothing is to be sent to somebody. */
public interface Suppressing {
  /**
   * Nothing is sent to the customer any more, nor to any address that is known of them; in the
   * transaction of this thread.
   *
   * @param reason kept for ever, so without anything personal
   */
  void suppress(String customer, String reason);
}
