package io.trailmark.sharedevents;

/**
 * A send step came due: exactly one such event for each (run, step).
 *
 * @param step index of the send step in the sequence's steps
 * @param channel {@code email}, {@code sms} or {@code push}
 */
public record MessageIntended(
    String customer,
    String run,
    String sequence,
    int step,
    String channel,
    String template,
    long at)
    implements CustomerEvent {}
