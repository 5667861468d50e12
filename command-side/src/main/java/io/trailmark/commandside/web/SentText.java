package io.trailmark.commandside.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A body that is a text: as it is, or a string in JSON. */
public final class SentText {
  private static final JsonMapper JSON = JsonMapper.shared();

  private SentText() {}

  /** What the request says that its body is; bytes if it says nothing that can be read. */
  public static MediaType type(HttpServletRequest request) {
    try {
      String type = request.getContentType();
      return type == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(type);
    } catch (InvalidMediaTypeException e) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }

  public static boolean isJson(MediaType type) {
    return MediaType.APPLICATION_JSON.isCompatibleWith(type);
  }

  /**
   * The text.
   *
   * @throws ErrorResponseException 400 if it is no UTF-8
   */
  public static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw FieldProblem.bad("body", "the body must be UTF-8 text");
    }
  }

  /**
   * A JSON object.
   *
   * @param fields all that it may have
   * @throws ErrorResponseException 400 naming what is wrong
   */
  public static JsonNode object(byte[] body, String... fields) {
    JsonNode read;
    try {
      read = JSON.readTree(utf8(body));
    } catch (JacksonException e) {
      throw FieldProblem.bad("body", "the body must be a JSON object");
    }
    if (!read.isObject()) {
      throw FieldProblem.bad("body", "the body must be a JSON object");
    }
    Set<String> unknown = new TreeSet<>(read.propertyNames());
    Arrays.asList(fields).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw FieldProblem.bad(
          first, "`" + first + "` is not known here: there are " + String.join(", ", fields));
    }
    return read;
  }
}
