package io.trailmark.commandside.access;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** 503: there is no room for the request now. Nothing of it was read. */
final class Busy extends ResponseStatusException {
  Busy() {
    super(
        HttpStatus.SERVICE_UNAVAILABLE,
        "as many requests as there is room for are being recorded: send it again");
  }

  @Override
  public HttpHeaders getHeaders() {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, "1");
    return headers;
  }
}
