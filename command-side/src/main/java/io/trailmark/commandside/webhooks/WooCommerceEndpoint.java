package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.decimal;
import static io.trailmark.commandside.webhooks.VendorJson.optional;
import static io.trailmark.commandside.webhooks.VendorJson.text;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.webhooks.Told.Named;
import io.trailmark.commandside.webhooks.Told.Whom;
import io.trailmark.commandside.webhooks.VendorActivities.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * A WooCommerce shop's orders with their refunds. A customer is called {@code woocommerce:<id>}, a
 * guest by the e-mail address.
 */
@RestController
class WooCommerceEndpoint {
  private static final String SIGNATURE = "X-WC-Webhook-Signature";

  /** Before these an order waits for its payment, and may never be one. */
  private static final Set<String> PLACED = Set.of("processing", "completed", "refunded");

  private static final Set<String> UNDONE = Set.of("cancelled", "failed");

  private final WebhookSettings.Vendor vendor;
  private final VendorActivities activities;

  WooCommerceEndpoint(WebhookSettings settings, VendorActivities activities) {
    this.vendor = settings.woocommerce();
    this.activities = activities;
  }

  /**
   * Up to 5 MB, signed in {@code X-WC-Webhook-Signature}; {@code X-WC-Webhook-Topic} says what it
   * is. Errors: 400 not JSON, 401 not signed with our key, 404 no key is configured, 413 too much.
   */
  @Operation(
      summary = "A webhook of WooCommerce",
      description =
          "Takes order.created and order.updated; other topics are acknowledged and ignored. An"
              + " order counts once, when it is paid or processed, and its refunds with it.")
  @PostMapping({"/v1/webhooks/woocommerce", "/v1/webhooks/woocommerce/"})
  Answer take(HttpServletRequest request) throws IOException {
    String key = vendor.keyOf("woocommerce");
    byte[] body = VendorJson.body(request);
    String given = request.getHeader(SIGNATURE);
    if (given == null && isPing(body)) {
      return Answer.ofIgnored();
    }
    Signatures.verifyBase64(key, body, given, SIGNATURE);
    JsonNode json = VendorJson.read(body);
    return switch (String.valueOf(request.getHeader("X-WC-Webhook-Topic"))) {
      case "order.created", "order.updated" ->
          activities.record(
              vendor.sourceOr("woocommerce"), List.of(json), WooCommerceEndpoint::order, null);
      default -> Answer.ofIgnored();
    };
  }

  /** A shop saves a webhook only if an unsigned ping with its number is answered. */
  private static boolean isPing(byte[] body) {
    return body.length < 50
        && new String(body, StandardCharsets.UTF_8).matches("webhook_id=\\d{1,20}");
  }

  private static List<Told> order(JsonNode order) {
    String status = text(order, "status");
    boolean paid = optional(order, "date_paid_gmt") != null;
    Whom whom = buyer(order);
    if (whom == null || !paid && !PLACED.contains(status)) {
      return List.of();
    }
    String id = text(order, "id");
    BigDecimal total = decimal(order, "total");
    Map<String, Object> properties = money(id, total, order);
    properties.put("items", VendorJson.items(order.path("line_items")));
    properties.put("discount", optional(order, "discount_total"));
    properties.put("channel", optional(order, "created_via"));
    properties.values().removeIf(value -> value == null);
    List<Told> told = new ArrayList<>();
    told.add(
        new Told(
            "order:" + id,
            whom,
            "order_placed",
            text(order, "date_created_gmt") + "Z",
            properties));
    BigDecimal left = total;
    for (JsonNode refund : order.path("refunds")) {
      BigDecimal amount = decimal(refund, "total").abs();
      left = left.subtract(amount);
      told.add(refunded("refund:" + text(refund, "id"), whom, amount, order));
    }
    if (UNDONE.contains(status) && left.signum() > 0) {
      told.add(refunded("undone:" + id, whom, left, order));
    }
    return told;
  }

  /** When is not told: at the latest when the order was changed. */
  private static Told refunded(String id, Whom whom, BigDecimal amount, JsonNode order) {
    return new Told(
        id,
        whom,
        "order_refunded",
        text(order, "date_modified_gmt") + "Z",
        money(text(order, "id"), amount, order));
  }

  private static Map<String, Object> money(String orderId, BigDecimal amount, JsonNode order) {
    Map<String, Object> money = new HashMap<>();
    money.put("orderId", orderId);
    money.put("amount", amount.toPlainString());
    money.put("currency", text(order, "currency"));
    return money;
  }

  private static @Nullable Whom buyer(JsonNode order) {
    String id = optional(order, "customer_id");
    if (id != null && !id.equals("0")) {
      return new Named("woocommerce:" + id);
    }
    String email = VendorJson.email(order.path("billing"), "email");
    return email == null ? null : new Named(email);
  }
}
