package io.trailmark.commandside.template;

import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.recording.SourceText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests about templates, read. */
final class TemplateBody {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<MediaType> TEXTS =
      List.of(MediaType.valueOf("text/markdown"), MediaType.TEXT_PLAIN);
  private static final String ADVICE = "write several shorter templates";

  private TemplateBody() {}

  /** A template's text, as it is or as {@code {"text"}}. */
  static String text(HttpServletRequest request) throws IOException {
    MediaType type = type(request);
    if (TEXTS.stream().anyMatch(text -> text.isCompatibleWith(type))) {
      return checked(utf8(RequestBody.whole(request, Template.LARGEST, ADVICE)));
    }
    if (!MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
      throw TemplateProblems.problem(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          "Content-Type is text/markdown, with the template itself as the body, or"
              + " application/json, with {\"text\": \"…\"}");
    }
    String text = string(json(request, "text"), "text");
    if (text == null) {
      throw TemplateProblems.bad("text", "text is missing: it is the template, a string");
    }
    return checked(text);
  }

  /**
   * For whom a message is made to be looked at.
   *
   * @param customer as the source calls them
   * @param text null: the template as it is kept
   */
  record Preview(
      String customer, @Nullable String run, @Nullable String channel, @Nullable String text) {

    static Preview read(HttpServletRequest request) throws IOException {
      // A page of another site can have a browser send anything but this without asking.
      if (!MediaType.APPLICATION_JSON.isCompatibleWith(type(request))) {
        throw TemplateProblems.problem(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type",
            "Content-Type is application/json, with {\"customer\": \"…\"}");
      }
      JsonNode body = json(request, "customer", "run", "channel", "text");
      String customer = string(body, "customer");
      if (customer == null || !SourceText.isId(customer)) {
        throw TemplateProblems.bad(
            "customer", "customer is what the source calls somebody, 1 to 256 characters");
      }
      String channel = string(body, "channel");
      if (channel != null && !Template.CHANNELS.contains(channel)) {
        throw TemplateProblems.bad("channel", "channel is email, sms or push");
      }
      String text = string(body, "text");
      return new Preview(
          customer, string(body, "run"), channel, text == null ? null : checked(text));
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

  private static JsonNode json(HttpServletRequest request, String... fields) throws IOException {
    JsonNode read;
    try {
      read = JSON.readTree(utf8(RequestBody.whole(request, 2 * Template.LARGEST, ADVICE)));
    } catch (JacksonException e) {
      throw TemplateProblems.bad("body", "the body must be a JSON object");
    }
    if (!read.isObject()) {
      throw TemplateProblems.bad("body", "the body must be a JSON object");
    }
    Set<String> unknown = new TreeSet<>(read.propertyNames());
    List.of(fields).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw TemplateProblems.bad(
          first, "`" + first + "` is not known here: there are " + String.join(", ", fields));
    }
    return read;
  }

  private static @Nullable String string(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw TemplateProblems.bad(field, field + " is a string");
    }
    return value.stringValue();
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw TemplateProblems.bad("body", "the body must be UTF-8 text");
    }
  }

  private static String checked(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Template.LARGEST) {
      throw TemplateProblems.problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "text",
          "a template has at most " + Template.LARGEST + " bytes: " + ADVICE);
    }
    if (!SourceText.isWhole(text)) {
      throw TemplateProblems.bad("text", "text must not contain NUL or broken Unicode");
    }
    return text;
  }
}
