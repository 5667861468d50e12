package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Activity;
import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the activities that decide as of an instant, and tells of no more than a bound in all.
 */
final class Deciding {
  private static final int MOST_IN_ALL = 2_000;

  private final View view;
  private final long at;
  private final SelectionWords words;
  private int left = MOST_IN_ALL;

  Deciding(View view, long at, SelectionWords words) {
    this.view = view;
    this.at = at;
    this.words = words;
  }

  /**
   * Those after one instant and by another.
   *
   * @param more properties to tell of, beside those that the selection names
   */
  Evidence between(String what, Selection of, long after, long upTo, String... more) {
    View local = of.at(view, at);
    return evidence(
        what,
        after,
        upTo,
        of.between(local, after, upTo),
        new Witnesses(local).newest(of, after, upTo, Witnesses.MOST, more));
  }

  Evidence inWindow(Selection of, Window window) {
    String what = words.many(of, "and") + words.window(of, window);
    return between(what, of, window.after(view, at), window.upTo(view, at));
  }

  /** The last of those by an instant. */
  Evidence last(Selection of, long upTo) {
    return one("the last " + words.one(of), of, of.last(of.at(view, at), upTo));
  }

  /** The first of all. */
  Evidence first(Selection of) {
    long first = of.first(of.at(view, at));
    return one("the first " + words.one(of), of, first > at ? Measure.NONE : first);
  }

  private Evidence one(String what, Selection of, long instant) {
    if (instant == Measure.NONE) {
      return about(what, List.of(), 0);
    }
    View local = of.at(view, at);
    int most = of instanceof Selection.Paired ? 2 : 1;
    return about(what, new Witnesses(local).newest(of, instant - 1, instant, most), 1);
  }

  /** All of those at an instant, of which one stands. */
  Evidence allAt(String what, Selection of, long instant, String... more) {
    if (instant == Measure.NONE) {
      return about(what, List.of(), 0);
    }
    Evidence all = between(what, of, instant - 1, instant, more);
    return new Evidence(what, null, null, null, all.total(), all.activities());
  }

  Evidence about(String what, List<Activity> found, long total) {
    return new Evidence(what, null, null, null, total, listed(found));
  }

  Evidence evidence(String what, long after, long upTo, long total, List<Activity> found) {
    @Nullable Long from = after == Measure.NONE ? null : after + 1;
    return new Evidence(what, null, from, upTo, total, listed(found));
  }

  /** A day, with what declared it. */
  static Evidence on(@Nullable LocalDate day, Evidence because) {
    return new Evidence(because.words(), day, null, null, because.total(), because.activities());
  }

  private List<Activity> listed(List<Activity> found) {
    List<Activity> listed = found.subList(0, Math.min(left, found.size()));
    left -= listed.size();
    return listed;
  }

  View view() {
    return view;
  }

  long at() {
    return at;
  }

  SelectionWords words() {
    return words;
  }
}
