package io.trailmark.commandside.recording;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid activity as a source sent it.
 *
 * @param index position in the request, from 0
 * @param body what must be the same when the same message id comes again
 * @param declared false if the kind is not known here: then it has no properties
 */
record Incoming(
    int index,
    String messageId,
    String customerId,
    String kind,
    long occurredAt,
    @Nullable Long amount,
    @Nullable String currency,
    Map<String, Object> properties,
    String body,
    boolean declared) {

  /** The same, but known by its message id alone, whatever its body says when it comes again. */
  Incoming derived() {
    return new Incoming(
        index,
        messageId,
        customerId,
        kind,
        occurredAt,
        amount,
        currency,
        properties,
        messageId,
        declared);
  }
}
