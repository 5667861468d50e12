package io.trailmark.commandside.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way out for messages. What it is given was marked as sending by its customer before, and is
 * given once unless it surely did not go out; never during a rebuild or a backtest.
 */
public interface Delivery {

  /** What to send to whom; the address is looked up in the contact book by who needs it. */
  record Message(
      String customer, String run, String sequence, int step, String channel, String template) {}

  /** Name of this delivery, for example {@code outbox}. */
  String name();

  /** How many messages are best handed over together. */
  default int together() {
    return 1;
  }

  /** Whether who has no address of the channel gets nothing. */
  default boolean needsAddress() {
    return false;
  }

  /**
   * Does all that can fail without anything going out, before the message is marked as sending.
   *
   * @throws Refused if it can never be sent so
   * @throws RuntimeException if it cannot be done now
   */
  default Ready ready(Message message) {
    return new Ready(message, null, () -> deliver(message));
  }

  /**
   * The same for somebody who tries a template out: with that customer's data, to an address of
   * their own; its links change nothing.
   *
   * @param to an address of the message's channel
   */
  default Ready trial(Message message, String to) {
    throw new Refused("nothing can be tried out by " + name());
  }

  /**
   * Hands the message over. On return it was accepted.
   *
   * @throws Refused if it surely did not go out, and never will
   * @throws NotSent if it surely did not go out, and may if it is tried again
   * @throws Ambiguous if nobody can tell whether it went out
   * @throws RuntimeException as {@link Refused}; only its class is kept as the reason, since what
   *     it says may quote an address
   */
  void deliver(Message message);

  /** Hands messages over, none of which keeps another back. */
  default List<Outcome> deliver(List<Ready> messages) {
    List<Outcome> outcomes = new ArrayList<>();
    messages.forEach(message -> outcomes.add(Outcome.of(message.way())));
    return outcomes;
  }

  /**
   * A message that can go.
   *
   * @param address where to; null where the address does not matter
   * @param way hands it over, as {@link #deliver(Message)} does
   */
  record Ready(Message message, @Nullable String address, Runnable way) {}

  /** A message was refused for good. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean badAddress;

    /**
     * Tells why.
     *
     * @param reason kept for ever, so without anything personal
     */
    public Refused(String reason) {
      this(reason, false);
    }

    private Refused(String reason, boolean badAddress) {
      super(reason);
      this.badAddress = badAddress;
    }

    /** Nobody is reached there: nothing is to be sent to the address any more. */
    public static Refused badAddress(String reason) {
      return new Refused(reason, true);
    }

    boolean isBadAddress() {
      return badAddress;
    }
  }

  /** A message surely did not go out; it may later. */
  final class NotSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells why.
     *
     * @param reason kept for ever, so without anything personal
     */
    public NotSent(String reason) {
      super(reason);
    }
  }

  /** A message may have gone out or not. */
  final class Ambiguous extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells why.
     *
     * @param reason without anything personal
     */
    public Ambiguous(String reason) {
      super(reason);
    }
  }
}
