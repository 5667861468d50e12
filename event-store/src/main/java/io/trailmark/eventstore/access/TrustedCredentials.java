package io.trailmark.eventstore.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trailmark.eventstore.access.KeyRing.Credential;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** What secrets stand for, as the {@link KeyRing} told it at most two seconds ago. */
public class TrustedCredentials {
  private static final int LONGEST = 256;
  private static final int MOST_KNOWN = 10_000;

  /** Revoking takes effect after this at the latest, on every node. */
  static final Duration TRUSTED = Duration.ofSeconds(2);

  private final KeyRing keys;
  private final byte[] owner;

  /** By hash: what a heap dump holds must not let anybody in. */
  private final Cache<String, Credential> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(TRUSTED).build();

  /**
   * @param ownToken lets whoever started this process do everything, and ends with it; empty for
   *     none
   */
  TrustedCredentials(KeyRing keys, String ownToken) {
    this.keys = keys;
    this.owner = ownToken.isEmpty() ? new byte[0] : KeyRing.hash(ownToken);
  }

  /** What a secret stands for, if anything (any more). */
  public Optional<Credential> of(String secret) {
    if (secret.isEmpty() || secret.length() > LONGEST) {
      return Optional.empty();
    }
    byte[] hash = KeyRing.hash(secret);
    if (MessageDigest.isEqual(hash, owner)) {
      return Optional.of(everything());
    }
    String name = HexFormat.of().formatHex(hash);
    return Optional.ofNullable(known.get(name, absent -> keys.find(secret).orElse(null)));
  }

  private static Credential everything() {
    return new Credential(
        0, "owner", EnumSet.allOf(Scope.class), Set.of(), Instant.EPOCH, null, false);
  }
}
