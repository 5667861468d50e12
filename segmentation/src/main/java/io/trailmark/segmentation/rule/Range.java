package io.trailmark.segmentation.rule;

/** Whole numbers from {@code least} to {@code most}, both inclusive. */
public record Range(long least, long most) {

  /** Whatever there is. */
  static final Range ALL = new Range(Measure.NONE, Measure.NEVER);

  public boolean contains(long value) {
    return value != Measure.NONE && value >= least && value <= most;
  }

  /**
   * When the age of something that happened at {@code start} next comes into or out of this range
   * after {@code asOf}.
   *
   * @param start {@link Measure#NONE} if it never happened
   */
  long reachedBy(long start, long asOf) {
    if (start == Measure.NONE) {
      return Measure.NEVER;
    }
    if (asOf - start < least) {
      return start + least;
    }
    return asOf - start <= most && most < Measure.NEVER - 1 - Math.max(start, 0)
        ? start + most + 1
        : Measure.NEVER;
  }

  @Override
  public String toString() {
    return "["
        + (least <= Measure.NONE + 1 ? "" : least)
        + ","
        + (most == Measure.NEVER ? "" : most)
        + "]";
  }
}
