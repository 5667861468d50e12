package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.benchmarks.CompleteJourneySql.Told;
import io.trailmark.samples.CompleteJourney;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The importer tells of the real files what SQL over them tells, in all columns. */
class CompleteJourneyAgainstSqlTest {
  private static final Path SAMPLE = Path.of("../samples/complete-journey");

  @Test
  void agreesOnEveryActivity() throws Exception {
    List<Told> expected = new ArrayList<>(CompleteJourneySql.read(SAMPLE));
    List<Told> read = new ArrayList<>();
    try (CompleteJourney journey = new CompleteJourney(SAMPLE)) {
      journey.reportProblems(
          line -> {
            throw new AssertionError(line);
          });
      for (String line = journey.next(); line != null; line = journey.next()) {
        read.add(told(JsonMapper.shared().readTree(line)));
      }
    }
    assertThat(read).hasSize(61_171);
    expected.sort(Comparator.comparing(Told::messageId));
    read.sort(Comparator.comparing(Told::messageId));
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i)).isEqualTo(expected.get(i));
    }
    assertThat(expected).hasSameSizeAs(read);
  }

  private static Told told(JsonNode activity) {
    JsonNode properties = activity.path("properties");
    return new Told(
        activity.path("messageId").asString(),
        activity.path("customerId").asString(),
        activity.path("kind").asString(),
        Instant.parse(activity.path("occurredAt").asString()).toEpochMilli(),
        amount(properties),
        text(activity.path("kind").asString(), properties));
  }

  private static @Nullable Long amount(JsonNode properties) {
    if (!properties.has("amount")) {
      return null;
    }
    assertThat(properties.path("currency").asString()).isEqualTo("USD");
    return cents(new BigDecimal(properties.path("amount").asString()));
  }

  private static String text(String kind, JsonNode p) {
    return switch (kind) {
      case "order_placed" ->
          "order %s, discount %d: %s"
              .formatted(
                  p.path("orderId").asString(),
                  cents(p.path("discount").decimalValue()),
                  p.path("items")
                      .valueStream()
                      .map(CompleteJourneyAgainstSqlTest::item)
                      .collect(Collectors.joining(", ")));
      case "message_sent" -> "campaign " + p.path("campaign").asString();
      case "coupon_redeemed" ->
          "coupon " + p.path("coupon").asString() + " of " + p.path("campaign").asString();
      default -> p.path("trait").asString() + " is " + p.path("value").asString();
    };
  }

  private static String item(JsonNode item) {
    int quantity = item.path("quantity").asInt();
    BigDecimal price = new BigDecimal(item.path("price").asString());
    BigDecimal together = price.multiply(BigDecimal.valueOf(quantity));
    return "%s|%s|%d|%d"
        .formatted(
            item.path("productId").asString(),
            item.path("category").asString(""),
            quantity,
            cents(together.setScale(2, RoundingMode.HALF_EVEN)));
  }

  private static long cents(BigDecimal amount) {
    return amount.movePointRight(2).longValueExact();
  }
}
