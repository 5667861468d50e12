package io.trailmark.segmentation.rule;

/** The cuts of surveys, over business time. */
public interface Cuts {

  /** Smallest value that is in at {@code at}; {@link Measure#NEVER}: nobody is. */
  long cut(TopCut top, long at);

  /**
   * The first instant after {@code at} from which a known survey's cut makes {@code value} in where
   * it was out, or out.
   */
  long nextFlip(TopCut top, long at, long value);
}
