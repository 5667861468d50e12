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

  /** So many are looked at one by one before they are searched. */
  private static final int NEAR = 8;

  private long[] at = new long[64];
  private long[] value = new long[64];
  private boolean isValued;
  private int size;
  private int skipped;

  void clear() {
    size = 0;
    skipped = 0;
    isValued = false;
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
    return isValued ? value[i - skipped] : 0;
  }

  /** How many happened at an instant or before. */
  int upTo(long instant) {
    return skipped + Instants.upTo(at, 0, size, instant);
  }

  /** Number of the first, from the i-th on, that happened after an instant. */
  int after(int i, long instant) {
    int next = i - skipped;
    int near = Math.min(size, next + NEAR);
    while (next < near && at[next] <= instant) {
      next++;
    }
    return skipped + (next == near ? Instants.upTo(at, next, size, instant) : next);
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
    if (column.isValued() && !isValued) {
      isValued = true;
      Arrays.fill(value, 0, size, 0);
    }
    if (size == 0 || at[size - 1] <= column.at(start)) {
      append(column, start, end);
    } else {
      interleave(column, start, end);
    }
    size += added;
  }

  private void append(KindColumn column, int start, int end) {
    int to = size - start;
    for (int i = start; i < end; i++) {
      at[to + i] = column.at(i);
    }
    for (int i = start; isValued && i < end; i++) {
      value[to + i] = column.value(i);
    }
  }

  /** From the last on, so that it can be done in place. */
  private void interleave(KindColumn column, int start, int end) {
    int ours = size - 1;
    int theirs = end - 1;
    for (int to = ours + end - start; theirs >= start; to--) {
      long instant = column.at(theirs);
      boolean isOurs = ours >= 0 && at[ours] > instant;
      at[to] = isOurs ? at[ours] : instant;
      if (isValued) {
        value[to] = isOurs ? value[ours] : column.value(theirs);
      }
      if (isOurs) {
        ours--;
      } else {
        theirs--;
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
