package io.trailmark.sharedevents;

/**
 * A step came due and is to be taken later.
 *
 * @param step index in the sequence's steps, from 0
 * @param reason {@code quiet hours} or {@code cap}
 * @param due instant at which it is to be taken now, milliseconds
 */
public record StepPostponed(String customer, String run, int step, String reason, long due, long at)
    implements CustomerEvent {}
