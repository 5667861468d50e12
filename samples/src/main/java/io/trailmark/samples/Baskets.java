package io.trailmark.samples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/** Makes orders of the lines of baskets. */
final class Baskets {
  static final String ID = "basket_id";
  private static final String TIME = "transaction_timestamp";
  private static final List<String> DISCOUNTS =
      List.of("retail_disc", "coupon_disc", "coupon_match_disc");
  static final List<String> COLUMNS =
      List.of(
          ID,
          Households.ID,
          "product_id",
          "quantity",
          "sales_value",
          "retail_disc",
          "coupon_disc",
          "coupon_match_disc",
          TIME);

  private static final int CENTS = 2;

  /** Fuel is counted in thousandths of a gallon: what they cost together stays exact to a cent. */
  private static final int PRICE_DECIMALS = 8;

  private final Map<String, String> categories;

  /**
   * Baskets.
   *
   * @param categories of products by their ids
   */
  Baskets(Map<String, String> categories) {
    this.categories = categories;
  }

  /** One order for each basket, of each of which all lines are here. */
  List<String> orders(List<Row> rows, Consumer<UnreadableLine> problems) {
    Map<String, Basket> baskets = new LinkedHashMap<>();
    for (Row row : rows) {
      try {
        Line line = line(row);
        String id = JourneyText.whole(row, ID);
        String household = JourneyText.whole(row, Households.ID);
        baskets.computeIfAbsent(id, i -> new Basket(i, household, line.at())).add(household, line);
      } catch (RuntimeException e) {
        problems.accept(UnreadableLine.of(row, e));
      }
    }
    return baskets.values().stream().map(Basket::toJson).toList();
  }

  private Line line(Row row) {
    BigDecimal discount =
        DISCOUNTS.stream().map(d -> cents(row, d)).reduce(BigDecimal.ZERO, BigDecimal::add);
    String product = JourneyText.whole(row, "product_id");
    return new Line(
        JourneyText.time(row, TIME),
        product,
        categories.getOrDefault(product, ""),
        quantity(row),
        cents(row, "sales_value"),
        discount);
  }

  private static int quantity(Row row) {
    try {
      return new BigDecimal(row.get("quantity")).intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("quantity must be a whole number", e);
    }
  }

  /** In whole cents: what a computer's arithmetic left, such as 4.44e-16, is nothing. */
  private static BigDecimal cents(Row row, String column) {
    BigDecimal value = new BigDecimal(row.get(column)).setScale(CENTS, RoundingMode.HALF_EVEN);
    if (value.signum() < 0) {
      throw new IllegalArgumentException(column + " must be 0 or more");
    }
    return value;
  }

  /**
   * A line of a basket.
   *
   * @param value what the shop received for all pieces together
   * @param discount what was taken off
   */
  private record Line(
      Instant at,
      String product,
      String category,
      int quantity,
      BigDecimal value,
      BigDecimal discount) {

    void write(JsonGenerator json) {
      json.writeStartObject();
      json.writeStringProperty("productId", product);
      if (!category.isEmpty()) {
        json.writeStringProperty("category", category);
      }
      json.writeStringProperty("price", ActivityJson.plain(price()));
      json.writeNumberProperty("quantity", quantity);
      json.writeEndObject();
    }

    private BigDecimal price() {
      return value.divide(BigDecimal.valueOf(quantity), PRICE_DECIMALS, RoundingMode.HALF_EVEN);
    }
  }

  /** A basket while its lines come in. */
  private static final class Basket {
    private final String id;
    private final String household;
    private final List<Line> lines = new ArrayList<>();
    private Instant first;

    Basket(String id, String household, Instant first) {
      this.id = id;
      this.household = household;
      this.first = first;
    }

    void add(String owner, Line line) {
      if (!owner.equals(household)) {
        throw new IllegalArgumentException(
            "Basket " + id + " belongs to household " + household + ", not " + owner);
      }
      first = line.at.isBefore(first) ? line.at : first;
      lines.add(line);
    }

    String toJson() {
      return ActivityJson.of(
          "complete-journey/basket/" + id, household, "order_placed", first, this::properties);
    }

    private void properties(JsonGenerator json) {
      json.writeStringProperty("orderId", id);
      json.writeStringProperty("amount", ActivityJson.plain(sum(lines.stream().map(Line::value))));
      json.writeStringProperty("currency", "USD");
      json.writeNumberProperty("discount", sum(lines.stream().map(Line::discount)));
      json.writeArrayPropertyStart("items");
      // A coupon has a line of its own, of no piece.
      lines.stream().filter(line -> line.quantity > 0).forEach(line -> line.write(json));
      json.writeEndArray();
    }

    private static BigDecimal sum(Stream<BigDecimal> values) {
      return values.reduce(BigDecimal.ZERO.setScale(CENTS), BigDecimal::add);
    }
  }
}
