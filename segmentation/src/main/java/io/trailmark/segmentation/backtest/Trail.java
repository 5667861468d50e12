package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.List;
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

  private int customer = -1;
  private Timeline timeline = new Timeline();
  private boolean isTimelineLoaded;

  /**
   * @param asked the kinds that {@link #events} is asked for, by number
   * @param whole those that {@link #timeline} holds
   */
  Trail(History history, List<Kinds> asked, List<Ranked> rankings, Kinds whole) {
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

  private long first(KindColumn column) {
    int start = column.start(customer);
    return start == column.end(customer) ? Long.MAX_VALUE : column.at(start);
  }

  /** When the first of some kinds happened, {@code Long.MAX_VALUE} if none did. */
  long first(int asked) {
    if (columns[asked].length == history.kinds().size()) {
      return born();
    }
    long first = Long.MAX_VALUE;
    for (int column : columns[asked]) {
      first = Math.min(first, first(history.column(column)));
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
        found.merge(history.column(i), customer, from);
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
      for (int i : whole) {
        KindColumn column = history.column(i);
        String kind = history.kinds().get(i);
        for (int j = column.start(customer); j < column.end(customer); j++) {
          timeline.add(kind, column.at(j), column.value(j), column.properties(j));
        }
      }
    }
    return timeline;
  }
}
