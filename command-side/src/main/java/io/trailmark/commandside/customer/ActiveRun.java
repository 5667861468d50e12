package io.trailmark.commandside.customer;

import org.jspecify.annotations.Nullable;

/**
 * A run that is going on.
 *
 * @param key by which it is told apart from other runs of the sequence, null if it is not
 * @param step index of the step it stands before; the number of steps: it is at the end
 * @param due when that is to be taken, milliseconds
 * @param intended index of the last step whose message was intended, -1 if none
 */
record ActiveRun(
    String run,
    String sequence,
    int playbookVersion,
    @Nullable String key,
    long startedAt,
    int step,
    long due,
    int intended) {

  ActiveRun at(int newStep, long newDue) {
    return new ActiveRun(run, sequence, playbookVersion, key, startedAt, newStep, newDue, intended);
  }

  ActiveRun intending(int newIntended) {
    return new ActiveRun(
        run, sequence, playbookVersion, key, startedAt, step, due, Math.max(intended, newIntended));
  }
}
