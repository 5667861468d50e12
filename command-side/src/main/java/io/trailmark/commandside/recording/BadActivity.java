package io.trailmark.commandside.recording;

/** An activity that cannot be recorded; the message names the field and what would be right. */
final class BadActivity extends RuntimeException {
  private final String problem;

  BadActivity(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
