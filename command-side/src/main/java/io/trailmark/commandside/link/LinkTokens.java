package io.trailmark.commandside.link;

import io.trailmark.eventstore.InstallationSecrets;
import io.trailmark.eventstore.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Links as they stand in addresses: what they are about, readable, and the first 16 bytes of a
 * keyed hash of it. Nobody else can make one, and nothing about them is kept.
 */
@Component
class LinkTokens {
  private static final int SIGNATURE = 16;
  private static final int LONGEST = 8_192;
  private static final int PARTS = 6;

  private final KeyedHash keyed;

  LinkTokens(InstallationSecrets secrets) {
    this.keyed = new KeyedHash(secrets.secret("links"));
  }

  /** Of {@code A-Za-z0-9_-}. */
  String write(Link link) {
    byte[] about =
        String.join(
                "\n",
                link.customer(),
                // Most begin with the customer's key.
                link.run().startsWith(link.customer() + "/")
                    ? link.run().substring(link.customer().length())
                    : link.run(),
                Integer.toString(link.step()),
                link.channel(),
                link.template(),
                link.detail())
            .getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(signature(link.kind(), about), SIGNATURE + about.length);
    System.arraycopy(about, 0, token, SIGNATURE, about.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The link; empty if it is none that we made for this. */
  Optional<Link> read(Link.Kind kind, String token) {
    byte[] bytes;
    try {
      bytes = token.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length <= SIGNATURE) {
      return Optional.empty();
    }
    byte[] about = Arrays.copyOfRange(bytes, SIGNATURE, bytes.length);
    return MessageDigest.isEqual(signature(kind, about), Arrays.copyOf(bytes, SIGNATURE))
        ? Optional.of(link(kind, new String(about, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static Link link(Link.Kind kind, String about) {
    String[] parts = about.split("\n", PARTS);
    String run = parts[1].startsWith("/") ? parts[0] + parts[1] : parts[1];
    return new Link(kind, parts[0], run, Integer.parseInt(parts[2]), parts[3], parts[4], parts[5]);
  }

  private byte[] signature(Link.Kind kind, byte[] about) {
    byte[] signed = Arrays.copyOf(about, about.length + 1);
    signed[about.length] = (byte) kind.path().charAt(0);
    return Arrays.copyOf(keyed.of(signed), SIGNATURE);
  }
}
