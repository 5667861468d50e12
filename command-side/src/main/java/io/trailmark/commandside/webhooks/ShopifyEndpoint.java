package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.decimal;
import static io.trailmark.commandside.webhooks.VendorJson.optional;
import static io.trailmark.commandside.webhooks.VendorJson.text;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.contact.Erasure;
import io.trailmark.commandside.webhooks.Told.Buyer;
import io.trailmark.commandside.webhooks.Told.Named;
import io.trailmark.commandside.webhooks.Told.Whom;
import io.trailmark.commandside.webhooks.VendorActivities.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * A Shopify shop's orders, refunds and checkouts. A customer is called {@code shopify:<id>}, or by
 * the e-mail address where an order has no customer.
 */
@RestController
class ShopifyEndpoint {
  private static final String SIGNATURE = "X-Shopify-Hmac-Sha256";

  private final WebhookSettings.Vendor vendor;
  private final VendorActivities activities;
  private final Erasure erasure;

  ShopifyEndpoint(WebhookSettings settings, VendorActivities activities, Erasure erasure) {
    this.vendor = settings.shopify();
    this.activities = activities;
    this.erasure = erasure;
  }

  /**
   * Up to 5 MB, signed in {@code X-Shopify-Hmac-Sha256}; {@code X-Shopify-Topic} says what it is.
   * Errors: 400 not JSON, 401 not signed with our key, 404 no key is configured, 413 too much.
   */
  @Operation(
      summary = "A webhook of Shopify",
      description =
          "Takes orders/create, orders/updated, orders/cancelled, refunds/create, checkouts/create,"
              + " checkouts/update, customers/redact (erases the person) and"
              + " customers/data_request; other topics are acknowledged and ignored. However often"
              + " an order is told of, it counts once.")
  @PostMapping({"/v1/webhooks/shopify", "/v1/webhooks/shopify/"})
  Answer take(HttpServletRequest request) throws IOException {
    String key = vendor.keyOf("shopify");
    byte[] body = VendorJson.body(request);
    Signatures.verifyBase64(key, body, request.getHeader(SIGNATURE), SIGNATURE);
    JsonNode json = VendorJson.read(body);
    String topic = String.valueOf(request.getHeader("X-Shopify-Topic"));
    return switch (topic) {
      case "orders/create", "orders/updated", "orders/cancelled" ->
          record(json, ShopifyEndpoint::order);
      case "refunds/create" ->
          record(json, refund -> refund(new Buyer(text(refund, "order_id")), refund));
      case "checkouts/create", "checkouts/update" -> record(json, ShopifyEndpoint::checkout);
      case "customers/redact" -> redact(json);
      default -> Answer.ofIgnored();
    };
  }

  private Answer record(JsonNode json, Function<JsonNode, List<Told>> read) {
    return activities.record(vendor.sourceOr("shopify"), List.of(json), read, null);
  }

  /** The topic is not signed: what tells this request from others is a field that it alone has. */
  private Answer redact(JsonNode json) {
    if (!json.has("orders_to_redact")) {
      throw VendorJson.bad("orders_to_redact is missing: nobody is erased");
    }
    String id = optional(json.path("customer"), "id");
    String email = VendorJson.email(json.path("customer"), "email");
    if (id != null) {
      erasure.erase("shopify:" + id);
    }
    if (email != null) {
      erasure.erase(email);
    }
    return new Answer(0, 0, 0, List.of());
  }

  private static List<Told> order(JsonNode order) {
    Whom whom = buyer(order);
    if (whom == null || order.path("test").asBoolean(false)) {
      return List.of();
    }
    String id = text(order, "id");
    String currency = text(order, "currency");
    Map<String, Object> properties = new HashMap<>();
    properties.put("orderId", id);
    properties.put("amount", decimal(order, "total_price").toPlainString());
    properties.put("currency", currency);
    properties.put("items", VendorJson.items(order.path("line_items")));
    copy(order, "total_discounts", properties, "discount");
    copy(order, "source_name", properties, "channel");
    List<Told> told = new ArrayList<>();
    told.add(new Told("order:" + id, whom, "order_placed", processed(order), properties));
    order.path("refunds").forEach(refund -> told.addAll(refund(whom, refund)));
    if ("voided".equals(optional(order, "financial_status"))) {
      told.add(
          new Told(
              "void:" + id,
              whom,
              "order_refunded",
              text(order, "cancelled_at"),
              Map.of("orderId", id, "amount", properties.get("amount"), "currency", currency)));
    }
    return told;
  }

  /** The money that went back; goods alone change no value. */
  private static List<Told> refund(Whom whom, JsonNode refund) {
    BigDecimal amount = BigDecimal.ZERO;
    String currency = null;
    for (JsonNode transaction : refund.path("transactions")) {
      if ("refund".equals(optional(transaction, "kind"))
          && "success".equals(optional(transaction, "status"))) {
        amount = amount.add(decimal(transaction, "amount"));
        currency = text(transaction, "currency");
      }
    }
    if (currency == null || amount.signum() == 0) {
      return List.of();
    }
    return List.of(
        new Told(
            "refund:" + text(refund, "id"),
            whom,
            "order_refunded",
            processed(refund),
            Map.of(
                "orderId",
                text(refund, "order_id"),
                "amount",
                amount.toPlainString(),
                "currency",
                currency)));
  }

  private static List<Told> checkout(JsonNode checkout) {
    Whom whom = buyer(checkout);
    if (whom == null) {
      return List.of();
    }
    Map<String, Object> properties = new HashMap<>();
    properties.put("items", VendorJson.items(checkout.path("line_items")));
    copy(checkout, "cart_token", properties, "cartId");
    copy(checkout, "source_name", properties, "channel");
    return List.of(
        new Told(
            "checkout:" + text(checkout, "token"),
            whom,
            "checkout_started",
            text(checkout, "created_at"),
            properties));
  }

  private static @Nullable Whom buyer(JsonNode order) {
    String id = optional(order.path("customer"), "id");
    String email = VendorJson.email(order, "email");
    return id != null ? new Named("shopify:" + id) : email == null ? null : new Named(email);
  }

  /** Of what was imported into the shop, it was created later than it happened. */
  private static String processed(JsonNode node) {
    String at = optional(node, "processed_at");
    return at == null ? text(node, "created_at") : at;
  }

  private static void copy(JsonNode from, String field, Map<String, Object> to, String name) {
    String value = optional(from, field);
    if (value != null) {
      to.put(name, value);
    }
  }
}
