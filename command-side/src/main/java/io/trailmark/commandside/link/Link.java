package io.trailmark.commandside.link;

import io.trailmark.commandside.customer.RunKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a link of a message stands for.
 *
 * @param customer key of whom the message was for; empty: nobody, it was sent to try it out
 * @param run empty as well then
 * @param detail the address that a click leads to, or the survey's answer; else empty
 */
record Link(
    Kind kind,
    String customer,
    String run,
    int step,
    String channel,
    String template,
    String detail) {

  /** What is done by it. Paths are in messages that were sent: they stay. */
  enum Kind {
    UNSUBSCRIBE("u"),
    CLICK("c"),
    OPEN("o"),
    SURVEY("s");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    /** First part of the address's path. */
    String path() {
      return path;
    }

    static Optional<Kind> of(String path) {
      return Arrays.stream(values()).filter(kind -> kind.path.equals(path)).findFirst();
    }
  }

  boolean isTrial() {
    return customer.isEmpty();
  }

  /** The message, as it is told from others. */
  String message() {
    return RunKey.message(run, step);
  }

  /** The sequence that the run is of. */
  String sequence() {
    return isTrial() ? "" : RunKey.sequence(run);
  }
}
