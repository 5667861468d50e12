package io.trailmark.commandside.webhooks;

import static io.trailmark.commandside.webhooks.VendorJson.optional;
import static io.trailmark.commandside.webhooks.VendorJson.text;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.webhooks.VendorActivities.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What became of mails that SendGrid delivers, many in a request. */
@RestController
class SendGridEndpoint {
  private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
  private static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

  /** It tries for a day. */
  private static final Duration OLDEST = Duration.ofHours(25);

  private final WebhookSettings.Vendor vendor;
  private final VendorActivities activities;
  private final @Nullable PublicKey key;

  SendGridEndpoint(WebhookSettings settings, VendorActivities activities) {
    this.vendor = settings.sendgrid();
    this.activities = activities;
    this.key = vendor.key().isEmpty() ? null : key(vendor.key());
  }

  private static PublicKey key(String base64) {
    try {
      byte[] der = Base64.getDecoder().decode(base64.strip());
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      if (((ECPublicKey) key).getParams().getOrder().bitLength() == 256) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(wrongKey(), e);
    }
    throw new IllegalArgumentException(wrongKey());
  }

  private static String wrongKey() {
    return "trailmark.webhooks.sendgrid.key must be SendGrid's verification key: base64 of a P-256"
        + " public key";
  }

  /**
   * Up to 5 MB, a list of events; {@code X-Twilio-Email-Event-Webhook-Signature} signs {@code
   * X-Twilio-Email-Event-Webhook-Timestamp}, at most 25 hours old, and the body. Errors: 400 not a
   * JSON list, 401 not signed for us, 404 no key is configured, 413 too much.
   */
  @Operation(
      summary = "A webhook of SendGrid",
      description =
          "Takes delivered, open (unless sg_machine_open), click, bounce, spamreport, unsubscribe"
              + " and group_unsubscribe; other events are acknowledged and ignored. One that cannot"
              + " be read is told in the answer and does not fail the others.")
  @PostMapping({"/v1/webhooks/sendgrid", "/v1/webhooks/sendgrid/"})
  Answer take(HttpServletRequest request) throws IOException {
    vendor.keyOf("sendgrid");
    byte[] body = VendorJson.body(request);
    verify(request, body);
    JsonNode events = VendorJson.read(body);
    if (!events.isArray()) {
      throw VendorJson.bad("the body must be a JSON list of events");
    }
    return activities.record(vendor.sourceOr("sendgrid"), events, SendGridEndpoint::event, null);
  }

  private void verify(HttpServletRequest request, byte[] body) {
    String signature = request.getHeader(SIGNATURE);
    String timestamp = request.getHeader(TIMESTAMP);
    if (signature == null || timestamp == null) {
      throw Signatures.unverified(
          SIGNATURE + " and " + TIMESTAMP + " are needed: switch on the signed event webhook");
    }
    if (!isSigned(timestamp, body, signature)) {
      throw Signatures.unverified(
          SIGNATURE + " does not fit: it must be made for the key that is configured here");
    }
    Signatures.verifyAge(timestamp, OLDEST, TIMESTAMP);
  }

  private boolean isSigned(String timestamp, byte[] body, String signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(timestamp.getBytes(StandardCharsets.UTF_8));
      verifier.update(body);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (SignatureException | IllegalArgumentException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA256withECDSA", e);
    }
  }

  private static List<Told> event(JsonNode event) {
    String kind = kind(event);
    return kind == null
        ? List.of()
        : List.of(
            Mail.told(
                text(event, "sg_event_id"),
                kind,
                Mail.instant(event, "timestamp"),
                event,
                event,
                "email"));
  }

  private static @Nullable String kind(JsonNode event) {
    return switch (text(event, "event")) {
      case "delivered" -> "message_delivered";
      case "open" -> event.path("sg_machine_open").asBoolean(false) ? null : "message_opened";
      case "click" -> "message_clicked";
      // A block is the mail's, not the address's.
      case "bounce" -> "blocked".equals(optional(event, "type")) ? null : "message_bounced";
      case "spamreport" -> "message_complained";
      case "unsubscribe", "group_unsubscribe" -> "unsubscribed";
      default -> null;
    };
  }
}
