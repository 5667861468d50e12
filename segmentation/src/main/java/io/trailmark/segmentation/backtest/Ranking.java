package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.TopCut;
import java.util.List;

/**
 * What all customers are ranked by, as one survey after another finds it: how many have each value
 * that ever occurs, and each so many values together, so that a change costs nothing to speak of
 * and a cut a walk over few of them.
 */
final class Ranking {
  private static final int BLOCK_BITS = 9;

  private final Places values;
  private final int[] counts;
  private final int[] blocks;
  private int population;

  private Ranking(Places values) {
    this.values = values;
    this.counts = new int[values.count()];
    this.blocks = new int[(counts.length >> BLOCK_BITS) + 1];
  }

  /** Takes the cuts of every survey from what changes before each. */
  static void take(List<Changes> parts, Surveyed surveyed, List<TopCut> tops) {
    Places values = Changes.values(parts);
    parts.parallelStream().forEach(part -> part.rank(values));
    Ranking ranking = new Ranking(values);
    int[] next = new int[parts.size()];
    for (int i = 0; i < surveyed.size(); i++) {
      for (int p = 0; p < next.length; p++) {
        Changes part = parts.get(p);
        for (; next[p] < part.size() && part.survey(next[p]) == i; next[p]++) {
          ranking.change(part.before(next[p]), -1);
          ranking.change(part.now(next[p]), 1);
        }
      }
      for (TopCut top : tops) {
        surveyed.cuts(top).found(i, ranking.cut(top));
      }
    }
    tops.forEach(top -> surveyed.cuts(top).complete());
  }

  /**
   * @param rank -1: whoever has nothing is not of the population
   */
  private void change(int rank, int by) {
    if (rank >= 0) {
      counts[rank] += by;
      blocks[rank >> BLOCK_BITS] += by;
      population += by;
    }
  }

  private long cut(TopCut top) {
    int most = (int) top.among(population);
    if (most == 0) {
      return Long.MAX_VALUE;
    }
    int in = most >= population ? 0 : rank(population - most) + 1;
    while (in < counts.length && counts[in] == 0) {
      in++;
    }
    return in == counts.length ? Long.MAX_VALUE : values.value(in);
  }

  /** Where the n-th smallest (from 1) is. */
  private int rank(int n) {
    int block = 0;
    int left = n;
    while (blocks[block] < left) {
      left -= blocks[block++];
    }
    int rank = block << BLOCK_BITS;
    while (counts[rank] < left) {
      left -= counts[rank++];
    }
    return rank;
  }
}
