package io.trailmark.sharedevents;

/** The message was not sent, on purpose. */
public record MessageSkipped(String customer, String run, int step, String reason, long at)
    implements CustomerEvent {}
