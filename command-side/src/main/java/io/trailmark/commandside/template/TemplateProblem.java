package io.trailmark.commandside.template;

/** A message cannot be composed; says which template, line and variable, and no value. */
public final class TemplateProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param problem kept for ever, so without anything personal
   */
  public TemplateProblem(String problem) {
    super(problem);
  }
}
