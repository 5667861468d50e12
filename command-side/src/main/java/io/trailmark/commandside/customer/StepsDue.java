package io.trailmark.commandside.customer;

import java.util.Set;

/**
 * Which steps of a customer's runs may be taken: all that are due, whichever deadline was the first
 * to fire, so that what is done does not depend on that.
 *
 * @param until those due at this instant or before, business time in milliseconds
 * @param fired runs whose deadlines fired
 * @param alone whether only steps of these are taken
 * @param held runs and sequences whose other steps wait, because they are paused or tried again
 *     later
 */
public record StepsDue(long until, Set<String> fired, boolean alone, Set<String> held) {

  public StepsDue {
    fired = Set.copyOf(fired);
    held = Set.copyOf(held);
  }

  boolean include(ActiveRun run) {
    return run.due() <= until
        && (fired.contains(run.run())
            || !alone && !held.contains(run.run()) && !held.contains(run.sequence()));
  }
}
