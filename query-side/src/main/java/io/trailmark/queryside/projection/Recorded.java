package io.trailmark.queryside.projection;

/**
 * An event where it stands in the log.
 *
 * @param position global index, above 0; grows along the log
 */
public record Recorded(long position, Object event) {}
