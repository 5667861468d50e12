package io.trailmark.segmentation.playbook;

import java.util.List;

/** A playbook that cannot be used, with everything that is wrong with it. */
public final class InvalidPlaybook extends RuntimeException {

  /** One thing that is wrong; line and column count from 1. */
  public record Problem(int line, int column, String message) {}

  private final List<Problem> problems;

  public InvalidPlaybook(List<Problem> problems) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
