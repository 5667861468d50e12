package io.trailmark.commandside.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys with which sources write. Only their hashes are kept. */
@Component
public class WriteKeys {
  private static final int LONGEST = 256;

  private final JdbcClient jdbc;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  WriteKeys(JdbcClient jdbc, @Value("${trailmark.write-key:}") String initial) {
    this.jdbc = jdbc;
    if (!initial.isEmpty()) {
      add(initial, "default");
    }
  }

  /** Lets whoever has {@code key} write as {@code source}. */
  void add(String key, String source) {
    jdbc.sql("insert into write_key (hash, source) values (?, ?) on conflict do nothing")
        .params(List.of(hash(key), source))
        .update();
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
    byte[] hash = hash(key);
    String name = HexFormat.of().formatHex(hash);
    String source = known.get(name);
    if (source == null) {
      source =
          jdbc.sql("select source from write_key where hash = ?")
              .param(hash)
              .query(String.class)
              .optional()
              .orElseThrow(() -> new Unauthorized("the write key is not known here"));
      known.put(name, source);
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

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
