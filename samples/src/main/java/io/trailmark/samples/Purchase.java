package io.trailmark.samples;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * An order or a refund as an activity in the native format.
 *
 * @param messageId the same for the same invoice whenever it is read
 * @param kind {@code order_placed} or {@code order_refunded}
 * @param amount in pounds, 0 or more, with all the decimals that the prices have; an order's is
 *     after discount
 */
public record Purchase(
    String messageId,
    String customerId,
    String kind,
    Instant occurredAt,
    String orderId,
    BigDecimal amount,
    List<Item> items) {

  /**
   * A line of an invoice.
   *
   * @param price of one piece, in pounds
   * @param quantity 1 or more, in a refund too
   */
  public record Item(String productId, BigDecimal price, int quantity) {}

  public Purchase {
    items = List.copyOf(items);
  }

  /** One line of NDJSON, without the line's end. */
  public String toJson() {
    return ActivityJson.of(messageId, customerId, kind, occurredAt, this::writeProperties);
  }

  private void writeProperties(JsonGenerator json) {
    json.writeStringProperty("orderId", orderId);
    json.writeStringProperty("amount", ActivityJson.plain(amount));
    json.writeStringProperty("currency", "GBP");
    json.writeArrayPropertyStart("items");
    items.forEach(item -> write(item, json));
    json.writeEndArray();
  }

  private static void write(Item item, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("productId", item.productId);
    json.writeStringProperty("price", item.price.toPlainString());
    json.writeNumberProperty("quantity", item.quantity);
    json.writeEndObject();
  }
}
