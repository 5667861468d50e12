package io.trailmark.sharedevents;

/**
 * The customer ceased to be in a segment.
 *
 * @param playbookVersion version of the playbook that decided
 * @param at first instant at which the customer is out, milliseconds
 * @param quiet true if nothing may be started by it
 */
public record SegmentExited(
    String customer, String segment, int playbookVersion, long at, Cause cause, boolean quiet)
    implements CustomerEvent {}
