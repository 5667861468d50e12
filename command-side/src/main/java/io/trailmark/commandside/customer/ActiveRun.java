package io.trailmark.commandside.customer;

/**
 * A run that is going on.
 *
 * @param step index of the step it stands before
 * @param intended index of the last step whose message was intended, -1 if none
 */
record ActiveRun(
    String run, String sequence, int playbookVersion, long startedAt, int step, int intended) {

  ActiveRun at(int newStep) {
    return new ActiveRun(run, sequence, playbookVersion, startedAt, newStep, intended);
  }

  ActiveRun intending(int newIntended) {
    return new ActiveRun(run, sequence, playbookVersion, startedAt, step, newIntended);
  }
}
