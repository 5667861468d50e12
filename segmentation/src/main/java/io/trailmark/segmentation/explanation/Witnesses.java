package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Activity;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Properties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds activities, newest first. It looks at no more of them than it tells of, and tells of no
 * more in all than an answer should hold.
 *
 * @param view as the customer's clock has it where that matters
 */
record Witnesses(View view) {
  /** Of one evidence. */
  static final int MOST = 20;

  static final Comparator<Activity> NEWEST_FIRST =
      Comparator.comparingLong(Activity::at).reversed().thenComparing(Activity::kind);

  /**
   * Activities of one kind.
   *
   * @param hasAmounts whether the column's values are amounts
   */
  record Source(String kind, Column column, boolean hasAmounts) {

    /** Index of the first after an instant. */
    int start(long after) {
      return after == Measure.NONE ? 0 : column.upTo(after);
    }
  }

  /** Where those that are meant stand. */
  List<Source> sources(Selection.Of of) {
    return sources(of, i -> of.column(view, i), true);
  }

  /** Where those that are meant and carry a number stand. */
  List<Source> numbers(Selection.Of of, @Nullable String property) {
    return sources(of, i -> of.numbers(view, i, property), property == null);
  }

  private List<Source> sources(
      Selection.Of of, IntFunction<@Nullable Column> column, boolean hasAmounts) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < of.columns(view); i++) {
      Column found = column.apply(i);
      if (found != null) {
        sources.add(new Source(of.kind(view, i), found, hasAmounts));
      }
    }
    return sources;
  }

  /** How many happened after {@code after} and by {@code upTo}. */
  static long count(List<Source> sources, long after, long upTo) {
    return sources.stream().mapToLong(s -> s.column().upTo(upTo) - s.start(after)).sum();
  }

  /**
   * The newest of those after {@code after} and by {@code upTo}.
   *
   * @param more properties to tell of, beside those that the selection names
   */
  List<Activity> newest(Selection of, long after, long upTo, int most, String... more) {
    return switch (of) {
      case Selection.Of plain ->
          newest(sources(plain), new Looked(plain.where(), List.of(more)), after, upTo, most);
      case Selection.Paired pair -> newestPairs(pair, after, upTo, most);
    };
  }

  static List<Activity> newest(
      List<Source> sources, Looked looked, long after, long upTo, int most) {
    List<Activity> found = new ArrayList<>();
    for (Source source : sources) {
      int end = source.column().upTo(upTo);
      int start = Math.max(source.start(after), end - most);
      for (int i = end - 1; i >= start; i--) {
        found.add(activity(source, i, looked));
      }
    }
    found.sort(NEWEST_FIRST);
    return found.subList(0, Math.min(most, found.size()));
  }

  /** What came after something else, each followed by what it came after. */
  private List<Activity> newestPairs(Selection.Paired pair, long after, long upTo, int most) {
    List<Activity> found = new ArrayList<>();
    Column column = pair.column(view, 0);
    int start = after == Measure.NONE ? 0 : column.upTo(after);
    for (int i = column.upTo(upTo); i > start && found.size() < most; ) {
      long at = column.at(i - 1);
      addPairs(pair, at, found);
      i = column.upTo(at - 1);
    }
    return found.subList(0, Math.min(most, found.size()));
  }

  private void addPairs(Selection.Paired pair, long at, List<Activity> found) {
    if (pair.followed()) {
      found.addAll(newest(pair.then(), at - 1, at, MOST));
      newest(pair.first(), at - pair.within(), at, found.size() + 1).stream()
          .filter(first -> !found.contains(first))
          .limit(1)
          .forEach(found::add);
    } else {
      long began = at - pair.within();
      found.addAll(newest(pair.first(), began - 1, began, MOST));
    }
  }

  static Activity activity(Source source, int i, Looked looked) {
    Properties properties = source.column().properties(i);
    return new Activity(
        source.kind(),
        KindWords.one(source.kind()),
        source.column().at(i),
        amount(source, i),
        looked.at(properties));
  }

  private static @Nullable Long amount(Source source, int i) {
    if (!source.hasAmounts()) {
      return null;
    }
    long value = source.column().value(i);
    boolean has = value != 0 || Kinds.WITH_AMOUNT.contains(source.kind());
    return has && source.column().properties(i).get(Properties.CURRENCY) == null ? value : null;
  }
}
