package io.trailmark.commandside.playbook;

import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.web.JsonBody;
import io.trailmark.commandside.web.SentText;
import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A playbook as it is sent: as it is, in YAML or JSON, or as a string in JSON.
 *
 * @param text YAML or JSON
 * @param because why, null if nobody said
 */
record PlaybookBody(String text, @Nullable String because) {
  /** Bytes; a playbook of this size has thousands of segments. */
  private static final int LARGEST = 1 << 20;

  private static final String TOO_LONG =
      "a playbook that has more must do with fewer segments, shorter texts or fewer comments";
  private static final int LONGEST_REASON = 500;
  private static final List<MediaType> YAML =
      List.of(
          MediaType.valueOf("application/yaml"),
          MediaType.valueOf("application/x-yaml"),
          MediaType.valueOf("text/yaml"),
          MediaType.valueOf("text/x-yaml"),
          MediaType.TEXT_PLAIN);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] NO_FIELDS = {'{', '}'};

  /**
   * Reads a body.
   *
   * @param because of the request's address, for a body that is the playbook itself
   * @throws ErrorResponseException 400 naming the field, 413 too large, 415 another type
   */
  static PlaybookBody read(HttpServletRequest request, @Nullable String because)
      throws IOException {
    MediaType type = SentText.type(request);
    if (YAML.stream().anyMatch(yaml -> yaml.isCompatibleWith(type))) {
      return new PlaybookBody(
          SentText.utf8(RequestBody.whole(request, LARGEST, TOO_LONG)), reason(because));
    }
    if (!SentText.isJson(type)) {
      throw Problem.field(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          "Content-Type is application/yaml or application/json, with the playbook itself as the"
              + " body, or application/json, with {\"playbook\": \"<yaml>\", \"because\": \"…\"}");
    }
    byte[] sent = RequestBody.whole(request, 2 * LARGEST, TOO_LONG);
    if (isPlaybook(sent)) {
      return new PlaybookBody(SentText.utf8(sent), reason(because));
    }
    JsonNode body = json(sent, "playbook", "because");
    JsonNode playbook = body.path("playbook");
    if (!playbook.isString()) {
      throw Problem.badField("playbook", "playbook is the YAML text of a playbook, a string");
    }
    String told = reason(body);
    return new PlaybookBody(playbook.stringValue(), told == null ? reason(because) : told);
  }

  /**
   * How a version is to be activated.
   *
   * @param startSequences whether what the change itself causes may start sequences
   */
  record Activation(boolean startSequences, @Nullable String because) {

    static Activation read(HttpServletRequest request) throws IOException {
      // A page of another site can have a browser send anything but this without asking.
      if (!SentText.isJson(SentText.type(request))) {
        throw Problem.field(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type",
            "Content-Type is application/json, with {\"startSequences\": false, \"because\":"
                + " \"…\"}; both may be missing");
      }
      JsonNode body =
          json(
              RequestBody.whole(request, 1 << 16, "say why in a few words"),
              "startSequences",
              "because");
      JsonNode start = body.path("startSequences");
      if (!start.isMissingNode() && !start.isBoolean()) {
        throw Problem.badField("startSequences", "startSequences is true or false");
      }
      return new Activation(start.asBoolean(false), reason(body));
    }
  }

  /** A document that has segments, or a list of such, rather than one that holds it as a string. */
  private static boolean isPlaybook(byte[] body) {
    try {
      JsonNode read = JSON.readTree(SentText.utf8(body));
      return (read.isArray() ? read.path(0) : read).has("segments");
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Nothing at all is an object without fields. */
  private static JsonNode json(byte[] body, String... fields) {
    return JsonBody.object(body.length == 0 ? NO_FIELDS : body, fields);
  }

  private static @Nullable String reason(JsonNode body) {
    JsonNode because = body.path("because");
    if (because.isMissingNode() || because.isNull()) {
      return null;
    }
    return reason(because.isString() ? because.stringValue() : "");
  }

  private static @Nullable String reason(@Nullable String because) {
    if (because != null
        && (because.isBlank()
            || because.length() > LONGEST_REASON
            || because.chars().anyMatch(Character::isISOControl))) {
      throw Problem.badField(
          "because", "because says why in 1 to " + LONGEST_REASON + " characters on one line");
    }
    return because == null ? null : because.strip();
  }
}
