package io.trailmark.commandside.webhooks;

import java.util.Map;

/**
 * Something that a vendor tells of a customer.
 *
 * @param id derived from what it is about, so that it comes again under the same
 * @param occurredAt RFC 3339
 * @param properties values that are absent are left out
 */
record Told(
    String id,
    Whom whom,
    String kind,
    String occurredAt,
    Map<String, ? extends Object> properties) {

  /** Of whom. Only a shop's own customer becomes a customer by being told of. */
  sealed interface Whom {}

  /** Who a source calls so. */
  record Named(String sourceId) implements Whom {}

  /** The customer with this key. */
  record Keyed(String customer) implements Whom {}

  /** Everybody whose address in the contact book this is. */
  record Addressed(String email) implements Whom {}

  /** Whoever placed the order. */
  record Buyer(String orderId) implements Whom {}
}
