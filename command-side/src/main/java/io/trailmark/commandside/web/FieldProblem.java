package io.trailmark.commandside.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What is wrong with a field of a request, as RFC 9457 tells it. */
public final class FieldProblem {
  private FieldProblem() {}

  /** 400: what was sent cannot be used. */
  public static ErrorResponseException bad(String field, String detail) {
    return of(HttpStatus.BAD_REQUEST, field, detail);
  }

  public static ErrorResponseException of(HttpStatus status, String field, String detail) {
    return new ErrorResponseException(status, detail(status, field, detail), null);
  }

  /** The answer's body. */
  public static ProblemDetail detail(HttpStatus status, String field, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("field", field);
    return body;
  }
}
