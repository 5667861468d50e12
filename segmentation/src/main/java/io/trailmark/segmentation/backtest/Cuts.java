package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Measure;
import java.util.Arrays;

/** The cuts that surveys take, one each: smallest value that is in, or nobody is. */
final class Cuts {
  private static final int BLOCK = 16;

  private final long[] cuts;

  /** Of the surveys of a block, and of all from it on. */
  private final long[] least;

  private final long[] most;
  private final long[] leastOn;
  private final long[] mostOn;

  Cuts(int surveys) {
    cuts = new long[surveys];
    least = new long[surveys / BLOCK + 1];
    most = new long[least.length];
    leastOn = new long[least.length];
    mostOn = new long[least.length];
    Arrays.fill(cuts, Measure.NEVER);
  }

  /** What the i-th finds. */
  void found(int i, long cut) {
    cuts[i] = cut;
  }

  /** All are found: then it is known which of them need not be looked at. */
  void complete() {
    for (int b = least.length - 1; b >= 0; b--) {
      boolean last = b == least.length - 1;
      least[b] = Measure.NEVER;
      most[b] = Measure.NONE;
      for (int i = b * BLOCK; i < Math.min(cuts.length, (b + 1) * BLOCK); i++) {
        least[b] = Math.min(least[b], cuts[i]);
        most[b] = Math.max(most[b], cuts[i]);
      }
      leastOn[b] = last ? least[b] : Math.min(least[b], leastOn[b + 1]);
      mostOn[b] = last ? most[b] : Math.max(most[b], mostOn[b + 1]);
    }
  }

  /** {@link Measure#NEVER}: nobody is in. */
  long at(int i) {
    return cuts[i];
  }

  /** Whether nobody with a value is in by the cuts from the i-th on; false: it is not known. */
  boolean areAbove(long value, int i) {
    return value < leastOn[i / BLOCK];
  }

  /** The first after the i-th whose cut is above a value, {@code end} if none is before it. */
  int above(long value, int i, int end) {
    for (int next = i + 1; next < end; next++) {
      if (next % BLOCK == 0) {
        if (value >= mostOn[next / BLOCK]) {
          return end;
        }
        if (value >= most[next / BLOCK]) {
          next += BLOCK - 1;
          continue;
        }
      }
      if (cuts[next] > value) {
        return next;
      }
    }
    return end;
  }

  /** The first after the i-th whose cut is not above a value, {@code end} if none is before it. */
  int below(long value, int i, int end) {
    for (int next = i + 1; next < end; next++) {
      if (next % BLOCK == 0) {
        if (value < leastOn[next / BLOCK]) {
          return end;
        }
        if (value < least[next / BLOCK]) {
          next += BLOCK - 1;
          continue;
        }
      }
      if (cuts[next] <= value) {
        return next;
      }
    }
    return end;
  }
}
