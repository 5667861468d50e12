package io.trailmark.sharedevents;

/**
 * A sequence came to the end of what can be tried: nothing is ever sent to the customer again.
 *
 * @param step index of the suppressing step in the sequence's steps, from 0
 * @param reason as the playbook says
 */
public record ContactSuppressed(String customer, String run, int step, String reason, long at)
    implements CustomerEvent {}
