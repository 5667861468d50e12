package io.trailmark.eventstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads stored {@link io.trailmark.sharedevents.ActivityRecorded} and {@link
 * io.trailmark.sharedevents.CustomerJoined} as a stream, with the same outcome as the events'
 * serializer. For one thread.
 */
final class ActivityParser {
  private static final int TEXTS = 10_000;

  private final JsonFactory json =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
  private final Map<String, String> texts = new HashMap<>();

  private String customer = "";
  private String source = "";
  private String kind = "";
  private long occurredAt;
  private @Nullable Long amount;
  private @Nullable String currency;
  private Map<String, Object> properties = Map.of();
  private @Nullable String trail;
  private long at;

  /**
   * @param payloads one after the other
   * @param length bytes of them
   * @param positions of each, at least as many
   * @param joins which of them are joins
   * @throws tools.jackson.core.JacksonException if they are no JSON
   */
  void parse(byte[] payloads, int length, long[] positions, boolean[] joins, Consumer<Logged> to) {
    try (JsonParser in = json.createParser(ObjectReadContext.empty(), payloads, 0, length)) {
      for (int i = 0; in.nextToken() != null; i++) {
        readOne(in);
        to.accept(joins[i] ? new LoggedJoin(positions[i], customer, at) : activity(positions[i]));
      }
    }
  }

  private void readOne(JsonParser in) {
    customer = "";
    source = "";
    kind = "";
    occurredAt = 0;
    amount = null;
    currency = null;
    properties = Map.of();
    trail = null;
    at = 0;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      read(name, in.nextToken(), in);
    }
  }

  private LoggedActivity activity(long position) {
    return new LoggedActivity(
        position, customer, source, kind, occurredAt, amount, currency, properties, trail);
  }

  private void read(String name, JsonToken token, JsonParser in) {
    switch (name) {
      case "customer" -> customer = in.getString();
      case "source" -> source = known(in.getString());
      case "kind" -> kind = known(in.getString());
      case "occurredAt" -> occurredAt = in.getLongValue();
      case "amount" -> amount = token == JsonToken.VALUE_NULL ? null : (Long) in.getLongValue();
      case "currency" -> currency = token == JsonToken.VALUE_NULL ? null : in.getString();
      case "trail" -> trail = token == JsonToken.VALUE_NULL ? null : in.getString();
      case "at" -> at = in.getLongValue();
      case "properties" -> {
        if (token == JsonToken.START_OBJECT) {
          properties = object(in);
        }
      }
      default -> in.skipChildren();
    }
  }

  /** There are few: one text for each. */
  private String known(String text) {
    String known = texts.get(text);
    if (known == null) {
      if (texts.size() < TEXTS) {
        texts.put(text, text);
      }
      return text;
    }
    return known;
  }

  private static Map<String, Object> object(JsonParser in) {
    Map<String, Object> object = Map.of();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (object.isEmpty()) {
        object = new LinkedHashMap<>();
      }
      object.put(name, value(in.nextToken(), in));
    }
    return object;
  }

  private static @Nullable Object value(JsonToken token, JsonParser in) {
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static List<@Nullable Object> array(JsonParser in) {
    List<@Nullable Object> array = new ArrayList<>();
    for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
      array.add(value(t, in));
    }
    return array;
  }
}
