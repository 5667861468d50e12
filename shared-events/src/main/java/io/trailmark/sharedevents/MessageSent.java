package io.trailmark.sharedevents;

/**
 * The delivery accepted the message.
 *
 * @param via name of the delivery that took it, for example {@code outbox}
 */
public record MessageSent(String customer, String run, int step, String via, long at)
    implements CustomerEvent {}
