package io.trailmark.segmentation.sequence;

/** When a customer may begin the same sequence again; never while a run of it is active. */
public sealed interface Reentry {

  record Never() implements Reentry {}

  record Always() implements Reentry {}

  /** At the earliest {@code millis} after the last run started. */
  record After(long millis) implements Reentry {}
}
