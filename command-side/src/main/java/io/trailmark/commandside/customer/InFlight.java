package io.trailmark.commandside.customer;

/**
 * A message between its intent and its outcome.
 *
 * @param at when it was intended, milliseconds
 */
record InFlight(Stage stage, String channel, long at) {

  enum Stage {
    INTENDED,
    /**
     * The run ended for its goal or for leaving the segment before the message was marked as
     * sending.
     */
    REVOKED,
    SENDING
  }

  InFlight at(Stage next) {
    return new InFlight(next, channel, at);
  }
}
