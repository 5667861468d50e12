package io.trailmark.benchmarks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One activity as these programs make it.
 *
 * @param amount minor units of pounds, null where the kind has none
 */
record Activity(String messageId, String customer, String kind, long at, @Nullable Long amount) {

  /** In the format of {@code POST /v1/activities}. */
  String json() {
    String properties =
        amount == null ? "{}" : "{\"amount\":\"%d.%02d\"}".formatted(amount / 100, amount % 100);
    return "{\"messageId\":\"%s\",\"customerId\":\"%s\",\"kind\":\"%s\",\"occurredAt\":\"%s\",\"properties\":%s}"
        .formatted(messageId, customer, kind, Instant.ofEpochMilli(at), properties);
  }

  /**
   * The same as Segment's clients send it.
   *
   * @param id {@code userId}, or {@code anonymousId} before the customer says who they are
   */
  String segmentJson(String id) {
    String properties =
        amount == null ? "{}" : "{\"subtotal\":\"%d.%02d\"}".formatted(amount / 100, amount % 100);
    return "{\"type\":\"track\",\"messageId\":\"%s\",\"%s\":\"%s\",\"event\":\"%s\",\"timestamp\":\"%s\",\"properties\":%s}"
        .formatted(messageId, id, customer, kind, Instant.ofEpochMilli(at), properties);
  }
}
