package io.trailmark.commandside.webhooks;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends what the vendors send, signed as they sign. */
final class Vendors {
  static final String SHOPIFY = "shopify-key-1";
  static final String WOO = "woocommerce-key-1";
  static final String MAILGUN = "mailgun-key-1";
  static final String POSTMARK = "postmark:password-1";
  private static final KeyPair SENDGRID = pair();

  private Vendors() {}

  static CommandSide start() {
    return CommandSide.start(
        "",
        "--trailmark.webhooks.shopify.key=" + SHOPIFY,
        "--trailmark.webhooks.woocommerce.key=" + WOO,
        "--trailmark.webhooks.sendgrid.key="
            + Base64.getEncoder().encodeToString(SENDGRID.getPublic().getEncoded()),
        "--trailmark.webhooks.mailgun.key=" + MAILGUN,
        "--trailmark.webhooks.postmark.key=" + POSTMARK);
  }

  static String sample(String name) {
    try (InputStream in = Vendors.class.getResourceAsStream("/webhooks/" + name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Answer shopify(CommandSide app, String topic, String body) {
    return app.post(
        "/v1/webhooks/shopify",
        body,
        "X-Shopify-Topic",
        topic,
        "X-Shopify-Hmac-Sha256",
        base64(hmac(SHOPIFY, body)));
  }

  static Answer woocommerce(CommandSide app, String topic, String body) {
    return app.post(
        "/v1/webhooks/woocommerce",
        body,
        "X-WC-Webhook-Topic",
        topic,
        "X-WC-Webhook-Signature",
        base64(hmac(WOO, body)));
  }

  static Answer sendgrid(CommandSide app, String body) {
    return sendgrid(app, body, now());
  }

  static Answer sendgrid(CommandSide app, String body, long seconds) {
    return sendgrid(app, body, seconds, sendgridSignature(seconds + body));
  }

  static Answer sendgrid(CommandSide app, String body, long seconds, String signature) {
    return app.post(
        "/v1/webhooks/sendgrid",
        body,
        "X-Twilio-Email-Event-Webhook-Timestamp",
        "" + seconds,
        "X-Twilio-Email-Event-Webhook-Signature",
        signature);
  }

  static String sendgridSignature(String signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(SENDGRID.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Answer mailgun(CommandSide app, String event) {
    return mailgun(app, event, now(), UUID.randomUUID().toString());
  }

  static Answer mailgun(CommandSide app, String event, long seconds, String token) {
    String signature = HexFormat.of().formatHex(hmac(MAILGUN, seconds + token));
    return app.post("/v1/webhooks/mailgun", mailgunBody(event, seconds, token, signature));
  }

  static String mailgunBody(String event, long seconds, String token, String signature) {
    return "{\"signature\":{\"timestamp\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\"},\"event-data\":%s}"
        .formatted(seconds, token, signature, event);
  }

  static Answer postmark(CommandSide app, String body) {
    return app.post(
        "/v1/webhooks/postmark",
        body,
        "Authorization",
        "Basic " + base64(POSTMARK.getBytes(StandardCharsets.UTF_8)));
  }

  static long now() {
    return System.currentTimeMillis() / 1000;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] hmac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
