package io.trailmark.sharedevents;

/**
 * Nobody can tell whether the message went out (a crash between sending and recording); it is not
 * repeated.
 */
public record MessageUnknown(String customer, String run, int step, long at)
    implements CustomerEvent {}
