package io.trailmark.eventstore.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses an Accept that cannot be read: with one, Spring answers any problem without a word. */
final class ReadableAccept extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isReadable(request)) {
      chain.doFilter(request, response);
    } else {
      Problems.write(
          response,
          HttpStatus.BAD_REQUEST,
          "The Accept header must list media types, for example application/json.");
    }
  }

  private static boolean isReadable(HttpServletRequest request) {
    try {
      MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
      return true;
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }
}
