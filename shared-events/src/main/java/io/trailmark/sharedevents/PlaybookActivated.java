package io.trailmark.sharedevents;

/**
 * A version decides memberships from {@code at}, inclusive.
 *
 * @param startSequences true if the transitions that the change itself causes may start sequences
 */
public record PlaybookActivated(String playbook, int version, long at, boolean startSequences)
    implements PlaybookEvent {}
