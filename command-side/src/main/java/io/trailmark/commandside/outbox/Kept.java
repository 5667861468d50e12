package io.trailmark.commandside.outbox;

import io.trailmark.commandside.delivery.Delivery.Message;
import io.trailmark.commandside.template.Composed;
import org.jspecify.annotations.Nullable;

/**
 * A message to keep.
 *
 * @param address where it would have gone, null: nowhere that is known
 * @param test whether it was sent to try a template out
 */
record Kept(Message message, @Nullable String address, Composed composed, boolean test) {}
