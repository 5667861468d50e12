package io.trailmark.commandside.liquid;

/**
 * A value that is written in a way of its own: an amount of money, a day.
 *
 * @param value a {@link java.math.BigDecimal} or a {@link java.time.ZonedDateTime}, which filters
 *     and comparisons look at
 * @param text as it is written
 */
public record Shown(Object value, String text) {}
