package io.trailmark.queryside.projection;

/**
 * An event where it stands in the log.
 *
 * @param position global index, above 0; grows along the log
 * @param at business time, milliseconds, when it was recorded
 */
public record Recorded(long position, long at, Object event) {}
