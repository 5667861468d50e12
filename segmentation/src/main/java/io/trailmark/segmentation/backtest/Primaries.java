package io.trailmark.segmentation.backtest;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Moves from one primary segment to another, counted by day. For one thread. */
final class Primaries {
  private final int segments;
  private final Midnights midnights;
  private final Map<Integer, int[]> moves = new HashMap<>();
  private long[] instants = new long[64];

  /** Of each segment, the first stay that has not ended before the instant asked for last. */
  private final int[] next;

  /**
   * @param midnights of the days of the period, and of the day after it
   */
  Primaries(int segments, Midnights midnights) {
    this.segments = segments;
    this.next = new int[segments];
    this.midnights = midnights;
  }

  void add(Stays stays) {
    long start = midnights.at(0);
    long end = midnights.at(midnights.count() - 1);
    int n = 0;
    for (int s = 0; s < segments; s++) {
      next[s] = 0;
      for (int i = 0; i < stays.count(s); i++) {
        n = note(stays.from(s, i), start, end, n);
        n = note(stays.to(s, i), start, end, n);
      }
    }
    Arrays.sort(instants, 0, n);
    int from = primary(stays, start - 1);
    for (int i = 0; i < n; i++) {
      long at = instants[i];
      if (i == 0 || at > instants[i - 1]) {
        int to = primary(stays, at);
        if (to != from) {
          count(midnights.upTo(at) - 1, from, to);
          from = to;
        }
      }
    }
  }

  private int note(long at, long start, long end, int n) {
    if (at < start || at >= end) {
      return n;
    }
    if (n == instants.length) {
      instants = Arrays.copyOf(instants, 2 * n);
    }
    instants[n] = at;
    return n + 1;
  }

  /** As of an instant not before the one asked for last; {@code segments}: none. */
  private int primary(Stays stays, long at) {
    int s = 0;
    while (s < segments && !isIn(stays, s, at)) {
      s++;
    }
    return s;
  }

  private boolean isIn(Stays stays, int segment, long at) {
    int i = next[segment];
    while (i < stays.count(segment) && stays.to(segment, i) <= at) {
      i++;
    }
    next[segment] = i;
    return i < stays.count(segment) && stays.from(segment, i) <= at;
  }

  private void count(int day, int from, int to) {
    int width = segments + 1;
    moves.computeIfAbsent(day, d -> new int[width * width])[from * width + to]++;
  }

  void add(Primaries other) {
    other.moves.forEach(
        (day, more) -> {
          int[] counts = moves.computeIfAbsent(day, d -> new int[more.length]);
          for (int i = 0; i < more.length; i++) {
            counts[i] += more[i];
          }
        });
  }

  List<Findings.Movement> told(LocalDate first, List<String> ids) {
    int width = segments + 1;
    return moves.keySet().stream()
        .sorted()
        .<Findings.Movement>mapMulti(
            (day, to) -> {
              int[] counts = moves.getOrDefault(day, new int[0]);
              for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                  to.accept(
                      new Findings.Movement(
                          first.plusDays(day), id(i / width, ids), id(i % width, ids), counts[i]));
                }
              }
            })
        .toList();
  }

  private static @Nullable String id(int segment, List<String> ids) {
    return segment == ids.size() ? null : ids.get(segment);
  }
}
