package io.trailmark.segmentation.sequence;

import org.jspecify.annotations.Nullable;

/** What starts a run. */
public sealed interface Trigger {

  /** Entering a segment. */
  record Entering(String segment) implements Trigger {}

  /** Leaving a segment. */
  record Leaving(String segment) implements Trigger {}

  /**
   * An activity of a kind.
   *
   * @param key property by whose value runs are told apart: one run for each order, for example;
   *     null: one run at a time
   */
  record Activity(String kind, @Nullable String key) implements Trigger {}

  /** A day of the customer's calendar. */
  record OnDate(OccasionTime time) implements Trigger {}
}
