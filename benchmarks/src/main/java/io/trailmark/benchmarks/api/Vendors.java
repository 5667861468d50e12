package io.trailmark.benchmarks.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The shops and mail vendors whose webhooks the server takes: they sign what they send. */
public final class Vendors {
  private static final String SECRET = "vendors-secret-0123456789";
  private static final String POSTMARK = "postmark:" + SECRET;

  private final KeyPair sendgrid;
  private final AtomicLong tokens = new AtomicLong();

  public Vendors() {
    try {
      KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
      pairs.initialize(new ECGenParameterSpec("secp256r1"));
      sendgrid = pairs.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a server that takes their webhooks. */
  public Map<String, String> environment() {
    return Map.of(
        "TRAILMARK_WEBHOOKS_SHOPIFY_KEY", SECRET,
        "TRAILMARK_WEBHOOKS_WOOCOMMERCE_KEY", SECRET,
        "TRAILMARK_WEBHOOKS_MAILGUN_KEY", SECRET,
        "TRAILMARK_WEBHOOKS_POSTMARK_KEY", POSTMARK,
        "TRAILMARK_WEBHOOKS_SENDGRID_KEY", base64(sendgrid.getPublic().getEncoded()));
  }

  /** Header lines by which a body of this path's vendor is known to be theirs. */
  public List<String> headers(String path, byte[] body) {
    return switch (path.replaceFirst(".*/", "")) {
      case "shopify" -> List.of("X-Shopify-Hmac-Sha256: " + base64(hmac(body)));
      case "woocommerce" -> List.of("X-WC-Webhook-Signature: " + base64(hmac(body)));
      case "postmark" ->
          List.of("Authorization: Basic " + base64(POSTMARK.getBytes(StandardCharsets.UTF_8)));
      case "sendgrid" -> ofSendGrid(body);
      default -> List.of();
    };
  }

  private List<String> ofSendGrid(byte[] body) {
    String now = now();
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(sendgrid.getPrivate());
      signature.update(now.getBytes(StandardCharsets.UTF_8));
      signature.update(body);
      return List.of(
          "X-Twilio-Email-Event-Webhook-Timestamp: " + now,
          "X-Twilio-Email-Event-Webhook-Signature: " + base64(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body with the signature that Mailgun would put into it; that of others as it is. */
  public String signed(String path, String body) {
    if (!path.endsWith("/mailgun")) {
      return body;
    }
    String timestamp = now();
    String token = "token-" + tokens.incrementAndGet();
    String signature =
        HexFormat.of().formatHex(hmac((timestamp + token).getBytes(StandardCharsets.UTF_8)));
    return body.replaceFirst(
        "\"signature\":\\{[^}]*}",
        "\"signature\":{\"timestamp\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\"}"
            .formatted(timestamp, token, signature));
  }

  /** Vendors live in machine time. */
  private static String now() {
    return String.valueOf(System.currentTimeMillis() / 1000);
  }

  private static byte[] hmac(byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
