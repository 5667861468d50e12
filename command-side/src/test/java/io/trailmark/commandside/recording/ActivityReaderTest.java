package io.trailmark.commandside.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ActivityReaderTest {
  private static final long NOW = Instant.parse("2011-12-10T00:00:00Z").toEpochMilli();
  private static final Currency GBP = Currency.getInstance("GBP");

  private final ActivityReader reader =
      new ActivityReader(
          new Kinds(Map.of("quiz_taken", List.of("score"))), new Traits(List.of("plan", "seats")));

  private Incoming read(String json) {
    return reader.read(0, parsed(json), GBP, NOW, 0);
  }

  private static JsonNode parsed(String json) {
    return ActivitiesJson.activity(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String order(String amount) {
    return """
    {"messageId":"m1","customerId":"c1","kind":"order_placed",
     "occurredAt":"2011-12-09T12:50:00Z","properties":{"amount":%s}}
    """
        .formatted(amount)
        .replace("\n", " ");
  }

  @Test
  void readsAnOrder() {
    Incoming order = read(order("\"12.50\",\"orderId\":\"o1\",\"email\":\"x@example.invalid\""));

    assertThat(order.amount()).isEqualTo(1250);
    assertThat(order.currency()).isNull();
    assertThat(order.occurredAt()).isEqualTo(Instant.parse("2011-12-09T12:50:00Z").toEpochMilli());
    assertThat(order.properties()).containsOnlyKeys("orderId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12.345", "12.355", "0", "0.004", "1e3", "\"0012.5\"", "999999999999.99"})
  void roundsAmountsOnceHalfEven(String amount) {
    Map<String, Long> expected =
        Map.of(
            "12.345", 1234L,
            "12.355", 1236L,
            "0", 0L,
            "0.004", 0L,
            "1e3", 100_000L,
            "\"0012.5\"", 1250L,
            "999999999999.99", 99_999_999_999_999L);
    assertThat(read(order(amount)).amount()).isEqualTo(expected.get(amount));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"12,50\"",
        "-1",
        "\"-1\"",
        "NaN",
        "Infinity",
        "\"NaN\"",
        "1e400",
        "1e-400",
        "\"1e3\"",
        "\"\"",
        "null",
        "true",
        "{}",
        "[1]",
        "1000000000000.01",
        "\" 1\"",
        "\"١\""
      })
  void refusesAmountsThatAreNone(String amount) {
    assertThatThrownBy(() -> read(order(amount)))
        .isInstanceOfSatisfying(
            BadActivity.class,
            e -> assertThat(e.problem()).startsWith("properties.amount").contains("12.50"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "2100-01-01T00:00:00Z",
        "2011-12-11T00:00:00.001Z",
        "2011-12-09",
        "2011-12-09T12:50:00",
        "2011-13-09T12:50:00Z",
        "yesterday",
        "",
        "+999999999-01-01T00:00:00Z"
      })
  void refusesInstantsOutOfRangeOrShape(String occurredAt) {
    assertThatThrownBy(() -> read(order("1").replace("2011-12-09T12:50:00Z", occurredAt)))
        .isInstanceOfSatisfying(
            BadActivity.class, e -> assertThat(e.problem()).startsWith("occurredAt must"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1970-01-01T00:00:00Z", "2011-12-11T00:00:00Z", "2011-12-09T12:50:00.1234+05:30"})
  void acceptsInstantsAtTheEdges(String occurredAt) {
    assertThat(read(order("1").replace("2011-12-09T12:50:00Z", occurredAt)).occurredAt())
        .isGreaterThanOrEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Order Completed", "", "_x", "9x", "ordér", "a-b", "\\u0000"})
  void refusesKindsWithOddNames(String kind) {
    assertThatThrownBy(() -> read(order("1").replace("order_placed", kind)))
        .isInstanceOfSatisfying(
            BadActivity.class, e -> assertThat(e.problem()).startsWith("kind must match"));
  }

  @Test
  void refusesAKindLongerThan64Characters() {
    String longest = "a".repeat(64);
    assertThat(read(order("1").replace("order_placed", longest)).kind()).isEqualTo(longest);
    assertThatThrownBy(() -> read(order("1").replace("order_placed", longest + "a")))
        .isInstanceOf(BadActivity.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", " ", "a\\nb", "\\ud800", "\\udc00x"})
  void refusesIdsThatCannotBeKept(String id) {
    assertThatThrownBy(() -> read(order("1").replace("\"c1\"", "\"" + id + "\"")))
        .isInstanceOfSatisfying(
            BadActivity.class, e -> assertThat(e.problem()).startsWith("customerId must"));
  }

  @Test
  void acceptsIdsInAnyScript() {
    assertThat(read(order("1").replace("\"c1\"", "\"顧客-😀\"")).customerId()).isEqualTo("顧客-😀");
  }

  @Test
  void keepsOnlyDeclaredProperties() {
    Incoming declared =
        read(
            "{\"messageId\":\"m\",\"customerId\":\"c\",\"kind\":\"quiz_taken\",\"occurredAt\":"
                + "\"2011-12-09T12:50:00Z\",\"properties\":{\"score\":7,\"answer\":\"private\"}}");
    Incoming unknown =
        read(
            "{\"messageId\":\"m\",\"customerId\":\"c\",\"kind\":\"quiz_lost\",\"occurredAt\":"
                + "\"2011-12-09T12:50:00Z\",\"properties\":{\"score\":7}}");

    assertThat(declared.declared()).isTrue();
    assertThat(declared.properties()).containsOnlyKeys("score");
    assertThat(unknown.declared()).isFalse();
    assertThat(unknown.properties()).isEmpty();
  }

  @Test
  void knowsARetryWhateverTheOrderOfItsFields() {
    Incoming one =
        read(
            "{\"messageId\":\"m\",\"customerId\":\"c\",\"kind\":\"logged_in\",\"occurredAt\":"
                + "\"2011-12-09T12:50:00Z\",\"properties\":{\"a\":1,\"b\":[1,2]}}");
    Incoming retry =
        read(
            "{\"properties\":{\"b\":[1,2],\"a\":1},\"occurredAt\":\"2011-12-09T12:50:00Z\","
                + "\"kind\":\"logged_in\",\"customerId\":\"c\",\"messageId\":\"m\",\"sentAt\":"
                + "\"2011-12-09T12:51:00Z\"}");
    Incoming other =
        read(
            "{\"messageId\":\"m\",\"customerId\":\"c\",\"kind\":\"logged_in\",\"occurredAt\":"
                + "\"2011-12-09T12:50:00Z\",\"properties\":{\"a\":1,\"b\":[2,1]}}");

    assertThat(retry.body()).isEqualTo(one.body());
    assertThat(other.body()).isNotEqualTo(one.body());
  }

  @Test
  void correctsTheClockOfTheSource() {
    Incoming skewed = reader.read(0, parsed(order("1")), GBP, NOW, 60_000);
    assertThat(skewed.occurredAt()).isEqualTo(Instant.parse("2011-12-09T12:51:00Z").toEpochMilli());
  }

  private static String trait(String properties) {
    return order("0")
        .replace("order_placed", "trait_changed")
        .replace("{\"amount\":0}", "{" + properties + "}");
  }

  @Test
  void readsTheChangeOfATrait() {
    Incoming gold = read(trait("\"trait\":\"plan\",\"value\":\"gold\",\"name\":\"x\""));
    assertThat(gold.properties())
        .isEqualTo(Map.<String, Object>of("trait", "plan", "value", "gold"));
    assertThat(gold.declared()).isTrue();
    // As PUT /v1/customers keeps them: texts.
    assertThat(read(trait("\"trait\":\"seats\",\"value\":3")).properties())
        .containsEntry("value", "3");
    for (String none : List.of("", ",\"value\":null", ",\"value\":\"\"")) {
      assertThat(read(trait("\"trait\":\"plan\"" + none)).properties()).containsEntry("value", "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "trait":"nick","value":"f"           | properties.trait | now plan, seats, zone
          "trait":["plan"],"value":"f"         | properties.trait | trailmark.traits
          "value":"gold"                       | properties.trait | trailmark.traits
          "trait":"plan","value":{"a":1}       | properties.value | at most 100 characters
          "trait":"plan","value":[]            | properties.value | at most 100 characters
          "trait":"zone","value":"Mars/Base"   | properties.value | Europe/London
          """)
  void refusesTraitsThatRulesMayNotLookAt(String properties, String field, String right) {
    assertThatThrownBy(() -> read(trait(properties)))
        .isInstanceOf(BadActivity.class)
        .extracting(e -> ((BadActivity) e).problem())
        .asString()
        .contains(field, right)
        .doesNotContain("nick");
  }
}
