package io.trailmark.samples;

import io.trailmark.samples.OnlineRetail.Counts;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes invoices of lines. */
final class InvoiceCollector {
  static final String NUMBER = "InvoiceNo";
  static final List<String> COLUMNS =
      List.of(NUMBER, "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID");

  private static final ZoneId SHOP = ZoneId.of("Europe/London");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  static final Comparator<Purchase> IN_ORDER =
      Comparator.comparing(Purchase::occurredAt).thenComparing(Purchase::orderId);

  private final Consumer<UnreadableLine> problems;
  private final Map<String, Invoice> invoices = new LinkedHashMap<>();
  private final Map<String, String> productIds = new HashMap<>();
  private final Map<String, BigDecimal> prices = new HashMap<>();
  private int lines;
  private int unreadable;
  private int withoutCustomer;
  private int notSold;
  private int orders;
  private int refunds;

  InvoiceCollector(Consumer<UnreadableLine> problems) {
    this.problems = problems;
  }

  /** The invoices that these lines make, of each of which all lines are here: in order of time. */
  List<Purchase> collect(List<Row> rows) {
    rows.forEach(this::add);
    int cancelled = (int) invoices.values().stream().filter(i -> i.cancels).count();
    refunds += cancelled;
    orders += invoices.size() - cancelled;
    List<Purchase> purchases =
        invoices.values().stream().map(Invoice::toPurchase).sorted(IN_ORDER).toList();
    invoices.clear();
    return purchases;
  }

  private void add(Row line) {
    lines++;
    try {
      addReadable(line);
    } catch (RuntimeException e) {
      unreadable++;
      problems.accept(UnreadableLine.of(line, e));
    }
  }

  private void addReadable(Row line) {
    String customer = line.get("CustomerID");
    if (customer.isEmpty()) {
      withoutCustomer++;
      return;
    }
    String number = line.get(NUMBER);
    boolean cancels = number.startsWith("C");
    int quantity = Integer.parseInt(line.get("Quantity"));
    BigDecimal price = prices.computeIfAbsent(line.get("UnitPrice"), BigDecimal::new);
    Instant at = instant(line.get("InvoiceDate"));
    if (price.signum() < 0 || (cancels ? quantity >= 0 : quantity <= 0)) {
      notSold++;
      return;
    }
    String productId = productIds.computeIfAbsent(line.get("StockCode"), code -> code);
    invoices
        .computeIfAbsent(number, n -> new Invoice(n, customerId(customer), at, cancels))
        .add(customerId(customer), at, new Purchase.Item(productId, price, Math.abs(quantity)));
  }

  /** The data set writes its whole numbers with a fraction: 17850.0. */
  private static String customerId(String text) {
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static Instant instant(String local) {
    try {
      return LocalDateTime.parse(local, TIME).atZone(SHOP).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("InvoiceDate must look like 2010-12-01 08:26:00", e);
    }
  }

  Counts counts() {
    return new Counts(lines, unreadable, withoutCustomer, notSold, orders, refunds);
  }

  /** An invoice while its lines come in: it happened when its first line did. */
  private static final class Invoice {
    private final String number;
    private final String customerId;
    private final boolean cancels;
    private final List<Purchase.Item> items = new ArrayList<>();
    private Instant first;
    private BigDecimal amount = BigDecimal.ZERO.setScale(2);

    Invoice(String number, String customerId, Instant first, boolean cancels) {
      this.number = number;
      this.customerId = customerId;
      this.first = first;
      this.cancels = cancels;
    }

    void add(String customer, Instant at, Purchase.Item item) {
      if (!customer.equals(customerId)) {
        throw new IllegalArgumentException(
            "Invoice " + number + " belongs to customer " + customerId + ", not " + customer);
      }
      first = at.isBefore(first) ? at : first;
      amount = amount.add(item.price().multiply(BigDecimal.valueOf(item.quantity())));
      items.add(item);
    }

    Purchase toPurchase() {
      return new Purchase(
          "online-retail/" + number,
          customerId,
          cancels ? "order_refunded" : "order_placed",
          first,
          number,
          amount,
          items);
    }
  }
}
