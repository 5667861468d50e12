package io.trailmark.commandside.recording;

import com.ethlo.time.ITU;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Splits a request into its activities, so that one that is wrong or too large does not spoil the
 * others.
 */
final class ActivitiesJson {
  static final int MOST = 2_500;
  static final int LARGEST_BODY = 5 << 20;
  static final int LARGEST_ACTIVITY = 32 << 10;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** Reads one value where others follow. */
  private static final ObjectReader ONE =
      JSON.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ActivitiesJson() {}

  /**
   * A request's content.
   *
   * @param activities null where one is larger than allowed
   * @param writeKey from the body, if the source sends it there
   * @param sentAt the source's clock when it sent, milliseconds
   */
  record Request(
      List<@Nullable JsonNode> activities, @Nullable String writeKey, @Nullable Long sentAt) {}

  /**
   * Reads a request body.
   *
   * @throws ResponseStatusException 400 for what is not JSON of the right shape, 413 for too many
   *     activities
   */
  static Request read(InputStream body) {
    try (JsonParser parser = JSON.createParser(body)) {
      return read(parser);
    } catch (JacksonException e) {
      throw bad("the body is not valid JSON: " + where(e));
    }
  }

  private static Request read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw bad("the body must be a JSON object {\"activities\": [...]}");
    }
    List<@Nullable JsonNode> activities = null;
    String writeKey = null;
    Long sentAt = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "activities" -> activities = activities(parser, value);
        case "writeKey" -> writeKey = parser.getValueAsString();
        case "sentAt" -> sentAt = sentAt(parser.getValueAsString());
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw bad("the body must be one JSON object and nothing after it");
    }
    if (activities == null) {
      throw bad("activities is missing: the body must be {\"activities\": [...]}");
    }
    return new Request(activities, writeKey, sentAt);
  }

  private static List<@Nullable JsonNode> activities(JsonParser parser, JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      throw bad("activities must be a list");
    }
    List<@Nullable JsonNode> activities = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (activities.size() == MOST) {
        throw new ResponseStatusException(
            HttpStatus.CONTENT_TOO_LARGE,
            "activities must be at most " + MOST + " in one request: send several requests");
      }
      long start = parser.currentTokenLocation().getByteOffset();
      JsonNode node = ONE.readValue(parser);
      long length = parser.currentLocation().getByteOffset() - start;
      activities.add(length > LARGEST_ACTIVITY ? null : node);
    }
    return activities;
  }

  /** One activity on a line of its own. */
  static JsonNode line(String line) {
    if (line.length() > LARGEST_ACTIVITY) {
      throw new BadActivity("an activity must be at most " + LARGEST_ACTIVITY + " bytes");
    }
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      throw new BadActivity("the line is not valid JSON: " + where(e));
    }
  }

  private static @Nullable Long sentAt(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return ITU.parseDateTime(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw bad("sentAt must be an RFC 3339 instant, for example 2011-12-09T12:50:00Z");
    }
  }

  private static String where(JacksonException e) {
    var location = e.getLocation();
    String at =
        location == null
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    return e.getOriginalMessage() + at;
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
