package io.trailmark.commandside.contact;

import io.trailmark.commandside.contact.ContactBook.Contact;
import io.trailmark.commandside.recording.ActivitiesJson;
import io.trailmark.commandside.recording.SourceNumber;
import io.trailmark.commandside.recording.SourceText;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a request's body to a contact, or to a problem that names the field. */
final class ContactJson {
  private static final int LONGEST = 1_000;
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,255}");
  private static final List<String> FIELDS = List.of("email", "name", "phone", "traits");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private ContactJson() {}

  /**
   * Reads a contact.
   *
   * @throws ResponseStatusException 400 naming what is wrong
   */
  static Contact read(byte[] body) {
    return read(json(body));
  }

  /**
   * A body of any shape.
   *
   * @throws ResponseStatusException 400 if it is not JSON
   */
  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw bad("the body is not valid JSON: " + ActivitiesJson.problem(e));
    } catch (NumberFormatException e) {
      throw bad("the body has a number that is too large or too small to read");
    }
  }

  /** What was stored. */
  static JsonNode traits(String stored) {
    return JSON.readTree(stored);
  }

  /** The same of what is read already. */
  static Contact read(JsonNode node) {
    if (!node.isObject()) {
      throw bad("the body must be a JSON object {\"email\", \"name\", \"phone\", \"traits\"}");
    }
    for (String name : node.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw bad(name + " is not known here: what is free goes under traits");
      }
    }
    return new Contact(
        email(node), text(node, "name"), text(node, "phone"), traits(node.path("traits")));
  }

  private static @Nullable String email(JsonNode node) {
    String email = text(node, "email");
    if (email != null && !EMAIL.matcher(email).matches()) {
      throw bad("email must be an address, for example somebody@example.com");
    }
    return email;
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw bad(field + " must be a string");
    }
    String text = value.stringValue();
    if (text.length() > LONGEST || !SourceText.isWhole(text)) {
      throw bad(
          field + " must have at most " + LONGEST + " characters, no NUL and no broken Unicode");
    }
    return text;
  }

  private static String traits(JsonNode traits) {
    if (traits.isMissingNode() || traits.isNull()) {
      return "{}";
    }
    if (!traits.isObject()) {
      throw bad("traits must be a JSON object");
    }
    check(traits, "traits");
    return JSON.writeValueAsString(traits);
  }

  private static void check(JsonNode node, String where) {
    if (node.isString()) {
      whole(node.stringValue(), where);
    } else if (node.isNumber()) {
      if (SourceNumber.exact(node) == null) {
        throw bad(where + " must be a number of at most 40 digits");
      }
    } else if (node.isObject()) {
      for (String name : node.propertyNames()) {
        whole(name, where);
        check(node.path(name), where + "." + name);
      }
    } else {
      node.forEach(item -> check(item, where));
    }
  }

  private static void whole(String text, String where) {
    if (!SourceText.isWhole(text)) {
      throw bad(where + " must not contain NUL or broken Unicode");
    }
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
