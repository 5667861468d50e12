package io.trailmark.segmentation.timeline;

import java.util.Arrays;

/**
 * The activities of one kind in order of when they happened, with running totals of their values.
 */
public final class Column {
  private long[] at = new long[4];

  /** total[i]: sum of the values of the first i + 1. */
  private long[] total = new long[4];

  private int size;

  Column() {}

  /** Number of activities. */
  public int size() {
    return size;
  }

  /** When the i-th happened, milliseconds. */
  public long at(int i) {
    return at[i];
  }

  /** How many happened at {@code instant} or before. */
  public int upTo(long instant) {
    if (size == 0 || at[size - 1] <= instant) {
      return size;
    }
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at[middle] <= instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Sum of the values of the first {@code n}. */
  public long total(int n) {
    return n == 0 ? 0 : total[n - 1];
  }

  void add(long instant, long value) {
    if (size == at.length) {
      int capacity = size + (size >> 1) + 1;
      at = Arrays.copyOf(at, capacity);
      total = Arrays.copyOf(total, capacity);
    }
    int i = upTo(instant);
    // Those of one instant stand in order of value, so that the same activities are the same bytes.
    while (i > 0 && at[i - 1] == instant && total[i - 1] - total(i - 1) > value) {
      i--;
    }
    System.arraycopy(at, i, at, i + 1, size - i);
    System.arraycopy(total, i, total, i + 1, size - i);
    at[i] = instant;
    total[i] = total(i) + value;
    size++;
    for (int j = i + 1; j < size; j++) {
      total[j] += value;
    }
  }

  void write(VarBytes out) {
    out.put(size);
    for (int i = 0; i < size; i++) {
      out.put(i == 0 ? at[0] : at[i] - at[i - 1]);
      out.put(total[i] - total(i));
    }
  }

  static Column read(VarBytes in) {
    int size = in.getSize(2);
    if (size == 0) {
      throw new IllegalArgumentException("a stored kind has no activities");
    }
    Column column = new Column();
    column.at = new long[Math.max(4, size)];
    column.total = new long[Math.max(4, size)];
    long at = 0;
    for (int i = 0; i < size; i++) {
      long next = at + in.get();
      if (i > 0 && next < at) {
        throw new IllegalArgumentException("stored activities are not in order");
      }
      at = next;
      column.at[i] = at;
      column.total[i] = column.total(i) + in.get();
      column.size = i + 1;
    }
    return column;
  }
}
