package io.trailmark.commandside.delivery;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests about sending, or a problem that names the field. */
final class SendingJson {
  private static final JsonMapper JSON = new JsonMapper();

  private SendingJson() {}

  /**
   * An object.
   *
   * @param fields all that it may have
   * @throws ResponseStatusException 400 naming what is wrong
   */
  static JsonNode read(byte[] body, String... fields) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException | NumberFormatException e) {
      throw bad("the body is not valid JSON");
    }
    if (!json.isObject()) {
      throw bad("the body must be a JSON object with " + String.join(", ", fields));
    }
    Set<String> unknown = new TreeSet<>(json.propertyNames());
    Arrays.asList(fields).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw bad(
          unknown.iterator().next() + " is not known here: there are " + String.join(", ", fields));
    }
    return json;
  }

  /** A text; null if it is not there. */
  static @Nullable String text(JsonNode json, String field, int longest) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    String text = value.isString() ? value.stringValue() : "";
    if (text.isBlank()
        || text.length() > longest
        || text.chars().anyMatch(Character::isISOControl)) {
      throw bad(
          field + " must be a text of 1 to " + longest + " characters without control characters");
    }
    return text;
  }

  /** A text that must be there. */
  static String needed(JsonNode json, String field, int longest) {
    String text = text(json, field, longest);
    if (text == null) {
      throw bad(field + " is missing");
    }
    return text;
  }

  static ResponseStatusException bad(String detail) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
  }
}
