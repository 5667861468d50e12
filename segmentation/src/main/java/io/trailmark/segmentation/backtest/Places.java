package io.trailmark.segmentation.backtest;

import java.util.Arrays;

/** The place of each of some values above 0 in their ascending order, from 0. */
final class Places {
  private static final int MOST_BITS = 16;

  private final long[] values;

  /** How many bits of a value do not tell its bucket. */
  private final int shift;

  /** Where each bucket begins, and the last ends. */
  private final int[] starts;

  /**
   * @param values ascending, each once, above 0
   */
  Places(long[] values) {
    this.values = values;
    long largest = values.length == 0 ? 0 : values[values.length - 1];
    this.shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(largest) - MOST_BITS);
    this.starts = new int[(int) (largest >> shift) + 2];
    for (long value : values) {
      starts[(int) (value >> shift) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
  }

  int count() {
    return values.length;
  }

  long value(int place) {
    return values[place];
  }

  /** Of a value that is one of them. */
  int of(long value) {
    int bucket = (int) (value >> shift);
    return Arrays.binarySearch(values, starts[bucket], starts[bucket + 1], value);
  }
}
