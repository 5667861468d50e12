package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.optional;

import io.trailmark.commandside.webhooks.Told.Addressed;
import io.trailmark.commandside.webhooks.Told.Keyed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What became of a mail. Whoever sends it may put {@code trailmark_customer} (the customer's key),
 * {@code trailmark_campaign}, {@code trailmark_sequence} and {@code trailmark_step} among the
 * vendor's custom arguments, variables or metadata; without a key the recipient's address is looked
 * up in the contact book.
 */
final class Mail {
  private static final List<String> CARRIED = List.of("campaign", "sequence", "step");

  private Mail() {}

  /**
   * @param id of this event
   * @param ours holds the custom arguments
   * @param address names the recipient's field in {@code event}
   */
  static Told told(
      String id, String kind, String occurredAt, JsonNode ours, JsonNode event, String address) {
    String customer = optional(ours, "trailmark_customer");
    String email = VendorJson.email(event, address);
    if (customer == null && email == null) {
      throw new VendorJson.Unreadable(address + " is missing");
    }
    Map<String, Object> properties = new HashMap<>(Map.of("channel", "email"));
    for (String name : CARRIED) {
      String value = optional(ours, "trailmark_" + name);
      if (value != null) {
        properties.put(name, value);
      }
    }
    return new Told(
        id,
        customer != null ? new Keyed(customer) : new Addressed(String.valueOf(email)),
        kind,
        occurredAt,
        properties,
        email);
  }

  /** Seconds since 1970, whole or with a fraction, as RFC 3339. */
  static String instant(JsonNode event, String field) {
    BigDecimal seconds = VendorJson.decimal(event, field);
    if (seconds.precision() - seconds.scale() > 11) {
      throw new VendorJson.Unreadable(field + " must be seconds since 1970");
    }
    return Instant.ofEpochMilli(seconds.movePointRight(3).longValue()).toString();
  }
}
