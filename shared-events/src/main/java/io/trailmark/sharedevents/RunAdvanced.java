package io.trailmark.sharedevents;

/**
 * The run now stands before a step.
 *
 * @param step index in the sequence's steps, from 0
 * @param due instant at which the step is to be taken, milliseconds
 */
public record RunAdvanced(String customer, String run, int step, long due, long at)
    implements CustomerEvent {}
