package io.trailmark.allinone;

import io.trailmark.samples.Purchase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carts and opened e-mails, which the sample data lacks: invented, the same each time, and marked
 * by message ids that start with {@code generated/}.
 */
final class GeneratedBehaviour {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double ORDERS_WITH_A_CART = 0.6;
  private static final double ABANDONS_A_CART_ON_A_DAY = 0.006;
  private static final double OPENS_AN_EMAIL_ON_A_DAY = 0.015;

  private final Random random = new Random(20111028);
  private final Map<String, Purchase> lastOrders = new LinkedHashMap<>();
  private final List<TimedActivity> made = new ArrayList<>();

  private GeneratedBehaviour() {}

  /**
   * What happens beside the purchases from an instant on.
   *
   * @param purchases all of them, in order of time
   * @param from a midnight
   */
  static List<TimedActivity> beside(List<Purchase> purchases, Instant from) {
    GeneratedBehaviour generated = new GeneratedBehaviour();
    Instant day = from;
    for (Purchase purchase : purchases) {
      while (!purchase.occurredAt().isBefore(day.plus(1, ChronoUnit.DAYS))) {
        generated.day(day);
        day = day.plus(1, ChronoUnit.DAYS);
      }
      generated.purchase(purchase, from);
    }
    return List.copyOf(generated.made);
  }

  private void purchase(Purchase purchase, Instant from) {
    if (!purchase.kind().equals("order_placed")) {
      return;
    }
    if (!purchase.occurredAt().isBefore(from) && random.nextDouble() < ORDERS_WITH_A_CART) {
      Duration before = Duration.ofMinutes(5 + random.nextInt(90));
      Instant at = purchase.occurredAt().minus(before);
      cart(purchase, at.isBefore(from) ? from : at);
    }
    lastOrders.put(purchase.customerId(), purchase);
  }

  private void day(Instant midnight) {
    for (Purchase last : lastOrders.values()) {
      if (random.nextDouble() < ABANDONS_A_CART_ON_A_DAY) {
        cart(last, someTime(midnight));
      }
      if (random.nextDouble() < OPENS_AN_EMAIL_ON_A_DAY) {
        ObjectNode properties = JSON.createObjectNode().put("campaign", "generated-newsletter");
        add("message_opened", last.customerId(), someTime(midnight), properties);
      }
    }
  }

  /** Between eight in the morning and ten at night. */
  private Instant someTime(Instant midnight) {
    return midnight.plus(8, ChronoUnit.HOURS).plusSeconds(random.nextInt(14 * 3600));
  }

  private void cart(Purchase like, Instant at) {
    Purchase.Item item = like.items().get(random.nextInt(like.items().size()));
    ObjectNode properties =
        JSON.createObjectNode()
            .put("productId", item.productId())
            .put("price", item.price().toPlainString())
            .put("quantity", item.quantity());
    add("cart_item_added", like.customerId(), at, properties);
  }

  private void add(String kind, String customer, Instant at, ObjectNode properties) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("messageId", "generated/" + made.size())
            .put("customerId", customer)
            .put("kind", kind)
            .put("occurredAt", at.toString())
            .set("properties", properties);
    made.add(new TimedActivity(at, kind, json.toString()));
  }
}
