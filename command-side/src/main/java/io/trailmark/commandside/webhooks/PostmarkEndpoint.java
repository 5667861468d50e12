package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.optional;
import static io.trailmark.commandside.webhooks.VendorJson.text;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.recording.MessageIds;
import io.trailmark.commandside.webhooks.VendorActivities.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What became of mails that Postmark delivers. It does not tell which opens are a machine's. */
@RestController
class PostmarkEndpoint {
  private static final Set<String> FOR_GOOD = Set.of("HardBounce", "BadEmailAddress");

  private final WebhookSettings.Vendor vendor;
  private final VendorActivities activities;
  private final MessageIds messageIds;

  PostmarkEndpoint(WebhookSettings settings, VendorActivities activities, MessageIds messageIds) {
    this.vendor = settings.postmark();
    this.activities = activities;
    this.messageIds = messageIds;
  }

  /**
   * Up to 5 MB, one event, with {@code Authorization: Basic} as configured. Errors: 400 not JSON,
   * 401 another user or password, 404 no key is configured, 413 too much.
   */
  @Operation(
      summary = "A webhook of Postmark",
      description =
          "Takes Delivery, Open, Click, Bounce (hard ones), SpamComplaint and SubscriptionChange by"
              + " the recipient; other events are acknowledged and ignored.")
  @PostMapping({"/v1/webhooks/postmark", "/v1/webhooks/postmark/"})
  Answer take(HttpServletRequest request) throws IOException {
    String key = vendor.keyOf("postmark");
    String right =
        "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    String given = request.getHeader("Authorization");
    if (given == null || !Signatures.equal(right, given)) {
      throw Signatures.unverified(
          "Authorization must be Basic with the user and password that are configured here");
    }
    JsonNode event = VendorJson.read(VendorJson.body(request));
    return activities.record(vendor.sourceOr("postmark"), List.of(event), this::event, null);
  }

  private List<Told> event(JsonNode event) {
    return switch (text(event, "RecordType")) {
      case "Delivery" -> told(event, "message_delivered", "DeliveredAt", "Recipient");
      case "Open" -> told(event, "message_opened", "ReceivedAt", "Recipient");
      case "Click" -> told(event, "message_clicked", "ReceivedAt", "Recipient");
      case "Bounce" ->
          FOR_GOOD.contains(text(event, "Type"))
              ? told(event, "message_bounced", "BouncedAt", "Email")
              : List.of();
      case "SpamComplaint" -> told(event, "message_complained", "BouncedAt", "Email");
      // Suppressions after a bounce or a complaint are told as these.
      case "SubscriptionChange" ->
          event.path("SuppressSending").asBoolean(false)
                  && "Recipient".equals(optional(event, "Origin"))
                  && "ManualSuppression".equals(optional(event, "SuppressionReason"))
              ? told(event, "unsubscribed", "ChangedAt", "Recipient")
              : List.of();
      default -> List.of();
    };
  }

  /** Its events have no ids of their own. */
  private List<Told> told(JsonNode event, String kind, String at, String address) {
    String id =
        messageIds.hash(
            String.join(
                "\n",
                "postmark",
                kind,
                text(event, "MessageID"),
                text(event, address),
                text(event, at),
                String.valueOf(optional(event, "OriginalLink"))));
    return List.of(Mail.told(id, kind, text(event, at), event.path("Metadata"), event, address));
  }
}
