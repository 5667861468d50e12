package io.trailmark.commandside.template;

import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.recording.SourceText;
import io.trailmark.commandside.web.JsonBody;
import io.trailmark.commandside.web.SentText;
import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Requests about templates, read. */
final class TemplateBody {
  private static final List<MediaType> TEXTS =
      List.of(MediaType.valueOf("text/markdown"), MediaType.TEXT_PLAIN);
  private static final String ADVICE = "write several shorter templates";

  private TemplateBody() {}

  /** A template's text, as it is or as {@code {"text"}}. */
  static String text(HttpServletRequest request) throws IOException {
    MediaType type = SentText.type(request);
    if (TEXTS.stream().anyMatch(text -> text.isCompatibleWith(type))) {
      return checked(SentText.utf8(RequestBody.whole(request, Template.LARGEST, ADVICE)));
    }
    if (!SentText.isJson(type)) {
      throw Problem.field(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          "Content-Type is text/markdown, with the template itself as the body, or"
              + " application/json, with {\"text\": \"…\"}");
    }
    String text = string(json(request, "text"), "text");
    if (text == null) {
      throw Problem.badField("text", "text is missing: it is the template, a string");
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
      if (!SentText.isJson(SentText.type(request))) {
        throw Problem.field(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type",
            "Content-Type is application/json, with {\"customer\": \"…\"}");
      }
      JsonNode body = json(request, "customer", "run", "channel", "text");
      String customer = string(body, "customer");
      if (customer == null || !SourceText.isId(customer)) {
        throw Problem.badField(
            "customer", "customer is what the source calls somebody, 1 to 256 characters");
      }
      String channel = string(body, "channel");
      if (channel != null && !Template.CHANNELS.contains(channel)) {
        throw Problem.badField("channel", "channel is email, sms or push");
      }
      String text = string(body, "text");
      return new Preview(
          customer, string(body, "run"), channel, text == null ? null : checked(text));
    }
  }

  private static JsonNode json(HttpServletRequest request, String... fields) throws IOException {
    return JsonBody.object(RequestBody.whole(request, 2 * Template.LARGEST, ADVICE), fields);
  }

  private static @Nullable String string(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Problem.badField(field, field + " is a string");
    }
    return value.stringValue();
  }

  private static String checked(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Template.LARGEST) {
      throw Problem.field(
          HttpStatus.CONTENT_TOO_LARGE,
          "text",
          "a template has at most " + Template.LARGEST + " bytes: " + ADVICE);
    }
    if (!SourceText.isWhole(text)) {
      throw Problem.badField("text", "text must not contain NUL or broken Unicode");
    }
    return text;
  }
}
