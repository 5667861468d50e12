package io.trailmark.commandside.recording;

import com.ethlo.time.ITU;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * From one activity's JSON to something that can be recorded, or to a problem that names the field.
 */
@Component
class ActivityReader {
  private static final Pattern KIND = Pattern.compile(Kinds.PATTERN);
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");
  private static final int LONGEST_TEXT = 1024;
  private static final int MOST_ITEMS = 1000;
  private static final long DAY = 24 * 60 * 60 * 1000L;
  private static final BigDecimal LARGEST = new BigDecimal("1000000000000");

  private final Kinds kinds;
  private final Traits traits;

  ActivityReader(Kinds kinds, Traits traits) {
    this.kinds = kinds;
    this.traits = traits;
  }

  /**
   * Reads one activity.
   *
   * @param reporting currency of amounts that name none
   * @param now business time
   * @param skew what to add to the source's instants, milliseconds
   * @throws BadActivity naming the field and what would be right
   */
  Incoming read(int index, JsonNode node, Currency reporting, long now, long skew) {
    return read(index, node, reporting, now, skew, false);
  }

  /** The same, happening now if it does not say when. */
  Incoming readTimely(int index, JsonNode node, Currency reporting, long now, long skew) {
    return read(index, node, reporting, now, skew, true);
  }

  private Incoming read(
      int index, JsonNode node, Currency reporting, long now, long skew, boolean nowIfMissing) {
    if (!node.isObject()) {
      throw new BadActivity("an activity must be a JSON object");
    }
    String messageId = id(node, "messageId");
    String customerId = id(node, "customerId");
    String kind = text(node, "kind");
    if (!KIND.matcher(kind).matches()) {
      throw new BadActivity("kind must match " + Kinds.PATTERN + ", for example order_placed");
    }
    long occurredAt =
        nowIfMissing && !node.hasNonNull("occurredAt")
            ? now
            : occurredAt(text(node, "occurredAt"), now, skew);
    JsonNode sent = node.path("properties");
    if (!sent.isMissingNode() && !sent.isNull() && !sent.isObject()) {
      throw new BadActivity("properties must be a JSON object");
    }
    Long amount = null;
    String currency = null;
    if (Kinds.carriesAmount(kind)) {
      Currency named = currency(sent.path("currency"), reporting);
      amount = amount(sent.path("amount"), named);
      currency = named.equals(reporting) ? null : named.getCurrencyCode();
    }
    return new Incoming(
        index,
        messageId,
        customerId,
        kind,
        occurredAt,
        amount,
        currency,
        kept(kind, sent),
        body(node),
        kinds.properties(kind) != null);
  }

  private Map<String, Object> kept(String kind, JsonNode sent) {
    if (kind.equals(Traits.CHANGED)) {
      return traits.changed(sent);
    }
    Set<String> kept = kinds.properties(kind);
    return kept == null ? Map.of() : properties(sent, kept);
  }

  private static String id(JsonNode node, String field) {
    String id = text(node, field);
    if (id.isBlank() || id.length() > SourceText.LONGEST_ID) {
      throw new BadActivity(field + " must have 1 to " + SourceText.LONGEST_ID + " characters");
    }
    if (!SourceText.isId(id)) {
      throw new BadActivity(field + " must not contain control characters or broken Unicode");
    }
    return id;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw new BadActivity(field + " is missing");
    }
    if (!value.isString()) {
      throw new BadActivity(field + " must be a string");
    }
    return value.stringValue();
  }

  private static long occurredAt(String text, long now, long skew) {
    long at;
    try {
      Instant instant = ITU.parseDateTime(text).toInstant();
      at = Math.addExact(instant.toEpochMilli(), skew);
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadActivity(
          "occurredAt must be an RFC 3339 instant with its offset, for example"
              + " 2011-12-09T12:50:00Z");
    }
    if (at < 0) {
      throw new BadActivity("occurredAt must not be before 1970-01-01T00:00:00Z");
    }
    if (at > now + DAY) {
      throw new BadActivity(
          "occurredAt must be at most 24 hours ahead of "
              + Instant.ofEpochMilli(now)
              + ", the server's time");
    }
    return at;
  }

  private static Currency currency(JsonNode node, Currency reporting) {
    if (node.isMissingNode() || node.isNull()) {
      return reporting;
    }
    try {
      return Currency.getInstance(node.isString() ? node.stringValue() : "");
    } catch (IllegalArgumentException e) {
      throw new BadActivity("properties.currency must be an ISO 4217 code, for example GBP");
    }
  }

  private static long amount(JsonNode node, Currency currency) {
    BigDecimal amount = decimal(node);
    if (amount == null || amount.signum() < 0 || amount.compareTo(LARGEST) > 0) {
      throw new BadActivity(
          "properties.amount must be a decimal from 0 to "
              + LARGEST
              + " with a point, for example \"12.50\"");
    }
    int digits = Math.max(0, currency.getDefaultFractionDigits());
    return amount.setScale(digits, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
  }

  private static @Nullable BigDecimal decimal(JsonNode node) {
    if (node.isString()) {
      String text = node.stringValue();
      return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
    }
    return node.isNumber() ? SourceNumber.exact(node) : null;
  }

  private static Map<String, Object> properties(JsonNode sent, Set<String> kept) {
    Map<String, Object> properties = new TreeMap<>();
    for (String name : kept) {
      JsonNode value = sent.path(name);
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      properties.put(name, name.equals("items") ? items(value) : scalar(name, value));
    }
    return properties;
  }

  private static List<Map<String, Object>> items(JsonNode value) {
    if (!value.isArray() || value.size() > MOST_ITEMS) {
      throw new BadActivity("properties.items must be a list of at most " + MOST_ITEMS + " items");
    }
    List<Map<String, Object>> items = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      if (!item.isObject()) {
        throw new BadActivity("properties.items must hold JSON objects");
      }
      Map<String, Object> kept = new LinkedHashMap<>();
      for (String name : item.propertyNames()) {
        if (Kinds.ITEM.contains(name) && !item.path(name).isNull()) {
          kept.put(name, scalar("items." + name, item.path(name)));
        }
      }
      items.add(kept);
    }
    return items;
  }

  private static Object scalar(String name, JsonNode value) {
    if (value.isString()) {
      String text = value.stringValue();
      if (text.length() > LONGEST_TEXT) {
        throw new BadActivity(
            "properties." + name + " must have at most " + LONGEST_TEXT + " characters");
      }
      return text;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      BigDecimal number = SourceNumber.exact(value);
      if (number != null) {
        return number;
      }
    }
    throw new BadActivity(
        "properties." + name + " must be a string, a boolean or a number of at most 40 digits");
  }

  /** What two deliveries of one message have in common, whatever the order of the fields. */
  private static String body(JsonNode node) {
    StringBuilder body = new StringBuilder(256);
    for (String field : List.of("customerId", "kind", "occurredAt", "properties")) {
      canonical(node.path(field), body);
      body.append('\n');
    }
    return body.toString();
  }

  private static void canonical(JsonNode node, StringBuilder to) {
    if (node.isObject()) {
      to.append('{');
      for (String name : node.propertyNames().stream().sorted().toList()) {
        to.append(name.length()).append(name);
        canonical(node.path(name), to);
      }
      to.append('}');
    } else if (node.isArray()) {
      to.append('[');
      node.forEach(item -> canonical(item, to));
      to.append(']');
    } else {
      String text = node.asString();
      to.append(node.getNodeType().ordinal()).append(text.length()).append(':').append(text);
    }
  }
}
