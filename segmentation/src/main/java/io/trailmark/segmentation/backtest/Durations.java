package io.trailmark.segmentation.backtest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long stays last, by the hour: the product-limit estimate of Kaplan and Meier, where stays
 * that go on at the period's end leave the count there, and those that began before the period join
 * it at the age that they had by then.
 */
final class Durations {
  private static final long HOUR = 3_600_000;

  private final long start;
  private final long end;
  private long[] joined = new long[64];
  private long[] ended = new long[64];
  private long[] goingOn = new long[64];
  private long completed;
  private long open;

  /**
   * @param start of the period, milliseconds
   * @param end exclusive
   */
  Durations(long start, long end) {
    this.start = start;
    this.end = end;
  }

  void add(long from, long to) {
    int age = (int) (Math.max(0, start - from) / HOUR);
    int lasted = (int) ((Math.min(to, end) - from) / HOUR);
    if (lasted >= ended.length) {
      int capacity = Math.max(lasted + 1, 2 * ended.length);
      joined = Arrays.copyOf(joined, capacity);
      ended = Arrays.copyOf(ended, capacity);
      goingOn = Arrays.copyOf(goingOn, capacity);
    }
    joined[age]++;
    if (to >= end) {
      goingOn[lasted]++;
      open++;
    } else {
      ended[lasted]++;
      completed++;
    }
  }

  Findings.Dwell told() {
    @Nullable Long[] quarters = new Long[3];
    double lasting = 1;
    long among = 0;
    for (int hour = 0; hour < ended.length; hour++) {
      among += joined[hour];
      if (ended[hour] > 0) {
        lasting *= 1 - (double) ended[hour] / among;
        for (int q = 0; q < 3; q++) {
          if (quarters[q] == null && lasting <= 0.75 - 0.25 * q + 1e-9) {
            quarters[q] = (long) hour;
          }
        }
      }
      among -= ended[hour] + goingOn[hour];
    }
    return new Findings.Dwell(completed, open, quarters[0], quarters[1], quarters[2]);
  }
}
