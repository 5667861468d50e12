package io.trailmark.sharedevents;

/**
 * A run came to where the ways part.
 *
 * @param step index of the branch or split in the sequence's steps, from 0
 * @param way {@code then}, {@code else}, or the name of a split's arm
 */
public record RunBranched(String customer, String run, int step, String way, long at)
    implements CustomerEvent {}
