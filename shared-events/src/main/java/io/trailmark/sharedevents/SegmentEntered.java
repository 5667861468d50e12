package io.trailmark.sharedevents;

/**
 * The customer came to be in a segment.
 *
 * @param playbookVersion version of the playbook that decided
 * @param at instant from which it holds, milliseconds; for {@link Cause#TIME} the exact due instant
 * @param quiet true if nothing may be started by it (history, a changed definition)
 */
public record SegmentEntered(
    String customer, String segment, int playbookVersion, long at, Cause cause, boolean quiet)
    implements CustomerEvent {}
