package io.trailmark.commandside.playbook;

import io.trailmark.segmentation.playbook.InvalidPlaybook;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is wrong with a playbook or with what it is asked to do, as RFC 9457 tells it. */
@RestControllerAdvice(basePackageClasses = PlaybookProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PlaybookProblems {

  /** 400: what was sent cannot be used. */
  static ErrorResponseException bad(String field, String detail) {
    return problem(HttpStatus.BAD_REQUEST, field, detail);
  }

  static ErrorResponseException problem(HttpStatus status, String field, String detail) {
    return new ErrorResponseException(status, body(status, field, detail), null);
  }

  private static ProblemDetail body(HttpStatus status, String field, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("field", field);
    return body;
  }

  /** 422 with every problem, its line and its column. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidPlaybook e) {
    InvalidPlaybook.Problem first = e.problems().getFirst();
    ProblemDetail body =
        body(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "playbook",
            "playbook, line "
                + first.line()
                + ", column "
                + first.column()
                + ": "
                + first.message()
                + (e.problems().size() == 1
                    ? ""
                    : " (the first of " + e.problems().size() + " problems)"));
    body.setProperty("problems", e.problems());
    return ResponseEntity.of(body).build();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(PlaybookRefused e) {
    ProblemDetail body =
        switch (e) {
          case PlaybookRefused.UnknownVersion u ->
              body(HttpStatus.NOT_FOUND, u.field(), u.problem());
          case PlaybookRefused.ActivatedMeanwhile a ->
              body(HttpStatus.CONFLICT, "version", a.problem());
          case PlaybookRefused.OtherCurrency c ->
              body(HttpStatus.UNPROCESSABLE_CONTENT, "playbook", c.problem());
          case PlaybookRefused.ReasonNeeded r ->
              body(HttpStatus.UNPROCESSABLE_CONTENT, "because", r.problem());
        };
    return ResponseEntity.of(body).build();
  }
}
