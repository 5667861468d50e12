package io.trailmark.commandside.contact;

import com.ethlo.time.ITU;
import io.trailmark.commandside.recording.SourceText;
import io.trailmark.eventstore.BusinessClock;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/** From request bodies about consent to what they say, or to a problem that names the field. */
@Component
class ConsentJson {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
  private static final int MOST = 100;
  private static final int LONGEST = 320;

  private final BusinessClock clock;

  ConsentJson(BusinessClock clock) {
    this.clock = clock;
  }

  /** Where something is not sent, and why. */
  record Address(Channel channel, String address, String reason) {}

  /**
   * Reads what somebody said.
   *
   * @throws ResponseStatusException 400 naming what is wrong
   */
  List<Consents.Said> consents(byte[] body) {
    JsonNode all = object(body).path("consents");
    if (!all.isArray() || all.isEmpty() || all.size() > MOST) {
      throw bad("consents must be a list of 1 to " + MOST);
    }
    List<Consents.Said> said = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      JsonNode one = all.get(i);
      String where = "consents[" + i + "].";
      if (!one.path("given").isBoolean()) {
        throw bad(where + "given must be true or false");
      }
      said.add(
          new Consents.Said(
              name(one, where, "purpose", "for example marketing"),
              channel(one, where),
              at(one.path("at"), where),
              one.path("given").booleanValue()));
    }
    return said;
  }

  /**
   * Reads an address.
   *
   * @throws ResponseStatusException 400 naming what is wrong
   */
  Address address(byte[] body, boolean withReason) {
    JsonNode node = object(body);
    JsonNode address = node.path("address");
    Channel channel = channel(node, "");
    String text = address.isString() ? address.stringValue() : "";
    if (channel.normal(text).isEmpty() || text.length() > LONGEST || !SourceText.isWhole(text)) {
      throw bad(
          "address must be an address of that channel, of at most " + LONGEST + " characters");
    }
    String reason = withReason ? name(node, "", "reason", "for example complaint") : "";
    return new Address(channel, text, reason);
  }

  private static JsonNode object(byte[] body) {
    JsonNode node = ContactJson.json(body);
    if (!node.isObject()) {
      throw bad("the body must be a JSON object");
    }
    return node;
  }

  private static String name(JsonNode node, String where, String field, String example) {
    String name = node.path(field).asString("");
    if (!NAME.matcher(name).matches()) {
      throw bad(where + field + " must match " + NAME + ", " + example);
    }
    return name;
  }

  private static Channel channel(JsonNode node, String where) {
    return Channel.of(node.path("channel").asString(""))
        .orElseThrow(() -> bad(where + "channel must be one of " + Channel.names()));
  }

  private long at(JsonNode node, String where) {
    long now = clock.millis();
    if (node.isMissingNode() || node.isNull()) {
      return now;
    }
    try {
      long at = ITU.parseDateTime(node.asString("")).toInstant().toEpochMilli();
      if (at >= 0 && at <= now) {
        return at;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw bad(where + "at must be an RFC 3339 instant from 1970 to now");
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
