package io.trailmark.sharedevents;

/**
 * The message surely did not go out and is to be tried again: it is intended as before, and
 * everything is checked once more.
 *
 * @param reason what stood in the way, nothing personal
 */
public record MessageDeferred(String customer, String run, int step, String reason, long at)
    implements CustomerEvent {}
