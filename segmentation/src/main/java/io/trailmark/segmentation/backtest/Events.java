package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.timeline.Instants;
import java.util.Arrays;

/**
 * Some activities of one customer, in order of when they happened. The first ones may be skipped:
 * they are counted, but it is not known when they happened.
 */
final class Events {
  /** What follows the last: plus an age, it is still in the future. */
  private static final long NEVER = Measure.NEVER / 2;

  private long[] at = new long[64];
  private long[] value = new long[64];
  private int size;
  private int skipped;

  void clear() {
    size = 0;
    skipped = 0;
    at[0] = NEVER;
  }

  /** How many are skipped, which is the number of the first that is not. */
  int skipped() {
    return skipped;
  }

  /** How many there are. */
  int size() {
    return skipped + size;
  }

  /** When the i-th happened, which is not skipped; of the one after the last: never. */
  long at(int i) {
    return at[i - skipped];
  }

  long value(int i) {
    return value[i - skipped];
  }

  /** How many happened at an instant or before. */
  int upTo(long instant) {
    return skipped + Instants.upTo(at, 0, size, instant);
  }

  /** Number of the first, from the i-th on, that happened after an instant. */
  int after(int i, long instant) {
    int next = i - skipped;
    while (at[next] <= instant) {
      next++;
    }
    return skipped + next;
  }

  /** Puts those of one more kind among them, and skips those before an instant. */
  void merge(KindColumn column, int start, int end, long since) {
    int first = since == Long.MIN_VALUE ? start : column.since(start, end, since);
    skipped += first - start;
    merge(column, first, end);
  }

  private void merge(KindColumn column, int start, int end) {
    int added = end - start;
    if (added == 0) {
      return;
    }
    room(size + added + 1);
    at[size + added] = NEVER;
    if (size == 0 || at[size - 1] <= column.at(start)) {
      for (int i = start; i < end; i++) {
        at[size] = column.at(i);
        value[size++] = column.value(i);
      }
      return;
    }
    int to = size + added - 1;
    int ours = size - 1;
    size += added;
    for (int theirs = end - 1; theirs >= start; to--) {
      long instant = column.at(theirs);
      if (ours >= 0 && at[ours] > instant) {
        at[to] = at[ours];
        value[to] = value[ours--];
      } else {
        at[to] = instant;
        value[to] = column.value(theirs--);
      }
    }
  }

  private void room(int needed) {
    if (needed > at.length) {
      int capacity = Math.max(needed, 2 * at.length);
      at = Arrays.copyOf(at, capacity);
      value = Arrays.copyOf(value, capacity);
    }
  }
}
