package io.trailmark.segmentation.backtest;

import java.util.Arrays;

/** When something holds: whether at first, and the instants at which that turns, in order. */
final class Toggles {
  private boolean first;
  private long[] at = new long[16];
  private int size;

  /** Begins anew. */
  void begin(boolean holds) {
    first = holds;
    size = 0;
  }

  /** From an instant on, which is not before the last one. */
  void from(long instant, boolean holds) {
    if (holds == (first ^ (size & 1) == 1)) {
      return;
    }
    if (size > 0 && at[size - 1] == instant) {
      size--;
      return;
    }
    if (size == at.length) {
      at = Arrays.copyOf(at, 2 * size);
    }
    at[size++] = instant;
  }

  /** Whether it holds as of an instant. */
  boolean holds(long instant) {
    int i = 0;
    while (i < size && at[i] <= instant) {
      i++;
    }
    return first ^ (i & 1) == 1;
  }

  /** Whether it holds before the first instant at which it turns. */
  boolean first() {
    return first;
  }

  /** Whether it does not hold at any time. */
  boolean never() {
    return !first && size == 0;
  }

  /** How often it turns. */
  int size() {
    return size;
  }

  /** When it turns for the i-th time. */
  long at(int i) {
    return at[i];
  }

  /** The opposite. */
  void invert(Toggles other) {
    first = !other.first;
    size = other.size;
    if (at.length < size) {
      at = new long[other.at.length];
    }
    System.arraycopy(other.at, 0, at, 0, size);
  }

  /**
   * Both hold, or either does.
   *
   * @param both false: either is enough
   */
  void combine(Toggles a, Toggles b, boolean both) {
    boolean inA = a.first;
    boolean inB = b.first;
    begin(both ? inA & inB : inA | inB);
    int i = 0;
    int j = 0;
    while (i < a.size || j < b.size) {
      long x = i < a.size ? a.at[i] : Long.MAX_VALUE;
      long y = j < b.size ? b.at[j] : Long.MAX_VALUE;
      if (x <= y) {
        inA = !inA;
        i++;
      }
      if (y <= x) {
        inB = !inB;
        j++;
      }
      from(Math.min(x, y), both ? inA & inB : inA | inB);
    }
  }
}
