package io.trailmark.commandside.template;

import static io.trailmark.commandside.template.Facts.putIf;

import io.trailmark.commandside.liquid.Shown;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Properties;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a customer did, in the words of templates. */
final class Words {
  private static final String ADDED = "cart_item_added";
  private static final String NAMELESS = "one more thing";
  private static final String REMOVED = "cart_item_removed";

  private final View view;
  private final long now;
  private final Currency currency;
  private final Shop shop;

  /**
   * @param view on the reader's calendar
   * @param now milliseconds
   * @param currency of amounts that name none
   */
  Words(View view, long now, Currency currency, Shop shop) {
    this.view = view;
    this.now = now;
    this.currency = currency;
    this.shop = shop;
  }

  View view() {
    return view;
  }

  long now() {
    return now;
  }

  Shown at(long instant) {
    return day(Instant.ofEpochMilli(instant).atZone(view.zone()));
  }

  private Shown day(ZonedDateTime at) {
    return new Shown(at, DateTimeFormatter.ofPattern("d MMMM uuuu", shop.language()).format(at));
  }

  /** {@code orders}, {@code first_order} and {@code last_order}. */
  Map<String, Object> orders() {
    Column column = view.timeline().column(View.ORDERED);
    int count = column == null ? 0 : column.upTo(now);
    Map<String, Object> values = new HashMap<>();
    values.put("orders", Map.of("count", BigDecimal.valueOf(count)));
    if (column != null && count > 0) {
      values.put("first_order", order(column, 0));
      values.put("last_order", order(column, count - 1));
    }
    return values;
  }

  private Map<String, Object> order(Column orders, int i) {
    return activity(orders.at(i), orders.value(i), orders.properties(i), true);
  }

  /** What an activity carries; an amount only where its kind has one. */
  Map<String, Object> activity(long at, long value, Properties carried, boolean valued) {
    Map<String, Object> values = new HashMap<>();
    values.put("at", at(at));
    String other = carried.get(Properties.CURRENCY);
    if (valued && other == null) {
      values.put("amount", money(minor(value), currency));
    }
    if (valued) {
      values.put("currency", other == null ? currency.getCurrencyCode() : other);
    }
    putIf(values, "order_id", carried.get("orderId"));
    Currency of = other == null ? currency : Currency.getInstance(other);
    values.put("items", carried.items().stream().map(item -> item(item, of)).toList());
    return values;
  }

  private BigDecimal minor(long value) {
    return BigDecimal.valueOf(value, Math.max(0, currency.getDefaultFractionDigits()));
  }

  private Shown money(BigDecimal amount, Currency of) {
    NumberFormat format = NumberFormat.getCurrencyInstance(shop.language());
    format.setCurrency(of);
    format.setMinimumFractionDigits(Math.max(0, of.getDefaultFractionDigits()));
    format.setMaximumFractionDigits(Math.max(0, of.getDefaultFractionDigits()));
    return new Shown(amount, format.format(amount));
  }

  /** One thing of an order or a cart. */
  Map<String, Object> item(Properties item) {
    String other = item.get(Properties.CURRENCY);
    return item(item, other == null ? currency : Currency.getInstance(other));
  }

  private Map<String, Object> item(Properties item, Currency of) {
    Map<String, Object> values = new HashMap<>();
    String id = item.get("productId");
    putIf(values, "product_id", id);
    String name = name(item);
    values.put("name", name == null ? NAMELESS : name);
    putIf(values, "sku", item.get("sku"));
    putIf(values, "category", item.get("category"));
    putIf(values, "benefit", item.get("benefit"));
    BigDecimal price = number(item.get("price"));
    putIf(values, "price", price == null ? null : money(price, of));
    BigDecimal quantity = number(item.get("quantity"));
    values.put("quantity", quantity == null ? BigDecimal.ONE : quantity);
    values.put("url", shop.product(id));
    return values;
  }

  /** A shop that sends no names knows its things by their ids. */
  private static @Nullable String name(Properties item) {
    for (String field : List.of("name", "productId", "sku", "category")) {
      String told = item.get(field);
      if (told != null && Escapes.isSeen(told)) {
        return told;
      }
    }
    return null;
  }

  private static @Nullable BigDecimal number(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}(\\.\\d{1,18})?") ? new BigDecimal(text) : null;
  }

  /** What was put in since the last order and not taken out again. */
  Map<String, Object> cart() {
    Column orders = view.timeline().column(View.ORDERED);
    int ordered = orders == null ? 0 : orders.upTo(now);
    long since = orders == null || ordered == 0 ? Long.MIN_VALUE : orders.at(ordered - 1);
    Column added = view.timeline().column(ADDED);
    Column removed = view.timeline().column(REMOVED);
    Map<String, Map<String, Object>> items = new LinkedHashMap<>();
    int a = added == null ? 0 : added.upTo(since);
    int r = removed == null ? 0 : removed.upTo(since);
    int adds = added == null ? 0 : added.upTo(now);
    int removes = removed == null ? 0 : removed.upTo(now);
    while (a < adds || r < removes) {
      if (added != null
          && a < adds
          && (removed == null || r == removes || added.at(a) <= removed.at(r))) {
        add(items, added.properties(a++));
      } else if (removed != null) {
        remove(items, removed.properties(r++));
      }
    }
    List<Map<String, Object>> left = List.copyOf(items.values());
    return Map.of("items", left, "count", BigDecimal.valueOf(left.size()), "url", shop.cart());
  }

  private void add(Map<String, Map<String, Object>> items, Properties added) {
    String name = name(added);
    if (name == null) {
      return;
    }
    Map<String, Object> item = item(added);
    String key = key(added, name);
    Map<String, Object> before = items.remove(key);
    if (before != null) {
      item.merge("quantity", before.get("quantity"), Words::sum);
    }
    items.put(key, item);
  }

  private static String key(Properties item, String name) {
    String id = item.get("productId");
    return id == null ? name : id;
  }

  private static Object sum(Object a, Object b) {
    return ((BigDecimal) a).add((BigDecimal) b);
  }

  /** Taken out without a quantity, all of it is gone. */
  private static void remove(Map<String, Map<String, Object>> items, Properties removed) {
    String name = name(removed);
    Map<String, Object> item = name == null ? null : items.get(key(removed, name));
    if (item == null || name == null) {
      return;
    }
    BigDecimal quantity = number(removed.get("quantity"));
    BigDecimal left =
        quantity == null || !(item.get("quantity") instanceof BigDecimal had)
            ? BigDecimal.ZERO
            : had.subtract(quantity);
    if (left.signum() > 0) {
      item.put("quantity", left);
    } else {
      items.remove(key(removed, name));
    }
  }

  /** Of those that were declared the next. */
  @Nullable Map<String, Object> occasion() {
    Column declared = view.timeline().column(Occasion.Declared.KIND);
    if (declared == null) {
      return null;
    }
    Map<String, Object> next = null;
    long soonest = Measure.NEVER;
    for (String name : declared.values("occasion").columns().keySet()) {
      long day = new Occasion.Declared(name).next(view, now);
      if (day < soonest) {
        soonest = day;
        next = occasion(name, day);
      }
    }
    return next;
  }

  /** A day that comes, days since 1970. */
  Map<String, Object> occasion(String name, long day) {
    return Map.of(
        "name", name.replace('-', ' '),
        "date", day(LocalDate.ofEpochDay(day).atStartOfDay(view.zone())),
        "days_ahead", BigDecimal.valueOf(day - view.day(now)));
  }
}
