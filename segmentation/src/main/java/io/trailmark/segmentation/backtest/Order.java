package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.review.Program;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * In which order the parts of wholes are looked at, the cheapest first: often it decides, and the
 * others need not be looked at.
 */
final class Order {
  private final int[][] parts;
  private final boolean[] shared;

  Order(Program program, @Nullable Swept[] leaves, History history) {
    long[] costs = new long[program.size()];
    int[] uses = new int[program.size()];
    parts = new int[program.size()][];
    for (int i = 0; i < costs.length; i++) {
      Swept leaf = leaves[i];
      costs[i] = leaf == null ? 0 : cost(leaf, history);
      for (int part : program.parts(i)) {
        costs[i] += costs[part];
        uses[part]++;
      }
      parts[i] =
          Arrays.stream(program.parts(i))
              .boxed()
              .sorted(Comparator.comparingLong(part -> costs[part]))
              .mapToInt(part -> part)
              .toArray();
    }
    for (int s = 0; s < program.segments().size(); s++) {
      uses[program.root(s)]++;
    }
    shared = new boolean[uses.length];
    for (int i = 0; i < uses.length; i++) {
      shared[i] = uses[i] > 1;
    }
  }

  /** How many activities are looked at; many times as long where they are stepped through. */
  private static long cost(Swept leaf, History history) {
    long activities = 0;
    for (int i = 0; i < history.kinds().size(); i++) {
      activities += leaf.kinds().contains(history.kinds().get(i)) ? history.column(i).size() : 0;
    }
    return leaf instanceof Swept.Stepped ? 100 * activities : activities;
  }

  int[] parts(int rule) {
    return parts[rule];
  }

  /** Whether several wholes ask for it, or it is a segment too. */
  boolean isShared(int rule) {
    return shared[rule];
  }
}
