package io.trailmark.sharedevents;

/**
 * The customer turned out to be the same person as another, who has taken over all that was
 * recorded here. From now on there is only the other.
 *
 * @param into internal key of the other
 * @param at milliseconds
 */
public record CustomerJoined(String customer, String into, long at) implements CustomerEvent {}
