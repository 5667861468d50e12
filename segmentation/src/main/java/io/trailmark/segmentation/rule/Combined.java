package io.trailmark.segmentation.rule;

import java.util.List;

/** When {@code all} or {@code any} of several rules may next change. */
final class Combined {
  private Combined() {}

  /**
   * While the whole is decided against by some parts (one that fails {@code all}, one that holds in
   * {@code any}), it cannot change before every one of those has: the latest of them. Otherwise one
   * change is enough: the earliest.
   *
   * @param agreed what each part must say for the whole to say it too: true for {@code all}
   */
  static long nextChange(List<Rule> parts, boolean agreed, View view, long asOf) {
    long earliest = Measure.NEVER;
    long latest = Measure.NONE;
    for (int i = 0; i < parts.size(); i++) {
      Rule part = parts.get(i);
      long next = part.nextChange(view, asOf);
      earliest = Math.min(earliest, next);
      if (part.holds(view, asOf) != agreed) {
        latest = Math.max(latest, next);
      }
    }
    return latest == Measure.NONE ? earliest : latest;
  }
}
