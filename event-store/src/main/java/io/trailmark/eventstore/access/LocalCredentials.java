package io.trailmark.eventstore.access;

import io.trailmark.eventstore.access.KeyRing.Credential;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/** Knows who shows a secret of the {@link KeyRing}. */
final class LocalCredentials implements AuthenticationManager {
  private final TrustedCredentials credentials;
  private final RateLimits limits;

  LocalCredentials(TrustedCredentials credentials, RateLimits limits) {
    this.credentials = credentials;
    this.limits = limits;
  }

  @Override
  public Authentication authenticate(Authentication shown) {
    String secret = ((BearerTokenAuthenticationToken) shown).getToken();
    Credential credential =
        credentials
            .of(secret)
            .orElseThrow(
                () ->
                    new InvalidBearerTokenException(
                        "the write key or token is not known here, or has ended"));
    limits.count(credential.counted());
    return authentication(credential);
  }

  /** Who showed a credential, which stays at hand. */
  static final class Shown extends PreAuthenticatedAuthenticationToken {
    private final transient Credential credential;

    private Shown(Credential credential, List<GrantedAuthority> scopes) {
      super(credential.name(), "", scopes);
      this.credential = credential;
    }

    Credential credential() {
      return credential;
    }
  }

  private static Authentication authentication(Credential credential) {
    List<GrantedAuthority> scopes =
        credential.scopes().stream()
            .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority(scope.authority()))
            .toList();
    return new Shown(credential, scopes);
  }
}
