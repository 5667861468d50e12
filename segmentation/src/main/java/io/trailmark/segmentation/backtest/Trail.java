package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What one customer did, as far as rules ask for it; then the next one's. For one thread. */
final class Trail {
  private final History history;

  /** Of each kinds asked for, which columns. */
  private final int[][] columns;

  private final Events[] events;
  private final int[] loaded;

  /** From when on. */
  private final long[] since;

  private final List<Ranked> rankings;
  private final Values[] values;
  private final int[] valued;

  /** The columns that rules look at activity by activity, by {@link #timeline}. */
  private final int[] whole;

  /** What their activities carry, as far as rules ask for it. */
  private final Bags[] carried;

  private int customer = -1;
  private Timeline timeline = new Timeline();
  private boolean isTimelineLoaded;

  /**
   * @param asked the kinds that {@link #events} is asked for, by number
   * @param whole those that {@link #timeline} holds
   * @param properties that it holds of them: told {@code kind/property}
   */
  Trail(
      History history,
      List<Kinds> asked,
      List<Ranked> rankings,
      Kinds whole,
      Predicate<String> properties) {
    this.history = history;
    this.columns = new int[asked.size()][];
    this.events = new Events[asked.size()];
    this.loaded = new int[asked.size()];
    this.since = new long[asked.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = columns(asked.get(i));
      events[i] = new Events();
      loaded[i] = -1;
    }
    this.rankings = rankings;
    this.values = new Values[rankings.size()];
    this.valued = new int[rankings.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new Values();
      valued[i] = -1;
    }
    this.whole = columns(whole);
    this.carried =
        Arrays.stream(this.whole).mapToObj(i -> bags(i, properties)).toArray(Bags[]::new);
  }

  private Bags bags(int i, Predicate<String> properties) {
    String kind = history.kinds().get(i);
    return new Bags(
        history.column(i).carried().entrySet().stream()
            .filter(e -> properties.test(Stretch.column(kind, e.getKey())))
            .map(Map.Entry::getValue)
            .toList());
  }

  private int[] columns(Kinds kinds) {
    List<String> all = history.kinds();
    return IntStream.range(0, all.size()).filter(i -> kinds.contains(all.get(i))).toArray();
  }

  void of(int who) {
    customer = who;
    isTimelineLoaded = false;
  }

  /** When they did anything for the first time, {@code Long.MAX_VALUE} if they never did. */
  long born() {
    return history.born(customer);
  }

  private long firstOf(int column) {
    int start = history.start(column, customer);
    return start == history.end(column, customer)
        ? Long.MAX_VALUE
        : history.column(column).at(start);
  }

  /** When the first of some kinds happened, {@code Long.MAX_VALUE} if none did. */
  long first(int asked) {
    if (columns[asked].length == history.kinds().size()) {
      return born();
    }
    long first = Long.MAX_VALUE;
    for (int column : columns[asked]) {
      first = Math.min(first, firstOf(column));
    }
    return first;
  }

  Events events(int asked) {
    return events(asked, Long.MIN_VALUE);
  }

  /** Those before an instant may be skipped. */
  Events events(int asked, long from) {
    Events found = events[asked];
    if (loaded[asked] != customer || from < since[asked]) {
      loaded[asked] = customer;
      since[asked] = from;
      found.clear();
      for (int i : columns[asked]) {
        found.merge(history.column(i), history.start(i, customer), history.end(i, customer), from);
      }
    }
    return found;
  }

  /** What they are ranked by. */
  Values values(int ranked) {
    Values found = values[ranked];
    if (valued[ranked] != customer) {
      valued[ranked] = customer;
      rankings.get(ranked).values(this, found);
    }
    return found;
  }

  /** The activities with all that they carry. */
  Timeline timeline() {
    if (!isTimelineLoaded) {
      isTimelineLoaded = true;
      timeline = new Timeline();
      for (int w = 0; w < whole.length; w++) {
        int i = whole[w];
        KindColumn column = history.column(i);
        String kind = history.kinds().get(i);
        for (int j = history.start(i, customer); j < history.end(i, customer); j++) {
          timeline.add(kind, column.at(j), column.value(j), carried[w].of(j));
        }
      }
    }
    return timeline;
  }
}
