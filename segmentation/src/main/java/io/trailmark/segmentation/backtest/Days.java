package io.trailmark.segmentation.backtest;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Of each segment and day: how many were in at the day's end, how many of them were not at the end
 * of the day before, and how many the reverse.
 */
public final class Days {
  private final LocalDate first;

  /** When each day begins, and the day after the last: a millisecond before, a day ends. */
  private final Midnights midnights;

  private final int[][] size;
  private final int[][] entered;
  private final int[][] left;

  /**
   * @param first the first day
   * @param last the last day, not before the first
   */
  Days(LocalDate first, LocalDate last, ZoneId zone, int segments) {
    this.first = first;
    this.midnights = Midnights.of(first, last.plusDays(2), zone);
    this.size = new int[segments][midnights.count() + 1];
    this.entered = new int[segments][midnights.count() + 1];
    this.left = new int[segments][midnights.count() + 1];
  }

  /** How many days there are. */
  public int count() {
    return midnights.count() - 1;
  }

  /** The i-th. */
  public LocalDate day(int i) {
    return first.plusDays(i);
  }

  /** When the first day begins. */
  public long start() {
    return midnights.at(0);
  }

  /** How many were in a segment at the end of a day. */
  public int size(int segment, int day) {
    return size[segment][day + 1];
  }

  /** How many of these were not at the end of the day before. */
  public int entered(int segment, int day) {
    return entered[segment][day + 1];
  }

  /** How many were at the end of the day before and not at its own. */
  public int left(int segment, int day) {
    return left[segment][day + 1];
  }

  /** Number of the first end that is at an instant or after it; of the day before the first: 0. */
  private int endAt(long instant) {
    return midnights.upTo(instant);
  }

  /**
   * A customer was in a segment.
   *
   * @param from the first end that was not noted yet for the customer and segment
   * @param start inclusive
   * @param until exclusive, {@code Long.MAX_VALUE} while still in
   * @return the first end at which they were not in any more, {@code from} if at none they were
   */
  int note(int segment, int from, long start, long until) {
    int in = endAt(start);
    int out = until == Long.MAX_VALUE ? midnights.count() : endAt(until);
    if (in >= out) {
      return from;
    }
    size[segment][in]++;
    size[segment][out]--;
    if (in == from && from > 0) {
      // They were in at the end of the day before: neither left nor entered.
      left[segment][in]--;
    } else {
      entered[segment][in]++;
    }
    left[segment][out]++;
    return out;
  }

  /** Adds what another thread noted. */
  void add(Days other) {
    for (int s = 0; s < size.length; s++) {
      for (int i = 0; i < midnights.count(); i++) {
        size[s][i] += other.size[s][i];
        entered[s][i] += other.entered[s][i];
        left[s][i] += other.left[s][i];
      }
    }
  }

  /** From differences to sums, when all is noted. */
  void sum() {
    for (int[] sizes : size) {
      for (int i = 1; i < midnights.count(); i++) {
        sizes[i] += sizes[i - 1];
      }
    }
  }
}
