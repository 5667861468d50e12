package io.trailmark.commandside.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Lets sources write that show a key of the {@link KeyRing}. */
@Component
public class WriteKeys {
  private static final int LONGEST = 256;
  private static final int MOST_KNOWN = 10_000;

  /** Revoking takes effect after this at the latest, on every node. */
  private static final Duration TRUSTED = Duration.ofSeconds(2);

  private final KeyRing keys;

  /** By hash: what a heap dump holds must not let anybody in. */
  private final Cache<String, String> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(TRUSTED).build();

  WriteKeys(KeyRing keys, @Value("${trailmark.write-key:}") String initial) {
    this.keys = keys;
    if (!initial.isEmpty()) {
      keys.add(initial, "default", null);
    }
  }

  /**
   * The source that the Authorization header names, null if there is no such header.
   *
   * @throws Unauthorized if there is one and it holds no valid key
   */
  public @Nullable String sourceOfHeader(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header == null ? null : sourceOf(basic(header));
  }

  /**
   * The source that the Authorization header names.
   *
   * @throws Unauthorized if there is none or it holds no valid key
   */
  public String source(HttpServletRequest request) {
    String source = sourceOfHeader(request);
    return source == null ? sourceOf(null) : source;
  }

  /**
   * The source that a write key stands for.
   *
   * @throws Unauthorized if there is none
   */
  public String sourceOf(@Nullable String key) {
    if (key == null || key.isEmpty() || key.length() > LONGEST) {
      throw new Unauthorized("a write key is needed: Authorization: Basic base64(key:)");
    }
    String name = HexFormat.of().formatHex(KeyRing.hash(key));
    String source = known.get(name, hash -> keys.source(key).orElse(null));
    if (source == null) {
      throw new Unauthorized("the write key is not known here, or has ended");
    }
    return source;
  }

  private static @Nullable String basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? text : text.substring(0, colon);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
