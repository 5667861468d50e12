package io.trailmark.benchmarks.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON text by a schema: right, at its bounds, and now and then odd. */
final class JsonValues {
  private static final long FIRST_SECOND = Instant.parse("2011-06-01T00:00:00Z").getEpochSecond();
  private static final int SECONDS = 180 * 24 * 60 * 60;

  /** What the schema cannot tell: words that mean something here. */
  private static final Map<String, List<String>> KNOWN =
      Map.ofEntries(
          Map.entry(
              "kind",
              List.of(
                  "order_placed",
                  "order_refunded",
                  "product_viewed",
                  "trait_changed",
                  "cart_item_added",
                  "any_other_kind")),
          Map.entry("customerId", List.of("ada", "bob", "eve", "anonymous:7")),
          Map.entry("userId", List.of("ada", "bob", "eve")),
          Map.entry("anonymousId", List.of("7", "8", "9")),
          Map.entry("previousId", List.of("7", "bob")),
          Map.entry("alias", List.of("anonymous:7", "anonymous:9", "bob")),
          Map.entry(
              "event",
              List.of(
                  "Order Completed",
                  "Product Added",
                  "Order Refunded",
                  "Signed Up",
                  "open",
                  "click",
                  "opened",
                  "failed",
                  "unsubscribe")),
          Map.entry("RecordType", List.of("Open", "Click", "Bounce", "SubscriptionChange")),
          Map.entry("currency", List.of("GBP", "EUR", "JPY", "XXX", "ZZZ")),
          Map.entry("email", List.of("ada@example.invalid", "eve@example.invalid")),
          Map.entry("address", List.of("ada@example.invalid", "+441234567890")),
          Map.entry("status", List.of("processing", "refunded", "cancelled")),
          Map.entry("amount", List.of("12.50", "0", "999999999999", "0.005")),
          Map.entry("total_price", List.of("12.50", "0.00")),
          Map.entry("total", List.of("12.50")));

  private final ApiDescription api;
  private final RandomGenerator random;
  private final OddValues odd;

  /** One value in so many is odd; 0: none. */
  private final int oddness;

  JsonValues(ApiDescription api, RandomGenerator random, OddValues odd, int oddness) {
    this.api = api;
    this.random = random;
    this.odd = odd;
    this.oddness = oddness;
  }

  String of(JsonNode schema) {
    return of("", schema);
  }

  private String of(String name, JsonNode told) {
    JsonNode schema = api.resolved(told);
    if (isOdd()) {
      return schema.path("format").asString("").startsWith("date") ? odd.jsonInstant() : odd.json();
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size())).toString();
    }
    return switch (type(schema)) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> String.valueOf(integer(schema));
      case "number" -> String.valueOf(random.nextInt(100_000) / 100.0);
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "null" -> "null";
      default -> JsonMapper.shared().writeValueAsString(text(name, schema));
    };
  }

  private boolean isOdd() {
    return oddness > 0 && random.nextInt(oddness) == 0;
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.get(random.nextInt(type.size())).asString()
        : type.asString(schema.has("properties") ? "object" : "string");
  }

  private String object(JsonNode schema) {
    List<String> fields = new ArrayList<>();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(field -> required.add(field.asString()));
    schema
        .path("properties")
        .properties()
        .forEach(
            p -> {
              boolean isNeeded = required.contains(p.getKey()) && !isOdd();
              if (isNeeded || random.nextBoolean()) {
                fields.add('"' + p.getKey() + "\":" + of(p.getKey(), p.getValue()));
              }
            });
    if (!schema.has("properties") || isOdd()) {
      fields.add(oneOfFree() + ':' + (isOdd() ? odd.json() : "\"plus\""));
    }
    if (isOdd() && !fields.isEmpty()) {
      fields.add(odd.oneOf(fields));
    }
    return '{' + String.join(",", fields) + '}';
  }

  private String oneOfFree() {
    return odd.oneOf(
        List.of(
            "\"plan\"",
            "\"zone\"",
            "\"\"",
            "\"a\\u0000\"",
            "\"__proto__\"",
            "\"products\"",
            "\"trait\"",
            "\"$set\"",
            "\"email\""));
  }

  private String array(JsonNode schema) {
    List<String> items = new ArrayList<>();
    int size = Math.max(random.nextInt(4), schema.path("minItems").asInt(0));
    if (isOdd() && schema.has("maxItems") && odd.oneOf(5)) {
      size = schema.path("maxItems").asInt() + random.nextInt(2);
      String item = of("", schema.path("items"));
      return '[' + (item.length() < 1_000 ? (item + ',').repeat(size - 1) : "") + item + ']';
    }
    for (int i = 0; i < size; i++) {
      items.add(of("", schema.path("items")));
    }
    return '[' + String.join(",", items) + ']';
  }

  /** One of its bounds, or between them. */
  long integer(JsonNode schema) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(1_000_000);
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> most;
      default -> random.nextLong(least, Math.min(least + 20, most) + 1);
    };
  }

  String text(String name, JsonNode schema) {
    if (KNOWN.containsKey(name) && !isOdd()) {
      return odd.oneOf(KNOWN.get(name));
    }
    if (schema.path("format").asString("").equals("date")) {
      return LocalDate.of(2011, 11, 1).plusDays(random.nextInt(38)).toString();
    }
    if (schema.path("format").asString("").equals("date-time") || name.contains("date")) {
      return Instant.ofEpochSecond(FIRST_SECOND + random.nextInt(SECONDS)).toString();
    }
    int most = schema.path("maxLength").asInt(64);
    return switch (random.nextInt(8)) {
      case 0 -> "x".repeat(most);
      case 1 -> "\u00fc".repeat(Math.min(most, 40));
      default -> "v" + random.nextInt(50);
    };
  }
}
