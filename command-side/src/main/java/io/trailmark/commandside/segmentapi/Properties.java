package io.trailmark.commandside.segmentapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An event's properties in our words; those that nobody here keeps are dropped by the reader. */
final class Properties {
  private static final Map<String, String> NAMES =
      Map.of(
          "order_id", "orderId",
          "product_id", "productId",
          "cart_id", "cartId",
          "campaign_id", "campaign");

  private Properties() {}

  /** The same properties, renamed; {@code products} become {@code items}. */
  static ObjectNode of(JsonNode sent) {
    ObjectNode properties = renamed(sent);
    JsonNode products = sent.path("products");
    if (products.isArray()) {
      var items = JsonNodeFactory.instance.arrayNode();
      products.forEach(product -> items.add(product.isObject() ? renamed(product) : product));
      properties.set("items", items);
    }
    JsonNode amount = amount(sent);
    if (amount != null) {
      properties.set("amount", amount);
    }
    return properties;
  }

  /**
   * What was paid for the goods: of Segment's fields, {@code subtotal} alone is always after
   * discount and without shipping and tax.
   */
  private static @Nullable JsonNode amount(JsonNode sent) {
    for (String field : new String[] {"subtotal", "revenue", "total"}) {
      if (sent.hasNonNull(field)) {
        return sent.path(field);
      }
    }
    return null;
  }

  private static ObjectNode renamed(JsonNode sent) {
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    sent.properties()
        .forEach(e -> renamed.set(NAMES.getOrDefault(e.getKey(), e.getKey()), e.getValue()));
    return renamed;
  }
}
