package io.trailmark.commandside.playbook;

import io.trailmark.eventstore.web.Problem;
import io.trailmark.segmentation.playbook.InvalidPlaybook;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is wrong with a playbook or with what it is asked to do, as RFC 9457 tells it. */
@RestControllerAdvice(basePackageClasses = PlaybookProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PlaybookProblems {

  /** 422 with every problem, its line and its column. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidPlaybook e) {
    InvalidPlaybook.Problem first = e.problems().getFirst();
    ProblemDetail body =
        Problem.ofField(
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
              Problem.ofParameter(HttpStatus.NOT_FOUND, u.parameter(), u.problem());
          case PlaybookRefused.ActivatedMeanwhile a ->
              Problem.ofParameter(HttpStatus.CONFLICT, "version", a.problem());
          case PlaybookRefused.OtherCurrency c ->
              Problem.ofField(HttpStatus.UNPROCESSABLE_CONTENT, "playbook", c.problem());
          case PlaybookRefused.ReasonNeeded r ->
              Problem.ofField(HttpStatus.UNPROCESSABLE_CONTENT, "because", r.problem());
        };
    return ResponseEntity.of(body).build();
  }
}
