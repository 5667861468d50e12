package io.trailmark.segmentation.timeline;

/**
 * A way to look at the activities of a kind: which of them, and what number each stands for. Equal
 * lenses show the same; a column keeps what it shows through each, so that looking again costs
 * nothing.
 */
public interface Lens {
  /** Not shown. */
  long HIDDEN = Long.MIN_VALUE;

  /**
   * The number that an activity stands for, or {@link #HIDDEN}.
   *
   * @param at when it happened, milliseconds
   * @param value minor units
   */
  long look(long at, long value, Properties properties);
}
