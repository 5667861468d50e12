package io.trailmark.segmentation.review;

/** Entering or leaving a segment at an instant. */
public record Transition(
    String segment, boolean entered, int playbookVersion, long at, Cause cause, boolean quiet) {}
