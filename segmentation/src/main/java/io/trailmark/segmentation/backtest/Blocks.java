package io.trailmark.segmentation.backtest;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** So many customers as one thread looks at in one go. */
final class Blocks {
  private static final int SIZE = 2_048;

  private Blocks() {}

  /**
   * What each of them yields, in order: whichever thread is free takes the next one. (Halves of the
   * customers would not take as long as each other.)
   */
  static <T> List<T> each(History history, IntFunction<T> task) {
    AtomicReferenceArray<T> found = new AtomicReferenceArray<>(count(history));
    AtomicInteger next = new AtomicInteger();
    IntStream.rangeClosed(0, ForkJoinPool.getCommonPoolParallelism())
        .parallel()
        .forEach(
            thread -> {
              for (int block = next.getAndIncrement();
                  block < found.length();
                  block = next.getAndIncrement()) {
                found.set(block, task.apply(block));
              }
            });
    return IntStream.range(0, found.length()).mapToObj(found::get).toList();
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
