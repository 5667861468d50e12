package io.trailmark.commandside.webhooks;

import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.recording.SourceText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What vendors send, and the fields of it. */
final class VendorJson {
  private static final int LARGEST = 5 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private VendorJson() {}

  /** Of one of the things that a vendor sent: it cannot be recorded. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String problem) {
      super(problem, null, false, false);
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * The body as it was sent.
   *
   * @throws ResponseStatusException 413 above 5 MB
   */
  static byte[] body(HttpServletRequest request) throws IOException {
    return RequestBody.whole(request, LARGEST, "let the vendor send less at once");
  }

  /**
   * @throws ResponseStatusException 400 if it is not JSON
   */
  static JsonNode read(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json.isMissingNode()) {
        throw bad("the body must be valid JSON: it is empty");
      }
      return json;
    } catch (JacksonException | NumberFormatException e) {
      // What it holds may be personal: not even a part of it is told.
      throw bad("the body must be valid JSON");
    }
  }

  static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }

  /** A text or a number as text, null if there is none. */
  static @Nullable String optional(JsonNode node, String field) {
    JsonNode value = node.path(field);
    String text = value.isValueNode() && !value.isNull() ? value.asString() : "";
    if (text.isBlank()) {
      return null;
    }
    if (!SourceText.isWhole(text)) {
      throw new Unreadable(field + " must not contain NUL or broken Unicode");
    }
    return text;
  }

  /**
   * The same.
   *
   * @throws Unreadable if there is none
   */
  static String text(JsonNode node, String field) {
    String text = optional(node, field);
    if (text == null) {
      throw new Unreadable(field + " is missing");
    }
    return text;
  }

  static BigDecimal decimal(JsonNode node, String field) {
    String text = text(node, field);
    if (!text.matches("-?\\d{1,15}(\\.\\d{1,15})?")) {
      throw new Unreadable(field + " must be a decimal, for example 12.50");
    }
    return new BigDecimal(text);
  }

  /** A recipient's or buyer's address as it identifies somebody. */
  static @Nullable String email(JsonNode node, String field) {
    String email = optional(node, field);
    return email == null ? null : email.strip().toLowerCase(Locale.ROOT);
  }

  /** What was bought: no texts that a buyer typed in. */
  static List<Map<String, Object>> items(JsonNode lines) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (JsonNode line : lines) {
      Map<String, Object> item = new LinkedHashMap<>();
      for (String field : List.of("product_id", "sku", "price", "quantity")) {
        String value = optional(line, field);
        if (value != null) {
          item.put(field.equals("product_id") ? "productId" : field, value);
        }
      }
      String title = optional(line, "title");
      String name = title == null ? optional(line, "name") : title;
      if (name != null) {
        item.put("name", name);
      }
      items.add(item);
    }
    return items;
  }
}
