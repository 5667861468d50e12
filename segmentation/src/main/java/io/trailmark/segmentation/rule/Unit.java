package io.trailmark.segmentation.rule;

/** What a measure's whole numbers stand for. */
public enum Unit {
  /** Things counted. */
  COUNT,
  /** Milliseconds. */
  DURATION,
  /** Minor units of the reporting currency. */
  MONEY,
  /** Millionths. */
  NUMBER,
  /** Millionths of a percent. */
  PERCENT;

  /** Millionths in one. */
  public static final long MILLION = 1_000_000;
}
