package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Instants;
import java.util.Arrays;

/** A number that changes at instants, in order. */
final class Values {
  private long first;
  private long[] at = new long[16];
  private long[] value = new long[16];
  private int size;

  /** Begins anew. */
  void begin(long before) {
    first = before;
    size = 0;
  }

  /** From an instant on, which is not before the last one. */
  void from(long instant, long now) {
    if (size > 0 && at[size - 1] == instant) {
      value[size - 1] = now;
      return;
    }
    if (size == at.length) {
      at = Arrays.copyOf(at, 2 * size);
      value = Arrays.copyOf(value, 2 * size);
    }
    at[size] = instant;
    value[size++] = now;
  }

  int size() {
    return size;
  }

  /** The largest from the i-th change on, -1: from the beginning. */
  long most(int i) {
    long most = i < 0 ? first : value[i];
    for (int j = i + 1; j < size; j++) {
      most = Math.max(most, value[j]);
    }
    return most;
  }

  /** How often it has changed, an instant included. */
  int upTo(long instant) {
    return Instants.upTo(at, 0, size, instant);
  }

  long first() {
    return first;
  }

  long at(int i) {
    return at[i];
  }

  long value(int i) {
    return value[i];
  }
}
