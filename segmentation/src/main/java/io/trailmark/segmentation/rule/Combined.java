package io.trailmark.segmentation.rule;

/**
 * What {@code all} or {@code any} of several rules say together.
 *
 * <p>While the whole is decided against by some parts (one that fails {@code all}, one that holds
 * in {@code any}), it cannot change before every one of those has: the latest of them. Otherwise
 * one change is enough: the earliest.
 */
final class Combined {
  private final boolean agreed;
  private long earliest = Measure.NEVER;
  private long latest = Measure.NONE;

  /**
   * @param agreed what each part must say for the whole to say it too: true for {@code all}
   */
  Combined(boolean agreed) {
    this.agreed = agreed;
  }

  /**
   * Adds a part.
   *
   * @param next when it may next change, milliseconds
   */
  void add(boolean holds, long next) {
    earliest = Math.min(earliest, next);
    if (holds != agreed) {
      latest = Math.max(latest, next);
    }
  }

  /** Whether the whole holds. */
  boolean holds() {
    return agreed == isUnanimous();
  }

  /** When the whole may next change. */
  long nextChange() {
    return isUnanimous() ? earliest : latest;
  }

  private boolean isUnanimous() {
    return latest == Measure.NONE;
  }

  static long nextChange(Iterable<Rule> parts, boolean agreed, View view, long asOf) {
    Combined whole = new Combined(agreed);
    for (Rule part : parts) {
      whole.add(part.holds(view, asOf), part.nextChange(view, asOf));
    }
    return whole.nextChange();
  }
}
