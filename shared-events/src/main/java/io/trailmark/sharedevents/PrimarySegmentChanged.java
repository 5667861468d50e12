package io.trailmark.sharedevents;

import org.jspecify.annotations.Nullable;

/**
 * Another segment speaks to the customer: the first in the playbook's order among those they are
 * in.
 *
 * @param from null: was in no segment
 * @param to null: is in no segment
 */
public record PrimarySegmentChanged(
    String customer,
    @Nullable String from,
    @Nullable String to,
    int playbookVersion,
    long at,
    boolean quiet)
    implements CustomerEvent {}
