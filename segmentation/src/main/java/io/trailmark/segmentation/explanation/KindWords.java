package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Kinds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says kinds of activity. */
final class KindWords {
  private record Noun(String one, String many) {}

  private static final Noun ANY = new Noun("activity of any kind", "activities of any kind");

  /** In the order in which they are told. */
  private static final Map<String, Noun> KNOWN =
      inOrder(
          named("order_placed", "order placed", "orders placed"),
          named("order_refunded", "refund", "refunds"),
          named("complaint_filed", "complaint", "complaints"),
          named("product_viewed", "product viewed", "products viewed"),
          named("product_compared", "product compared", "products compared"),
          named("review_read", "review read", "reviews read"),
          named("product_searched", "product search", "product searches"),
          named("cart_item_added", "item added to the cart", "items added to the cart"),
          named("cart_item_removed", "item removed from the cart", "items removed from the cart"),
          named("checkout_started", "checkout started", "checkouts started"),
          named("message_sent", "message sent", "messages sent"),
          named("message_delivered", "message delivered", "messages delivered"),
          named("message_opened", "open", "opens"),
          named("message_clicked", "click", "clicks"),
          named("message_bounced", "bounce", "bounces"),
          named("message_complained", "spam complaint", "spam complaints"),
          named("unsubscribed", "unsubscribe", "unsubscribes"),
          named("signed_up", "sign-up", "sign-ups"),
          named("logged_in", "log-in", "log-ins"),
          named("feature_used", "use of a feature", "uses of features"),
          named("trial_started", "trial started", "trials started"),
          named("subscription_started", "subscription started", "subscriptions started"),
          named("subscription_cancelled", "subscription cancelled", "subscriptions cancelled"),
          named("occasion_declared", "occasion declared", "occasions declared"),
          named("benefit_declared", "benefit declared", "benefits declared"),
          named("coupon_redeemed", "coupon redeemed", "coupons redeemed"),
          named("trait_changed", "trait changed", "traits changed"));

  private KindWords() {}

  private static Map.Entry<String, Noun> named(String kind, String one, String many) {
    return Map.entry(kind, new Noun(one, many));
  }

  @SafeVarargs
  private static Map<String, Noun> inOrder(Map.Entry<String, Noun>... nouns) {
    Map<String, Noun> ordered = new LinkedHashMap<>();
    for (Map.Entry<String, Noun> noun : nouns) {
      ordered.put(noun.getKey(), noun.getValue());
    }
    return ordered;
  }

  /** One activity of a kind. */
  static String one(String kind) {
    return noun(kind).one();
  }

  /** One activity of one of the kinds. */
  static String one(Kinds kinds) {
    return joined(kinds, Noun::one, "or");
  }

  /** Several activities of the kinds. */
  static String many(Kinds kinds, String conjunction) {
    return joined(kinds, Noun::many, conjunction);
  }

  private static String joined(Kinds kinds, Function<Noun, String> form, String conjunction) {
    if (kinds.any()) {
      return form.apply(ANY);
    }
    List<String> nouns =
        Stream.concat(
                KNOWN.keySet().stream().filter(kinds.names()::contains),
                kinds.names().stream().filter(kind -> !KNOWN.containsKey(kind)))
            .map(kind -> form.apply(noun(kind)))
            .toList();
    return nouns.isEmpty() ? "nothing" : Lists.joined(nouns, conjunction);
  }

  /** What a source calls by a name of its own is quoted, so that it reads well whatever it is. */
  private static Noun noun(String kind) {
    @Nullable Noun known = KNOWN.get(kind);
    if (known != null) {
      return known;
    }
    String name = '"' + kind.replace('_', ' ') + '"';
    return new Noun(name + " activity", name + " activities");
  }
}
