package io.trailmark.commandside.template;

import io.trailmark.commandside.liquid.LiquidProblem;
import org.jspecify.annotations.Nullable;

/**
 * A message cannot be made: tells the template, the line and the variable, and never a value, so
 * that it may be kept for ever.
 */
public final class TemplateProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String template;
  private final int line;
  private final int column;
  private final String problem;
  private final @Nullable String variable;

  private TemplateProblem(
      String template, int line, int column, String problem, @Nullable String variable) {
    super("template " + template + (line == 0 ? "" : ", line " + line) + ": " + problem);
    this.template = template;
    this.line = line;
    this.column = column;
    this.problem = problem;
    this.variable = variable;
  }

  /** About the template as a whole. */
  static TemplateProblem of(String template, String problem) {
    return new TemplateProblem(template, 0, 0, problem, null);
  }

  static TemplateProblem of(String template, int line, int column, String problem) {
    return new TemplateProblem(template, line, column, problem, null);
  }

  static TemplateProblem of(String template, LiquidProblem e) {
    return new TemplateProblem(template, e.line(), e.column(), e.problem(), e.variable());
  }

  public String template() {
    return template;
  }

  /** From 1, 0 if it is about the whole. */
  public int line() {
    return line;
  }

  /** From 1, 0 if it is about the whole. */
  public int column() {
    return column;
  }

  /** What is wrong and what would be right, without the place. */
  public String problem() {
    return problem;
  }

  /** The variable that is unknown or has no value, null if it is about something else. */
  public @Nullable String variable() {
    return variable;
  }
}
