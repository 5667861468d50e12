package io.trailmark.commandside.webhooks;

import io.trailmark.eventstore.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Whether a request comes from who has the key. Comparing takes the same time, right or wrong. */
final class Signatures {
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private Signatures() {}

  /**
   * @throws ResponseStatusException 401 unless {@code given} is the HMAC-SHA256 of {@code signed}
   *     in base64
   */
  static void verifyBase64(String key, byte[] signed, @Nullable String given, String header) {
    if (given == null) {
      throw unverified(header + " is missing: every request must be signed");
    }
    verify(Base64.getEncoder().encodeToString(hmac(key, signed)), given.strip(), header);
  }

  /** The same in hexadecimal digits. */
  static void verifyHex(String key, byte[] signed, String given, String field) {
    verify(HexFormat.of().formatHex(hmac(key, signed)), given, field);
  }

  private static void verify(String right, String given, String field) {
    if (!equal(right, given)) {
      throw unverified(
          field + " does not fit the body: it must be signed with the key that is configured here");
    }
  }

  static boolean equal(String right, String given) {
    return MessageDigest.isEqual(
        right.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param seconds when it was signed, since 1970, in machine time: vendors know no other
   * @throws ResponseStatusException 401 unless it was at most {@code oldest} ago, nor more than ten
   *     minutes ahead
   */
  static void verifyAge(String seconds, Duration oldest, String field) {
    long age = System.currentTimeMillis() / 1000 - seconds(seconds, field);
    if (age > oldest.toSeconds() || age < -AHEAD.toSeconds()) {
      throw unverified(
          field + " must be at most " + oldest.toHours() + " hours ago: look at both clocks");
    }
  }

  private static long seconds(String text, String field) {
    if (!text.matches("\\d{1,12}")) {
      throw unverified(field + " must be seconds since 1970");
    }
    return Long.parseLong(text);
  }

  static ResponseStatusException unverified(String problem) {
    return new ResponseStatusException(HttpStatus.UNAUTHORIZED, problem);
  }

  private static byte[] hmac(String key, byte[] signed) {
    return new KeyedHash(key.getBytes(StandardCharsets.UTF_8)).of(signed);
  }
}
