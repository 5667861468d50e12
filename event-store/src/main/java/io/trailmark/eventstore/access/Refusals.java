package io.trailmark.eventstore.access;

import io.trailmark.eventstore.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says what is missing: 401 who one is, 403 the scope (RFC 6750). */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    if (why instanceof TooManyRequests tooMany) {
      response.setHeader(HttpHeaders.RETRY_AFTER, tooMany.retryAfter());
      Problems.write(response, HttpStatus.TOO_MANY_REQUESTS, TooManyRequests.DETAIL);
      return;
    }
    boolean writes = request.getRequestURI().startsWith("/v1/");
    boolean showed = why instanceof OAuth2AuthenticationException;
    String challenge = challenge(request.getRequestURI());
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        showed && !writes ? challenge + ", error=\"invalid_token\"" : challenge);
    Problems.write(response, HttpStatus.UNAUTHORIZED, detail(why, writes));
  }

  /**
   * Asked for Basic, a browser asks its user for a name and a password: wanted only where it opens
   * pages, and where nothing is done with what it then sends by itself.
   */
  private static String challenge(String path) {
    if (path.startsWith("/v1/")) {
      return "Basic realm=\"trailmark\"";
    }
    return path.equals("/outbox") || path.startsWith("/outbox/")
        ? "Basic realm=\"trailmark outbox: the token as the name\""
        : "Bearer realm=\"trailmark\"";
  }

  private static String detail(AuthenticationException why, boolean writes) {
    if (why instanceof OAuth2AuthenticationException shown) {
      String description = shown.getError().getDescription();
      return description == null ? "the token is not valid" : description;
    }
    return writes
        ? "a write key is needed: Authorization: Basic base64(key:)"
        : "a token is needed: Authorization: Bearer TOKEN";
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
      throws IOException {
    if (why instanceof AuthorizationDeniedException denied
        && denied.getAuthorizationResult() instanceof Needed.Missing missing) {
      String scope = missing.scope().label();
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE,
          "Bearer realm=\"trailmark\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      Problems.write(
          response,
          HttpStatus.FORBIDDEN,
          "this needs the scope " + scope + ", which the key or token shown does not have");
    } else {
      Problems.write(response, HttpStatus.FORBIDDEN, "this is not for whoever asks");
    }
  }
}
