package io.trailmark.sharedevents;

/**
 * Goal, exits and consent were checked once more, and delivery may begin: at most once for each
 * (run, step).
 */
public record MessageSending(String customer, String run, int step, long at)
    implements CustomerEvent {}
