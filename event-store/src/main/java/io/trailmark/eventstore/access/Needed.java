package io.trailmark.eventstore.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Lets in whoever has a scope, or is let in otherwise. */
final class Needed implements AuthorizationManager<RequestAuthorizationContext> {

  /** What lets in without the scope. */
  interface Otherwise {
    boolean lets(@Nullable Authentication who, RequestAuthorizationContext request);
  }

  /** Refused for want of a scope. */
  record Missing(Scope scope) implements AuthorizationResult {
    @Override
    public boolean isGranted() {
      return false;
    }
  }

  private final Scope scope;
  private final Otherwise otherwise;

  Needed(Scope scope, Otherwise otherwise) {
    this.scope = scope;
    this.otherwise = otherwise;
  }

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> authentication,
      RequestAuthorizationContext request) {
    Authentication who = authentication.get();
    return has(who, scope) || otherwise.lets(who, request)
        ? new AuthorizationDecision(true)
        : new Missing(scope);
  }

  static boolean has(@Nullable Authentication who, Scope scope) {
    return who != null
        && who.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .anyMatch(scope.authority()::equals);
  }

  static boolean isKnown(@Nullable Authentication who) {
    return who != null && who.isAuthenticated() && !(who instanceof AnonymousAuthenticationToken);
  }
}
