package io.trailmark.commandside.playbook;

import io.trailmark.commandside.recording.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
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

  /**
   * Reads a body.
   *
   * @param because of the request's address, for a body that is the playbook itself
   * @throws ErrorResponseException 400 naming the field, 413 too large, 415 another type
   */
  static PlaybookBody read(HttpServletRequest request, @Nullable String because)
      throws IOException {
    MediaType type = type(request);
    if (YAML.stream().anyMatch(yaml -> yaml.isCompatibleWith(type))) {
      return new PlaybookBody(text(RequestBody.whole(request, LARGEST, TOO_LONG)), reason(because));
    }
    if (!isJson(type)) {
      throw PlaybookProblems.problem(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          "Content-Type is application/yaml or application/json, with the playbook itself as the"
              + " body, or application/json, with {\"playbook\": \"<yaml>\", \"because\": \"…\"}");
    }
    byte[] sent = RequestBody.whole(request, 2 * LARGEST, TOO_LONG);
    if (isPlaybook(sent)) {
      return new PlaybookBody(text(sent), reason(because));
    }
    JsonNode body = json(sent, "playbook", "because");
    JsonNode playbook = body.path("playbook");
    if (!playbook.isString()) {
      throw PlaybookProblems.bad("playbook", "playbook is the YAML text of a playbook, a string");
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
      if (!isJson(type(request))) {
        throw PlaybookProblems.problem(
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
        throw PlaybookProblems.bad("startSequences", "startSequences is true or false");
      }
      return new Activation(start.asBoolean(false), reason(body));
    }
  }

  private static MediaType type(HttpServletRequest request) {
    try {
      String type = request.getContentType();
      return type == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(type);
    } catch (InvalidMediaTypeException e) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }

  private static boolean isJson(MediaType type) {
    return MediaType.APPLICATION_JSON.isCompatibleWith(type);
  }

  /** A document that has segments, or a list of such, rather than one that holds it as a string. */
  private static boolean isPlaybook(byte[] body) {
    try {
      JsonNode read = JSON.readTree(text(body));
      return (read.isArray() ? read.path(0) : read).has("segments");
    } catch (JacksonException e) {
      return false;
    }
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw PlaybookProblems.bad("body", "the body must be UTF-8 text");
    }
  }

  private static JsonNode json(byte[] body, String... fields) {
    JsonNode read;
    try {
      read = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(text(body));
    } catch (JacksonException e) {
      throw PlaybookProblems.bad("body", "the body must be a JSON object");
    }
    if (!read.isObject()) {
      throw PlaybookProblems.bad("body", "the body must be a JSON object");
    }
    Set<String> unknown = new TreeSet<>(read.propertyNames());
    Arrays.asList(fields).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw PlaybookProblems.bad(
          first, "`" + first + "` is not known here: there are " + String.join(", ", fields));
    }
    return read;
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
      throw PlaybookProblems.bad(
          "because", "because says why in 1 to " + LONGEST_REASON + " characters on one line");
    }
    return because == null ? null : because.strip();
  }
}
