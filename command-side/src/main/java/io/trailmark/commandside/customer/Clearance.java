package io.trailmark.commandside.customer;

/** Whether a message may go out now. */
public sealed interface Clearance {
  /** It is marked as sending: deliver it, and say what became of it. */
  record Send() implements Clearance {}

  /** It never goes out: what became of it is recorded. */
  record Drop() implements Clearance {}

  /**
   * Ask again then.
   *
   * @param until business milliseconds
   */
  record Later(long until) implements Clearance {}
}
