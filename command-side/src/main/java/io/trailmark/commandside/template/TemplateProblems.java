package io.trailmark.commandside.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.web.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is wrong with a template or with what it is asked for, as RFC 9457 tells it. */
@RestControllerAdvice(basePackageClasses = TemplateProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TemplateProblems {

  /** Several at once. */
  static final class Several extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<TemplateProblem> problems;

    Several(List<TemplateProblem> problems) {
      super(problems.getFirst());
      this.problems = problems;
    }
  }

  /**
   * @param line from 1, 0 if it is about the whole; {@code column} the same
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(int line, int column, String message, @Nullable String variable) {}

  /** 422 with the line and the column. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(TemplateProblem e) {
    return invalid(new Several(List.of(e)));
  }

  /** 422 with every problem, its line and its column. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(Several e) {
    TemplateProblem first = e.problems.getFirst();
    String where = first.line() == 0 ? "" : ", line " + first.line() + ", column " + first.column();
    ProblemDetail body =
        Problem.ofField(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "text",
            "template"
                + where
                + ": "
                + first.problem()
                + (e.problems.size() == 1
                    ? ""
                    : " (the first of " + e.problems.size() + " problems)"));
    body.setProperty(
        "problems",
        e.problems.stream()
            .map(p -> new Row(p.line(), p.column(), p.problem(), p.variable()))
            .toList());
    return ResponseEntity.of(body).build();
  }
}
