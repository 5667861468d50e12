package io.trailmark.eventstore;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An activity as the log tells it, without what only deduplication and audits ask for.
 *
 * @param position global index
 * @param customer internal key
 * @param source of the write key, or {@code trailmark}
 * @param occurredAt milliseconds
 * @param amount minor units, null where the kind carries none
 * @param currency of the amount if it is not the reporting one, else null
 * @param trail key of the customer for whom it was recorded at first, else null: then it is told a
 *     second time here
 */
public record LoggedActivity(
    long position,
    String customer,
    String source,
    String kind,
    long occurredAt,
    @Nullable Long amount,
    @Nullable String currency,
    Map<String, Object> properties,
    @Nullable String trail)
    implements Logged {}
