package io.trailmark.commandside.access;

import io.trailmark.eventstore.access.KeyRing.Credential;
import io.trailmark.eventstore.access.Pages;
import io.trailmark.eventstore.access.RateLimits;
import io.trailmark.eventstore.access.Scope;
import io.trailmark.eventstore.access.TooManyRequests;
import io.trailmark.eventstore.access.TrustedCredentials;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.server.ResponseStatusException;

/** Tells as which source a request writes. */
@Component
public class WriteKeys {
  private final TrustedCredentials credentials;
  private final RateLimits limits;

  WriteKeys(TrustedCredentials credentials, RateLimits limits) {
    this.credentials = credentials;
    this.limits = limits;
  }

  /**
   * The source that the Authorization header names, null if it names nobody.
   *
   * @throws ResponseStatusException 403 if it names somebody who may not write
   */
  public @Nullable String sourceOfHeader(HttpServletRequest request) {
    if (!(request.getUserPrincipal() instanceof Authentication who)) {
      return null;
    }
    checkPage(Pages.shownBy(request).orElse(null));
    boolean mayWrite =
        who.getAuthorities().stream()
            .anyMatch(scope -> Scope.INGEST.authority().equals(scope.getAuthority()));
    return source(mayWrite, who.getName());
  }

  /**
   * The source that the Authorization header names.
   *
   * @throws ResponseStatusException 401 if it names nobody, 403 if it names somebody who may not
   *     write
   */
  public String source(HttpServletRequest request) {
    String source = sourceOfHeader(request);
    return source == null ? sourceOf(null) : source;
  }

  /**
   * The source that a write key stands for.
   *
   * @throws ResponseStatusException 401 if there is none, 403 if it is no write key, 429 if it was
   *     shown too often
   */
  public String sourceOf(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw new Unauthorized("a write key is needed: Authorization: Basic base64(key:)");
    }
    Credential credential =
        credentials
            .of(key)
            .orElseThrow(() -> new Unauthorized("the write key is not known here, or has ended"));
    try {
      limits.count(credential.counted());
    } catch (TooManyRequests e) {
      throw new Refused(e);
    }
    checkPage(credential);
    return source(credential.scopes().contains(Scope.INGEST), credential.name());
  }

  private static void checkPage(@Nullable Credential credential) {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
        && current.getResponse() != null
        && !Pages.mayShow(credential, current.getRequest(), current.getResponse())) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN,
          "this key is not for pages of the Origin that asks: trailmark key add --origins");
    }
  }

  private static final class Refused extends ResponseStatusException {
    private final String retryAfter;

    Refused(TooManyRequests why) {
      super(HttpStatus.TOO_MANY_REQUESTS, TooManyRequests.DETAIL);
      this.retryAfter = why.retryAfter();
    }

    @Override
    public HttpHeaders getHeaders() {
      HttpHeaders headers = new HttpHeaders();
      headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
      return headers;
    }
  }

  private static String source(boolean mayWrite, String name) {
    if (!mayWrite) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN, "this needs the scope ingest, which the token shown does not have");
    }
    return name;
  }
}
