package io.trailmark.commandside.webhooks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a vendor tells of a customer.
 *
 * @param id derived from what it is about, so that it comes again under the same
 * @param occurredAt RFC 3339
 * @param properties values that are absent are left out
 * @param address of the mail that it is about, null: it is about none, or no address is told
 */
record Told(
    String id,
    Whom whom,
    String kind,
    String occurredAt,
    Map<String, ? extends Object> properties,
    @Nullable String address) {

  Told(
      String id,
      Whom whom,
      String kind,
      String occurredAt,
      Map<String, ? extends Object> properties) {
    this(id, whom, kind, occurredAt, properties, null);
  }

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
