package io.trailmark.commandside.recording;

/** An activity that cannot be recorded; the message names the field and what would be right. */
public final class BadActivity extends RuntimeException {
  private final String problem;

  public BadActivity(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  public String problem() {
    return problem;
  }
}
