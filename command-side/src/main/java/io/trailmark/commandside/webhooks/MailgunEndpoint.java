package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.optional;
import static io.trailmark.commandside.webhooks.VendorJson.text;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.webhooks.VendorActivities.Answer;
import io.trailmark.commandside.webhooks.VendorActivities.Token;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What became of mails that Mailgun delivers. */
@RestController
class MailgunEndpoint {
  /** It tries for eight hours. */
  private static final Duration OLDEST = Duration.ofHours(9);

  private final WebhookSettings.Vendor vendor;
  private final VendorActivities activities;

  MailgunEndpoint(WebhookSettings settings, VendorActivities activities) {
    this.vendor = settings.mailgun();
    this.activities = activities;
  }

  /**
   * Up to 5 MB, {@code {"signature":{"timestamp","token","signature"},"event-data":{…}}}. The
   * signature covers the timestamp, at most 9 hours old, and the token only: a token is good for
   * the event that it first came with. Errors: 400 not JSON, 401 not signed with our key or a token
   * used before, 404 no key is configured, 413 too much.
   */
  @Operation(
      summary = "A webhook of Mailgun",
      description =
          "Takes delivered, opened and clicked (unless client-info.bot says that a machine did),"
              + " permanent failures, complained and unsubscribed; other events are acknowledged"
              + " and ignored.")
  @PostMapping({"/v1/webhooks/mailgun", "/v1/webhooks/mailgun/"})
  Answer take(HttpServletRequest request) throws IOException {
    String key = vendor.keyOf("mailgun");
    JsonNode json = VendorJson.read(VendorJson.body(request));
    String token = verified(key, json.path("signature"));
    JsonNode event = json.path("event-data");
    return activities.record(
        vendor.sourceOr("mailgun"),
        List.of(event),
        MailgunEndpoint::event,
        new Token(token, event.toString()));
  }

  private static String verified(String key, JsonNode signature) {
    String timestamp = signature.path("timestamp").asString("");
    String token = signature.path("token").asString("");
    String given = signature.path("signature").asString("");
    if (timestamp.isEmpty() || token.isEmpty() || given.isEmpty()) {
      throw Signatures.unverified("signature must hold timestamp, token and signature");
    }
    Signatures.verifyHex(
        key, (timestamp + token).getBytes(StandardCharsets.UTF_8), given, "signature.signature");
    Signatures.verifyAge(timestamp, OLDEST, "signature.timestamp");
    return token;
  }

  private static List<Told> event(JsonNode event) {
    String kind = kind(event);
    return kind == null
        ? List.of()
        : List.of(
            Mail.told(
                text(event, "id"),
                kind,
                Mail.instant(event, "timestamp"),
                event.path("user-variables"),
                event,
                "recipient"));
  }

  private static @Nullable String kind(JsonNode event) {
    boolean bot = optional(event.path("client-info"), "bot") != null;
    return switch (text(event, "event")) {
      case "delivered" -> "message_delivered";
      case "opened" -> bot ? null : "message_opened";
      case "clicked" -> bot ? null : "message_clicked";
      case "failed" -> "permanent".equals(optional(event, "severity")) ? "message_bounced" : null;
      case "complained" -> "message_complained";
      case "unsubscribed" -> "unsubscribed";
      default -> null;
    };
  }
}
