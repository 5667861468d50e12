package io.trailmark.sharedevents;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a customer did or that reached them.
 *
 * @param customer internal key
 * @param source the write key's source, or {@code trailmark} for what the system itself records
 * @param message keyed hash of the source's message id
 * @param kind what sort of activity, {@code [a-z][a-z0-9_]{0,63}}
 * @param occurredAt when it happened, milliseconds
 * @param amount value in minor units of {@code currency}: of an order after discount, of a refund
 *     what was given back; at least 0; null where the kind carries none
 * @param currency ISO 4217 code if it is not the reporting currency of the playbook, else null; an
 *     amount in another currency stays out of sums
 * @param properties the allow-listed properties; values are strings, numbers, booleans, lists and
 *     maps of these
 * @param history true if it came by a history import: nothing is sent because of it
 * @param trail key of the customer for whom it was recorded at first, if it came over when the two
 *     turned out to be one person, else null
 */
public record ActivityRecorded(
    String customer,
    String source,
    String message,
    String kind,
    long occurredAt,
    @Nullable Long amount,
    @Nullable String currency,
    Map<String, Object> properties,
    boolean history,
    @Nullable String trail)
    implements CustomerEvent {}
