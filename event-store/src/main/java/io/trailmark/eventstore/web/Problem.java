package io.trailmark.eventstore.web;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What is wrong with a request and what would be right, as RFC 9457 tells it. */
public final class Problem {
  private Problem() {}

  /** 400: the parameter's value cannot be used. */
  public static ErrorResponseException bad(String parameter, String detail) {
    return problem(HttpStatus.BAD_REQUEST, parameter, detail);
  }

  /** 404: there is no such thing; lists those that there are. */
  public static ErrorResponseException notFound(
      String parameter, String detail, List<String> known) {
    ErrorResponseException problem =
        problem(
            HttpStatus.NOT_FOUND, parameter, detail + " Known are: " + String.join(", ", known));
    problem.getBody().setProperty("known", known);
    return problem;
  }

  /** 404: there is no such thing. */
  public static ErrorResponseException notFound(String parameter, String detail) {
    return problem(HttpStatus.NOT_FOUND, parameter, detail);
  }

  /** 400: what was sent in this field of the body cannot be used. */
  public static ErrorResponseException badField(String field, String detail) {
    return field(HttpStatus.BAD_REQUEST, field, detail);
  }

  /** A problem with a field of the body. */
  public static ErrorResponseException field(HttpStatus status, String field, String detail) {
    return new ErrorResponseException(status, ofField(status, field, detail), null);
  }

  /** A problem with a field of the body, as it is answered. */
  public static ProblemDetail ofField(HttpStatus status, String field, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("field", field);
    return body;
  }

  /** 503: not yet. */
  public static ErrorResponseException notYet(String detail) {
    HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
    ErrorResponseException problem =
        new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    return problem;
  }

  private static ErrorResponseException problem(
      HttpStatus status, String parameter, String detail) {
    return new ErrorResponseException(status, ofParameter(status, parameter, detail), null);
  }

  /** A problem with a parameter of the address, as it is answered. */
  public static ProblemDetail ofParameter(HttpStatus status, String parameter, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("parameter", parameter);
    return body;
  }
}
