package io.trailmark.eventstore.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What is not there while a credential is looked at is answered as it is elsewhere. */
final class FailuresOfFilters extends OncePerRequestFilter {
  private final HandlerExceptionResolver answers;

  FailuresOfFilters(HandlerExceptionResolver answers) {
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (DataAccessException | AuthenticationServiceException e) {
      if (answers.resolveException(request, response, null, e) == null) {
        throw e;
      }
    }
  }
}
