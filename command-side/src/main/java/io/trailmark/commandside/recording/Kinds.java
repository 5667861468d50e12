package io.trailmark.commandside.recording;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The kinds of activity that are known, and which properties of each are kept. Everything else that
 * a source sends with them is dropped: what is not listed may be personal.
 *
 * @param kinds custom kinds with the names of their properties ({@code trailmark.kinds.<kind>=a,b})
 */
@ConfigurationProperties("trailmark")
public record Kinds(@Nullable Map<String, List<String>> kinds) {
  /** What a kind is called. */
  public static final String PATTERN = "[a-z][a-z0-9_]{0,63}";

  /** Properties of one item of an order or a cart; the name is the product's. */
  static final Set<String> ITEM =
      Set.of("productId", "name", "sku", "category", "price", "quantity", "benefit");

  private static final Set<String> PRODUCT =
      Set.of("productId", "name", "sku", "category", "price", "quantity", "benefit", "cartId");
  private static final Set<String> ORDER = Set.of("orderId", "discount", "channel", "items");
  private static final Set<String> MESSAGE = Set.of("campaign", "sequence", "step", "channel");

  private static final Map<String, Set<String>> BUILT_IN =
      Map.ofEntries(
          Map.entry("order_placed", ORDER),
          Map.entry("order_refunded", ORDER),
          Map.entry("complaint_filed", Set.of("orderId", "category")),
          Map.entry("product_viewed", PRODUCT),
          Map.entry("product_compared", PRODUCT),
          Map.entry("review_read", PRODUCT),
          Map.entry("product_searched", Set.of("category")),
          Map.entry("cart_item_added", PRODUCT),
          Map.entry("cart_item_removed", PRODUCT),
          Map.entry("checkout_started", Set.of("cartId", "items", "channel")),
          Map.entry("message_sent", MESSAGE),
          Map.entry("message_delivered", MESSAGE),
          Map.entry("message_opened", MESSAGE),
          Map.entry("message_clicked", MESSAGE),
          Map.entry("message_bounced", MESSAGE),
          Map.entry("message_complained", MESSAGE),
          Map.entry("unsubscribed", Set.of("channel", "purpose")),
          Map.entry("survey_answered", Set.of("survey", "answer", "sequence", "step")),
          Map.entry("signed_up", Set.of("plan", "channel")),
          Map.entry("logged_in", Set.of("channel")),
          Map.entry("feature_used", Set.of("feature")),
          Map.entry("trial_started", Set.of("plan")),
          Map.entry("subscription_started", Set.of("plan")),
          Map.entry("subscription_cancelled", Set.of("plan", "reason")),
          Map.entry("occasion_declared", Set.of("occasion", "month", "day")),
          Map.entry("benefit_declared", Set.of("benefit")),
          Map.entry("coupon_redeemed", Set.of("coupon", "campaign")),
          Map.entry(Traits.CHANGED, Set.of("trait", "value")));

  public Kinds {
    Map<String, List<String>> custom = new HashMap<>(kinds == null ? Map.of() : kinds);
    custom.forEach(
        (kind, properties) -> {
          if (!kind.matches(PATTERN)) {
            throw new IllegalArgumentException(
                "trailmark.kinds." + kind + ": a kind must match " + PATTERN);
          }
        });
    kinds = Map.copyOf(custom);
  }

  /** Names of the properties to keep, null for a kind that is not declared. */
  @Nullable Set<String> properties(String kind) {
    Set<String> builtIn = BUILT_IN.get(kind);
    if (builtIn != null) {
      return builtIn;
    }
    List<String> custom = kinds == null ? null : kinds.get(kind);
    return custom == null ? null : Set.copyOf(custom);
  }

  /** Whether an activity of the kind must carry an amount. */
  static boolean carriesAmount(String kind) {
    return kind.equals("order_placed") || kind.equals("order_refunded");
  }
}
