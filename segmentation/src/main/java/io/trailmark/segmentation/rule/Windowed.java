package io.trailmark.segmentation.rule;

import java.util.function.LongPredicate;

/** When the value of a measure over a window may next come into a range or out of it. */
final class Windowed {
  private static final int NOTHING = 2;

  private Windowed() {}

  /**
   * @param monotone as activities fall out of the window the value only falls, or only rises, and
   *     at last there may be none
   */
  static long nextChange(
      Measure measure,
      Selection of,
      Window window,
      boolean monotone,
      View view,
      long asOf,
      Range range) {
    return monotone && window instanceof Window.Ages ages && ages.onlyLeave()
        ? nextLeft(measure, of, ages, view, asOf, range)
        : nextStep(measure, of, window, view, asOf, range);
  }

  private static long nextLeft(
      Measure measure, Selection of, Window.Ages ages, View view, long asOf, Range range) {
    long news = of.nextNews(view, asOf);
    if (ages.to() == Measure.NEVER) {
      return news;
    }
    View local = of.at(view, asOf);
    long start = asOf - ages.to();
    long leaving = of.between(local, start, Math.min(asOf, news - 1 - ages.to()));
    int now = side(measure.valueAt(view, asOf), range);
    // Below, in and above the range follow on each other without return, until there is news.
    LongPredicate moved =
        n -> side(measure.valueAt(view, of.nth(local, start, n) + ages.to()), range) != now;
    if (leaving == 0 || !moved.test(leaving)) {
      return news;
    }
    long at = of.nth(local, start, first(moved, leaving)) + ages.to();
    return now == 0 || range.contains(measure.valueAt(view, at)) ? at : news;
  }

  /** 0: in the range. */
  static int side(long value, Range range) {
    if (value == Measure.NONE) {
      return NOTHING;
    }
    return range.contains(value) ? 0 : value > range.most() ? 1 : -1;
  }

  static long nextStep(
      Measure measure, Selection of, Window window, View view, long asOf, Range range) {
    return Steps.firstChange(
        asOf, at -> window.nextStep(of, view, at), at -> range.contains(measure.valueAt(view, at)));
  }

  /** The first number above 0 from which on it is true, as it is for {@code last}. */
  static long first(LongPredicate predicate, long last) {
    long no = 0;
    long yes = last;
    while (yes - no > 1) {
      long middle = no + (yes - no) / 2;
      if (predicate.test(middle)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }
}
