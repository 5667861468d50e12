package io.trailmark.samples;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** Activities in the native format. */
final class ActivityJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ActivityJson() {}

  /** One line of NDJSON, without the line's end. */
  static String of(
      String messageId,
      String customerId,
      String kind,
      Instant occurredAt,
      Consumer<JsonGenerator> properties) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("messageId", messageId);
      json.writeStringProperty("customerId", customerId);
      json.writeStringProperty("kind", kind);
      json.writeStringProperty("occurredAt", occurredAt.toString());
      json.writeObjectPropertyStart("properties");
      properties.accept(json);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  /** Money with two decimals, more only where it has more. */
  static String plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return (stripped.scale() < 2 ? stripped.setScale(2, RoundingMode.UNNECESSARY) : stripped)
        .toPlainString();
  }
}
