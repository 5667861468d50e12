package io.trailmark.eventstore.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages out of what is open on loopback: a browser on this machine reaches it for any
 * page that it shows. A page whose name was made to lead to 127.0.0.1 (DNS rebinding) is told by
 * the {@code Host} that the browser sends, a page from elsewhere by its {@code Origin}. Answers
 * both with 403.
 *
 * <p>The headers themselves are read, not what forwarding headers make of them: a page may send
 * those as it likes.
 */
final class LoopbackGuard extends OncePerRequestFilter {
  private final Set<String> hosts;
  private final DeclaredOrigins writers;

  /**
   * @param hosts names by which this server may be called beside localhost and addresses
   * @param writers whose pages may ask under {@code /v1}
   */
  LoopbackGuard(Set<String> hosts, DeclaredOrigins writers) {
    this.writers = writers;
    this.hosts = hosts.stream().map(LoopbackGuard::lower).collect(Collectors.toSet());
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !InetAddress.ofLiteral(request.getLocalAddr()).isLoopbackAddress();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String host = request.getHeader("Host");
    String origin = request.getHeader("Origin");
    if (host == null || !mayBeCalled(nameOf(host))) {
      refuse(
          response,
          "The Host header must be localhost, an address, or a name that the setting"
              + " trailmark.hosts lists.");
    } else if (origin != null && !isOwn(origin, host) && !mayWrite(origin, request)) {
      refuse(
          response,
          "The Origin header must be this server's own, or of a host that the setting"
              + " trailmark.hosts lists: no other site's page may ask here.");
    } else {
      chain.doFilter(request, response);
    }
  }

  /** An address cannot be made to lead elsewhere, and so names no other site. */
  private boolean mayBeCalled(String name) {
    return name.equals("localhost") || hosts.contains(name) || isAddress(name);
  }

  private boolean isOwn(String origin, String host) {
    String authority = authorityOf(origin);
    return authority != null
        && (authority.equals(lower(host)) || hosts.contains(nameOf(authority)));
  }

  private boolean mayWrite(String origin, HttpServletRequest request) {
    return request.getRequestURI().startsWith("/v1/") && writers.knows(origin);
  }

  private static @Nullable String authorityOf(String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null ? null : lower(authority);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isAddress(String name) {
    try {
      return InetAddress.ofLiteral(name) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Without the port. */
  private static String nameOf(String authority) {
    return lower(authority).replaceFirst(":[0-9]*$", "").replaceAll("^\\[|]$", "");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static void refuse(HttpServletResponse response, String detail) throws IOException {
    Problems.write(response, HttpStatus.FORBIDDEN, detail);
  }
}
