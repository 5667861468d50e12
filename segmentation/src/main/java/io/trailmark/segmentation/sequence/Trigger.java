package io.trailmark.segmentation.sequence;

/** What starts a run. */
public sealed interface Trigger {

  /** Entering a segment; leaving it ends the run. */
  record Entering(String segment) implements Trigger {}

  /** An activity of a kind. */
  record Activity(String kind) implements Trigger {}
}
