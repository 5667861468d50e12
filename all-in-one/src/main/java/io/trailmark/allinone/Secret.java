package io.trailmark.allinone;

import java.security.SecureRandom;
import java.util.Base64;

/** What a source or a user shows to be let in: a write key, or a token. */
final class Secret {
  private Secret() {}

  /** 24 characters of A-Z, a-z, 0-9, _ and -: 144 random bits. */
  static String random() {
    byte[] bits = new byte[18];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().encodeToString(bits);
  }
}
