package io.trailmark.segmentation.backtest;

import java.util.stream.IntStream;

/** So many customers as one thread looks at in one go. */
final class Blocks {
  private static final int SIZE = 2_048;

  private Blocks() {}

  /** Their numbers, to be looked at in parallel. */
  static IntStream of(History history) {
    return IntStream.range(0, count(history)).parallel();
  }

  static int count(History history) {
    return (history.customers() + SIZE - 1) / SIZE;
  }

  static int start(int block) {
    return block * SIZE;
  }

  static int end(int block, History history) {
    return Math.min(history.customers(), (block + 1) * SIZE);
  }
}
