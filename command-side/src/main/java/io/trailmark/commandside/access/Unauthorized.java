package io.trailmark.commandside.access;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** 401: no valid key. */
final class Unauthorized extends ResponseStatusException {
  Unauthorized(String problem) {
    super(HttpStatus.UNAUTHORIZED, problem);
  }

  @Override
  public HttpHeaders getHeaders() {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"trailmark\"");
    return headers;
  }
}
