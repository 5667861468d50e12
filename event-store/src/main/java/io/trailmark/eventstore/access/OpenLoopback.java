package io.trailmark.eventstore.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;

/**
 * Whether a request needs no token: as long as nobody ever set up access, whoever is on this
 * machine may do what tokens are for.
 */
final class OpenLoopback {
  private final KeyRing keys;
  private final boolean hasIssuer;
  private volatile boolean hasTokens;
  private volatile long lookAgain = System.nanoTime();

  /**
   * @param hasIssuer whether tokens of an OAuth2 server are taken
   */
  OpenLoopback(KeyRing keys, boolean hasIssuer) {
    this.keys = keys;
    this.hasIssuer = hasIssuer;
  }

  boolean isOpenTo(HttpServletRequest request) {
    return InetAddress.ofLiteral(request.getLocalAddr()).isLoopbackAddress() && !isConfigured();
  }

  boolean isConfigured() {
    return hasIssuer || hasTokens();
  }

  boolean hasIssuer() {
    return hasIssuer;
  }

  /** Believed for as long as credentials are; what is so once stays so. */
  private boolean hasTokens() {
    if (!hasTokens && System.nanoTime() - lookAgain >= 0) {
      hasTokens = keys.knowsTokens();
      lookAgain = System.nanoTime() + TrustedCredentials.TRUSTED.toNanos();
    }
    return hasTokens;
  }
}
