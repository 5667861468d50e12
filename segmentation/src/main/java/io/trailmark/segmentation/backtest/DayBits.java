package io.trailmark.segmentation.backtest;

import java.util.Arrays;

/** Of which days something holds at their end, one bit each. */
final class DayBits {
  private final long[] words;

  DayBits(int days) {
    words = new long[(days + Long.SIZE - 1) / Long.SIZE];
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  /** From the {@code from}-th day to before the {@code to}-th. */
  void set(int from, int to) {
    if (from >= to) {
      return;
    }
    int first = from >> 6;
    int last = to - 1 >> 6;
    long start = -1L << from;
    long end = -1L >>> -to;
    if (first == last) {
      words[first] |= start & end;
      return;
    }
    words[first] |= start;
    for (int i = first + 1; i < last; i++) {
      words[i] = -1L;
    }
    words[last] |= end;
  }

  /** Of how many. */
  int count() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** Of how many of these and of those. */
  int common(DayBits other) {
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      count += Long.bitCount(words[i] & other.words[i]);
    }
    return count;
  }

  /** With those of others. */
  void add(DayBits other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /** Keeps those that are of others too. */
  void retain(DayBits other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
  }
}
