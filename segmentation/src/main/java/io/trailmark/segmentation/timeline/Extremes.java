package io.trailmark.segmentation.timeline;

import java.util.Arrays;

/** Smallest and largest value of any stretch of a column, from binary trees over its values. */
final class Extremes {
  private int capacity = 4;
  private long[] smallest = filled(capacity, Long.MAX_VALUE);
  private long[] largest = filled(capacity, Long.MIN_VALUE);
  private int size;

  private static long[] filled(int capacity, long value) {
    long[] tree = new long[2 * capacity];
    Arrays.fill(tree, value);
    return tree;
  }

  int size() {
    return size;
  }

  void add(long value) {
    if (size == capacity) {
      grow();
    }
    int i = capacity + size++;
    smallest[i] = value;
    largest[i] = value;
    while (i > 1) {
      i >>= 1;
      combine(i);
    }
  }

  private void combine(int i) {
    smallest[i] = Math.min(smallest[2 * i], smallest[2 * i + 1]);
    largest[i] = Math.max(largest[2 * i], largest[2 * i + 1]);
  }

  private void grow() {
    long[] small = smallest;
    long[] large = largest;
    smallest = filled(2 * capacity, Long.MAX_VALUE);
    largest = filled(2 * capacity, Long.MIN_VALUE);
    System.arraycopy(small, capacity, smallest, 2 * capacity, capacity);
    System.arraycopy(large, capacity, largest, 2 * capacity, capacity);
    capacity *= 2;
    for (int i = capacity - 1; i > 0; i--) {
      combine(i);
    }
  }

  /** Of those from the i-th to before the j-th. */
  long smallest(int from, int to) {
    long answer = Long.MAX_VALUE;
    for (int i = from + capacity, j = to + capacity; i < j; i >>= 1, j >>= 1) {
      if ((i & 1) == 1) {
        answer = Math.min(answer, smallest[i++]);
      }
      if ((j & 1) == 1) {
        answer = Math.min(answer, smallest[--j]);
      }
    }
    return answer;
  }

  /** Of those from the i-th to before the j-th. */
  long largest(int from, int to) {
    long answer = Long.MIN_VALUE;
    for (int i = from + capacity, j = to + capacity; i < j; i >>= 1, j >>= 1) {
      if ((i & 1) == 1) {
        answer = Math.max(answer, largest[i++]);
      }
      if ((j & 1) == 1) {
        answer = Math.max(answer, largest[--j]);
      }
    }
    return answer;
  }
}
