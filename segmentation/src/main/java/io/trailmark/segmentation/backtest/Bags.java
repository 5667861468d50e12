package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Properties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the activities of a column carry under some names: the same things are put together once.
 * For one thread.
 */
final class Bags {
  private final List<KindColumn.Carried> parts;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Properties> bags = new ArrayList<>(List.of(Properties.NONE));

  Bags(List<KindColumn.Carried> parts) {
    this.parts = parts;
  }

  Properties of(int i) {
    int bag = 0;
    for (int p = 0; p < parts.size(); p++) {
      KindColumn.Carried part = parts.get(p);
      int number = part.numbers()[i];
      if (number > 0) {
        bag = with(bag, p, number, part.dictionary()[number]);
      }
    }
    return bags.get(bag);
  }

  /** Of a bag and one more thing, the number. */
  private int with(int bag, int part, int number, Properties carried) {
    long both = ((long) bag * parts.size() + part) << Integer.SIZE | number;
    Integer known = numbers.get(both);
    if (known == null) {
      known = bags.size();
      bags.add(bags.get(bag).and(carried));
      numbers.put(both, known);
    }
    return known;
  }
}
