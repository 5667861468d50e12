package io.trailmark.segmentation.review;

import java.util.List;

/**
 * What a review found.
 *
 * @param transitions in order of instant; at one instant exits before entries, each in the
 *     playbook's order
 * @param primaryChanges in order of instant
 * @param nextChange the earliest instant after the review at which a membership could change with
 *     no new activity and no new survey; {@code Long.MAX_VALUE} if none
 */
public record Outcome(
    Memberships memberships,
    List<Transition> transitions,
    List<PrimaryChange> primaryChanges,
    long nextChange) {}
