package io.trailmark.commandside.segmentapi;

import com.ethlo.time.ITU;
import io.trailmark.commandside.recording.BadActivity;
import io.trailmark.commandside.recording.SourceText;
import java.time.DateTimeException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One message as a client sent it. */
record Message(JsonNode json) {
  /** Before the id of somebody who has not said who they are. */
  static final String ANONYMOUS = "anonymous:";

  private static final Set<String> MAY_BE_ANONYMOUS = Set.of("anonymousId", "previousId");

  Message {
    if (!json.isObject()) {
      throw new BadActivity("a message must be a JSON object");
    }
  }

  /**
   * Whose it is: {@code userId}, else {@code anonymous:} and {@code anonymousId}.
   *
   * @throws BadActivity if there is neither
   */
  String customer() {
    String user = id("userId");
    String anonymous = user == null ? id("anonymousId") : null;
    if (user != null) {
      return user;
    }
    if (anonymous == null) {
      throw new BadActivity("userId is missing, and anonymousId too: one of them is needed");
    }
    return ANONYMOUS + anonymous;
  }

  /**
   * The anonymous customer of whom the message says who they are, null if it says that of nobody:
   * both ids are needed for it.
   */
  @Nullable String identified() {
    String anonymous = id("userId") == null ? null : id("anonymousId");
    return anonymous == null ? null : ANONYMOUS + anonymous;
  }

  /** An id, null if there is none: a number is taken as it is written. */
  @Nullable String id(String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull() || value.isString() && value.asString().isEmpty()) {
      return null;
    }
    String id = value.isString() || value.isIntegralNumber() ? value.asString() : "";
    // An anonymous one is kept with what stands before it; a previous one may be such.
    int most = SourceText.LONGEST_ID - (MAY_BE_ANONYMOUS.contains(field) ? ANONYMOUS.length() : 0);
    if (!SourceText.isId(id) || id.length() > most) {
      throw new BadActivity(
          field + " must be a text of 1 to " + most + " characters without control characters");
    }
    return id;
  }

  String text(String field) {
    JsonNode value = json.path(field);
    if (!value.isString() || value.asString().isBlank()) {
      throw new BadActivity(field + " must be a text that is not empty");
    }
    return value.asString();
  }

  /** An object, empty if there is none. */
  JsonNode object(String field) {
    JsonNode value = json.path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
      throw new BadActivity(field + " must be a JSON object");
    }
    return value;
  }

  /** The instant by the client's clock, as it wrote it; null if it wrote none. */
  @Nullable String timestamp() {
    String field = json.hasNonNull("timestamp") ? "timestamp" : "originalTimestamp";
    return json.hasNonNull(field) ? text(field) : null;
  }

  /** When it was sent by the client's clock, milliseconds; null if that is not said. */
  @Nullable Long sentAt() {
    if (!json.hasNonNull("sentAt")) {
      return null;
    }
    try {
      return ITU.parseDateTime(text("sentAt")).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new BadActivity("sentAt must be an RFC 3339 instant, for example 2011-12-09T12:50:00Z");
    }
  }
}
