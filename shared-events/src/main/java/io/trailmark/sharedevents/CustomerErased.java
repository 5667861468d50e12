package io.trailmark.sharedevents;

/**
 * The person behind the key is not known any more, and nothing is sent to them. What was counted
 * stays.
 *
 * @param at milliseconds
 */
public record CustomerErased(String customer, long at) implements CustomerEvent {}
