package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.playbook.InvalidPlaybook;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is wrong with a playbook that was sent, told as drafts are told. */
@RestControllerAdvice(basePackageClasses = BacktestProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BacktestProblems {

  /** 422 with every problem, its line and its column. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidPlaybook e) {
    InvalidPlaybook.Problem first = e.problems().getFirst();
    String more =
        e.problems().size() == 1 ? "" : " (the first of " + e.problems().size() + " problems)";
    ProblemDetail body =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "playbook, line %d, column %d: %s%s"
                .formatted(first.line(), first.column(), first.message(), more));
    body.setProperty("field", "playbook");
    body.setProperty("problems", e.problems());
    return ResponseEntity.of(body).build();
  }
}
