package io.trailmark.eventstore.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Answers what no endpoint foresaw, after Spring's own problem details: 503 if a database is not
 * there, else 500, which tells nothing of the inside.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class Unforeseen {
  private static final Logger log = LoggerFactory.getLogger(Unforeseen.class);
  private static final int MOST_CAUSES = 50;
  private static final String RETRY_AFTER_SECONDS = "5";

  private final List<Outage> outages;

  Unforeseen(List<Outage> outages) {
    this.outages = outages;
  }

  /**
   * @throws Exception the same, if a part of the answer has left: only breaking off tells then that
   *     it is not whole
   */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> problem(
      Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (response.isCommitted()) {
      throw failure;
    }
    Optional<String> missing = missing(failure);
    if (missing.isPresent()) {
      log.warn("{}: {} cannot be reached: {}", asked(request), missing.get(), failure.toString());
      return unavailable(missing.get());
    }
    log.error("{} failed", asked(request), failure);
    return ResponseEntity.of(
            ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "Something failed here; the log tells what."))
        .build();
  }

  /** The web server reads parameters late, and throws where an endpoint first asks for one. */
  @ExceptionHandler
  ProblemDetail unreadable(InvalidParameterException failure) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.BAD_REQUEST,
        "The parameters cannot be read: in the address they are percent-encoded UTF-8, and a body"
            + " that is not a form says what it is by its Content-Type, for example"
            + " application/json.");
  }

  private Optional<String> missing(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .limit(MOST_CAUSES)
        .flatMap(cause -> outages.stream().flatMap(outage -> outage.of(cause).stream()))
        .findFirst();
  }

  private static ResponseEntity<ProblemDetail> unavailable(String what) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, what + " cannot be reached: try again later.");
    return new ResponseEntity<>(problem, headers, HttpStatus.SERVICE_UNAVAILABLE);
  }

  /** Never the path itself: a customer's id in it may be an e-mail address. */
  private static String asked(HttpServletRequest request) {
    return request.getMethod()
        + " "
        + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
  }
}
