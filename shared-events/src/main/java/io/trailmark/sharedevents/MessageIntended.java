package io.trailmark.sharedevents;

/**
 * A step that sends something came due: exactly one such event for each (run, step).
 *
 * @param step index of that step in the sequence's steps
 * @param channel {@code email}, {@code sms}, {@code push} or {@code webhook}
 * @param template what a message is made from; of a webhook the name of who is told
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
