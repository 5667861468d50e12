package io.trailmark.commandside.recording;

import com.ethlo.time.ITU;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Splits a request into its activities, so that one that is wrong or too large does not spoil the
 * others.
 */
public final class ActivitiesJson {
  static final int MOST = 2_500;

  /** Bytes of the largest request, unpacked. */
  public static final int LARGEST_BODY = 5 << 20;

  static final int LARGEST_ACTIVITY = 32 << 10;

  /** For passing over activities: what one of them holds too much of is that one's problem. */
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10_000)
                  .maxNumberLength(LARGEST_BODY)
                  .maxNameLength(LARGEST_BODY)
                  .build())
          .build();

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private ActivitiesJson() {}

  /**
   * A request's content.
   *
   * @param activities each still to be read by {@link #activity}
   * @param writeKey from the body, if the source sends it there
   * @param sentAt the source's clock when it sent, milliseconds
   */
  public record Request(
      List<ByteBuffer> activities, @Nullable String writeKey, @Nullable Long sentAt) {}

  static Request read(byte[] body) {
    return read(body, "activities");
  }

  /**
   * Reads a request body.
   *
   * @param list the field that holds the activities
   * @throws ResponseStatusException 400 for what is not JSON of the right shape, 413 for too many
   *     activities
   */
  public static Request read(byte[] body, String list) {
    try (JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), body)) {
      return read(parser, body, list);
    } catch (JacksonException e) {
      throw bad("the body is not valid JSON: " + problem(e));
    }
  }

  private static Request read(JsonParser parser, byte[] body, String list) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw bad("the body must be a JSON object {\"" + list + "\": [...]}");
    }
    List<ByteBuffer> activities = null;
    String writeKey = null;
    Long sentAt = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(list)) {
        activities = activities(parser, value, body, list);
        continue;
      }
      switch (name) {
        case "writeKey" -> writeKey = parser.getValueAsString();
        case "sentAt" -> sentAt = sentAt(parser.getValueAsString());
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw bad("the body must be one JSON object and nothing after it");
    }
    if (activities == null) {
      throw bad(list + " is missing: the body must be {\"" + list + "\": [...]}");
    }
    return new Request(activities, writeKey, sentAt);
  }

  private static List<ByteBuffer> activities(
      JsonParser parser, JsonToken value, byte[] body, String list) {
    if (value != JsonToken.START_ARRAY) {
      throw bad(list + " must be a list");
    }
    List<ByteBuffer> activities = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (activities.size() == MOST) {
        throw new ResponseStatusException(
            HttpStatus.CONTENT_TOO_LARGE,
            list + " must be at most " + MOST + " in one request: send several requests");
      }
      activities.add(passOver(parser, body));
    }
    return activities;
  }

  private static ByteBuffer passOver(JsonParser parser, byte[] body) {
    long start = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long end = parser.currentLocation().getByteOffset();
    if (start < 0) {
      throw bad("the body must be UTF-8");
    }
    return ByteBuffer.wrap(body, (int) start, (int) (end - start));
  }

  /**
   * Reads one activity.
   *
   * @param json UTF-8 in an array
   * @throws BadActivity if it is too large or cannot be read
   */
  public static JsonNode activity(ByteBuffer json) {
    if (json.remaining() > LARGEST_ACTIVITY) {
      throw new BadActivity("an activity must be at most " + LARGEST_ACTIVITY + " bytes");
    }
    try {
      return JSON.readTree(json.array(), json.arrayOffset() + json.position(), json.remaining());
    } catch (JacksonException e) {
      throw new BadActivity("the activity is not valid JSON: " + problem(e));
    } catch (NumberFormatException e) {
      // Jackson 3.1 lets it through for an exponent that no number of its own can hold.
      throw new BadActivity("the activity has a number that is too large or too small to read");
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

  /** What is wrong with JSON and where, without the names of our parser's parts. */
  public static String problem(JacksonException e) {
    var location = e.getLocation();
    String at =
        location == null
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    return said(e) + at;
  }

  private static String said(JacksonException e) {
    if (e instanceof DatabindException) {
      return "a field stands twice, or something follows the end";
    }
    // Jackson says where an object began by describing a source that it keeps to itself.
    return e.getOriginalMessage()
        .replaceFirst("(?s) \\(start marker.*", "")
        .replaceFirst(", from `[^`]*`", "");
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
