package io.trailmark.eventstore.access;

import io.trailmark.eventstore.web.DeclaredOrigins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers browsers that ask whether a page may write. They show no key when they ask, so that any
 * source's origin will do: the request itself is held to its own key's.
 */
final class Preflights extends OncePerRequestFilter {
  private final DeclaredOrigins origins;

  Preflights(DeclaredOrigins origins) {
    this.origins = origins;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !CorsUtils.isPreFlightRequest(request) || !request.getRequestURI().startsWith("/v1/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!origins.knows(origin)) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpStatus.NO_CONTENT.value());
    response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "POST");
    response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
    response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
  }
}
