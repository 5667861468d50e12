package io.trailmark.eventstore;

/**
 * A customer was joined to another, for whom all its activities are told once more: those told for
 * it count no longer.
 *
 * @param position global index
 * @param customer internal key of the one that there is no longer
 * @param at when it was joined, milliseconds
 */
public record LoggedJoin(long position, String customer, long at) implements Logged {}
