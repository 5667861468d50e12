package io.trailmark.eventstore.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The write key or token of a request: {@code Bearer} it is, or the user of {@code Basic}, which is
 * how Segment's clients show theirs.
 */
final class ShownSecret implements BearerTokenResolver {
  private static final String BASIC = "Basic ";

  private final BearerTokenResolver bearer = new DefaultBearerTokenResolver();
  private final RequestMatcher othersOwn;

  /**
   * @param othersOwn requests whose Authorization header is not ours to judge
   */
  ShownSecret(RequestMatcher othersOwn) {
    this.othersOwn = othersOwn;
  }

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || othersOwn.matches(request)) {
      return null;
    }
    return header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? user(header.substring(BASIC.length()))
        : bearer.resolve(request);
  }

  /** Null if there is none. */
  private static @Nullable String user(String encoded) {
    try {
      byte[] decoded = Base64.getDecoder().decode(encoded.trim());
      String user = new String(decoded, StandardCharsets.UTF_8).replaceFirst("(?s):.*", "");
      return user.isEmpty() ? null : user;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
