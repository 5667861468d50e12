package io.trailmark.commandside.template;

import static io.trailmark.commandside.liquid.Shape.ANY;
import static io.trailmark.commandside.liquid.Shape.PLAIN;

import io.trailmark.commandside.liquid.Shape;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What templates can name; docs/templates.md tells what each holds. */
final class Vocabulary {
  /** {@code 'too-expensive' | survey}: the address where a reader answers so. */
  static final String SURVEY = "survey";

  static final Set<String> FILTERS = Set.of(SURVEY);

  static final Shape ITEM =
      plain("product_id", "name", "sku", "category", "price", "quantity", "benefit", "url");
  private static final Shape ORDER =
      with(plain("at", "amount", "currency", "order_id"), "items", Shape.each(ITEM));

  static final Map<String, Shape> ALL =
      Map.ofEntries(
          Map.entry("customer", with(plain("name", "first_name", "email", "phone"), "traits", ANY)),
          Map.entry(
              "run",
              with(
                  plain("sequence", "started_at"),
                  "trigger",
                  with(
                      plain(
                          "kind",
                          "at",
                          "segment",
                          "amount",
                          "currency",
                          "order_id",
                          "product_id",
                          "name",
                          "sku",
                          "category",
                          "price",
                          "quantity",
                          "benefit",
                          "url",
                          "plan",
                          "feature"),
                      "items",
                      Shape.each(ITEM)))),
          Map.entry("cart", with(plain("count", "url"), "items", Shape.each(ITEM))),
          Map.entry("first_order", ORDER),
          Map.entry("last_order", ORDER),
          Map.entry("orders", plain("count")),
          Map.entry("segments", Shape.each(PLAIN)),
          Map.entry("occasion", plain("name", "date", "days_ahead")),
          Map.entry("shop", plain("name", "url", "address", "cart_url", "coupon")),
          Map.entry("unsubscribe_url", PLAIN),
          Map.entry("now", PLAIN));

  /** Of the layout, whose content is made already. */
  static final Map<String, Shape> LAYOUT =
      Map.of(
          "content", PLAIN,
          "subject", PLAIN,
          "preheader", PLAIN,
          "language", PLAIN,
          "open_url", PLAIN,
          "shop", plain("name", "url", "address"),
          "unsubscribe_url", PLAIN);

  private Vocabulary() {}

  private static Shape.Fields plain(String... names) {
    Map<String, Shape> fields = new TreeMap<>();
    for (String name : names) {
      fields.put(name, PLAIN);
    }
    return new Shape.Fields(fields);
  }

  private static Shape.Fields with(Shape.Fields fields, String name, Shape shape) {
    Map<String, Shape> more = new TreeMap<>(fields.fields());
    more.put(name, shape);
    return new Shape.Fields(more);
  }
}
