package io.trailmark.commandside.customer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An activity that passed validation and has not had its effect before; components as in {@code
 * ActivityRecorded}.
 */
public record NewActivity(
    String source,
    String message,
    String kind,
    long occurredAt,
    @Nullable Long amount,
    @Nullable String currency,
    Map<String, Object> properties) {}
