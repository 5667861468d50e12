package io.trailmark.commandside.web;

import io.trailmark.eventstore.web.Problem;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A body that is a JSON object, or a problem that names its field. */
public final class JsonBody {
  private static final JsonMapper JSON = JsonMapper.shared();

  private JsonBody() {}

  /**
   * A JSON object.
   *
   * @param fields all that it may have
   * @throws ErrorResponseException 400 naming what is wrong
   */
  public static JsonNode object(byte[] body, String... fields) {
    JsonNode read = tree(body);
    if (read == null || !read.isObject()) {
      throw Problem.badField(
          "body", "the body must be a JSON object with " + String.join(", ", fields));
    }
    Set<String> unknown = new TreeSet<>(read.propertyNames());
    Arrays.asList(fields).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw Problem.badField(
          first, "`" + first + "` is not known here: there are " + String.join(", ", fields));
    }
    return read;
  }

  /** Null if it is no JSON. */
  private static @Nullable JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(SentText.utf8(body));
    } catch (JacksonException e) {
      return null;
    }
  }

  /** A text; null if it is not there. */
  public static @Nullable String text(JsonNode json, String field, int longest) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    String text = value.isString() ? value.stringValue() : "";
    if (text.isBlank()
        || text.length() > longest
        || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField(
          field,
          field + " must be a text of 1 to " + longest + " characters without control characters");
    }
    return text;
  }

  /** A text that must be there. */
  public static String needed(JsonNode json, String field, int longest) {
    String text = text(json, field, longest);
    if (text == null) {
      throw Problem.badField(field, field + " is missing");
    }
    return text;
  }
}
