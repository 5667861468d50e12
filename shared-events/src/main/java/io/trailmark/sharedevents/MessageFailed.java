package io.trailmark.sharedevents;

/** The delivery refused the message for good. */
public record MessageFailed(String customer, String run, int step, String reason, long at)
    implements CustomerEvent {}
