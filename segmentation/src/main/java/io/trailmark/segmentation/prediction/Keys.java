package io.trailmark.segmentation.prediction;

import java.util.Arrays;
import java.util.function.BiFunction;

/** Customers as one long each, to be grouped by it. */
final class Keys {
  private long[] keys = new long[64];
  private int size;

  void add(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size + (size >> 1));
    }
    keys[size++] = key;
  }

  /** The different keys in ascending order, and how often each was added. */
  <T> T grouped(BiFunction<long[], int[], T> groups) {
    long[] sorted = Arrays.copyOf(keys, size);
    Arrays.sort(sorted);
    int[] counts = new int[size];
    int different = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || sorted[i] != sorted[different - 1]) {
        sorted[different++] = sorted[i];
      }
      counts[different - 1]++;
    }
    return groups.apply(Arrays.copyOf(sorted, different), Arrays.copyOf(counts, different));
  }
}
