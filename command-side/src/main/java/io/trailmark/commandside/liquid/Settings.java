package io.trailmark.commandside.liquid;

import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How values are put.
 *
 * @param escape from a value's text to what stands in the result
 * @param filters further filters, from text to text
 * @param now what {@code 'now' | date} means
 * @param locale of the names of days and months
 */
public record Settings(
    UnaryOperator<String> escape,
    Map<String, UnaryOperator<String>> filters,
    ZonedDateTime now,
    Locale locale) {}
