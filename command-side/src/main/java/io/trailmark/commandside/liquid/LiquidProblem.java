package io.trailmark.commandside.liquid;

import org.jspecify.annotations.Nullable;

/** What is wrong with a template, and where; never quotes a value. */
public final class LiquidProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String problem;
  private final @Nullable String variable;

  LiquidProblem(int line, int column, String problem, @Nullable String variable) {
    super("line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
    this.problem = problem;
    this.variable = variable;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1. */
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
