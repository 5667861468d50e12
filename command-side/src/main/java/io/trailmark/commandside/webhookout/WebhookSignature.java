package io.trailmark.commandside.webhookout;

import io.trailmark.eventstore.KeyedHash;
import java.util.Base64;

/** Signs what is sent, as Standard Webhooks 1.0 has it: {@code v1,base64(HMAC-SHA256)}. */
final class WebhookSignature {
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private WebhookSignature() {}

  /**
   * The key that a secret holds.
   *
   * @throws IllegalArgumentException naming the setting
   */
  static byte[] key(String where, String secret) {
    try {
      if (secret.startsWith(PREFIX)) {
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        if (key.length >= SHORTEST && key.length <= LONGEST) {
          return key;
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrong(where), e);
    }
    throw new IllegalArgumentException(wrong(where));
  }

  private static String wrong(String where) {
    return where + ".secret must be whsec_ and base64 of 24 to 64 bytes";
  }

  /**
   * The header's value.
   *
   * @param seconds since 1970, of machine time
   */
  static String of(byte[] key, String id, long seconds, String body) {
    byte[] mac = new KeyedHash(key).of(id + "." + seconds + "." + body);
    return "v1," + Base64.getEncoder().encodeToString(mac);
  }
}
