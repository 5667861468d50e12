package io.trailmark.eventstore.access;

import io.trailmark.eventstore.access.KeyRing.Credential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Holds a credential that a web page shows to the origins of its source. */
public final class Pages {
  private Pages() {}

  /** The credential that the Authorization header shows; empty if it is none of ours. */
  public static Optional<Credential> shownBy(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof LocalCredentials.Shown shown
        ? Optional.of(shown.credential())
        : Optional.empty();
  }

  /**
   * Tells the browser that the page may read the answer, if it may.
   *
   * @param credential null for one that no page may show
   * @return whether a page may show it, or no other site's page asks
   */
  public static boolean mayShow(
      @Nullable Credential credential, HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || isOwn(origin, request)) {
      return true;
    }
    if (credential == null || !credential.origins().contains(origin)) {
      return false;
    }
    response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    return true;
  }

  private static boolean isOwn(String origin, HttpServletRequest request) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
