package io.trailmark.samples;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.trailmark.samples.OnlineRetail.Counts;
import io.trailmark.samples.OnlineRetail.NotOnlineRetail;
import io.trailmark.samples.OnlineRetail.Problem;
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

/** Gathers lines into invoices. */
final class InvoiceCollector {
  private static final ZoneId SHOP = ZoneId.of("Europe/London");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final List<String> COLUMNS =
      List.of("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID");

  private final Map<String, Invoice> invoices = new LinkedHashMap<>();
  private final Map<String, String> productIds = new HashMap<>();
  private final Map<String, BigDecimal> prices = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private int lines;
  private int withoutCustomer;
  private int notSold;

  void add(NamedCsvRecord line) {
    if (lines++ == 0 && !line.getHeader().containsAll(COLUMNS)) {
      throw new NotOnlineRetail(
          "The columns " + COLUMNS + " are needed, found " + line.getHeader());
    }
    try {
      addReadable(line);
    } catch (RuntimeException e) {
      problems.add(
          new Problem(
              line.getStartingLineNumber(), message(e), String.join(",", line.getFields())));
    }
  }

  private static String message(RuntimeException e) {
    return e.getMessage() == null ? "Not a number" : e.getMessage();
  }

  private void addReadable(NamedCsvRecord line) {
    String customer = line.getField("CustomerID");
    if (customer.isEmpty()) {
      withoutCustomer++;
      return;
    }
    String number = line.getField("InvoiceNo");
    boolean cancels = number.startsWith("C");
    int quantity = Integer.parseInt(line.getField("Quantity"));
    BigDecimal price = prices.computeIfAbsent(line.getField("UnitPrice"), BigDecimal::new);
    Instant at = instant(line.getField("InvoiceDate"));
    if (price.signum() < 0 || (cancels ? quantity >= 0 : quantity <= 0)) {
      notSold++;
      return;
    }
    String productId = productIds.computeIfAbsent(line.getField("StockCode"), code -> code);
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

  OnlineRetail toOnlineRetail() {
    if (lines == 0) {
      throw new NotOnlineRetail("The file has no lines.");
    }
    List<Purchase> purchases =
        invoices.values().stream()
            .map(Invoice::toPurchase)
            .sorted(Comparator.comparing(Purchase::occurredAt).thenComparing(Purchase::orderId))
            .toList();
    int refunds = (int) invoices.values().stream().filter(i -> i.cancels).count();
    return new OnlineRetail(
        purchases,
        new Counts(
            lines, problems.size(), withoutCustomer, notSold, purchases.size() - refunds, refunds),
        problems);
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
          plain(amount),
          items);
    }

    /** Two decimals, more only where a price has more. */
    private static BigDecimal plain(BigDecimal amount) {
      BigDecimal stripped = amount.stripTrailingZeros();
      return stripped.scale() < 2 ? stripped.setScale(2) : stripped;
    }
  }
}
