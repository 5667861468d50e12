package io.trailmark.commandside.access;

import io.trailmark.eventstore.access.KeyRing.Credential;
import io.trailmark.eventstore.access.Scope;
import io.trailmark.eventstore.access.TrustedCredentials;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Tells as which source a request writes. */
@Component
public class WriteKeys {
  private final TrustedCredentials credentials;

  WriteKeys(TrustedCredentials credentials) {
    this.credentials = credentials;
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
   * @throws ResponseStatusException 401 if there is none, 403 if it is no write key
   */
  public String sourceOf(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw new Unauthorized("a write key is needed: Authorization: Basic base64(key:)");
    }
    Optional<Credential> credential = credentials.of(key);
    return credential
        .map(known -> source(known.scopes().contains(Scope.INGEST), known.name()))
        .orElseThrow(() -> new Unauthorized("the write key is not known here, or has ended"));
  }

  private static String source(boolean mayWrite, String name) {
    if (!mayWrite) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN, "this needs the scope ingest, which the token shown does not have");
    }
    return name;
  }
}
