package io.trailmark.sharedevents;

import java.util.Map;

/**
 * Another customer turned out to be this person. Their activities follow, and the runs that go on.
 *
 * @param trail internal key of the other
 * @param lastStarts when the other began each sequence for the last time, milliseconds, by sequence
 * @param at milliseconds
 */
public record TrailJoined(String customer, String trail, Map<String, Long> lastStarts, long at)
    implements CustomerEvent {}
