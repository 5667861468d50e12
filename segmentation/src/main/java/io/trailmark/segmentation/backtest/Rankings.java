package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/** What surveys need of everybody: how that changes from one to the next. */
final class Rankings {
  private final Surveyed surveyed;
  private final List<TopCut> cuts;
  private final List<Measure> measures;
  private final Sources sources;
  private final int[] numbers;
  private final List<List<Changes>> changes = new ArrayList<>();

  /**
   * @param cuts which to take
   * @param sources what trails are made of
   */
  Rankings(Collection<TopCut> cuts, Surveyed surveyed, Sources sources, ZoneId zone) {
    this.cuts = List.copyOf(cuts);
    this.surveyed = surveyed;
    this.sources = sources;
    LinkedHashSet<Measure> different = new LinkedHashSet<>();
    cuts.forEach(cut -> different.add(cut.measure()));
    this.measures = List.copyOf(different);
    this.numbers =
        measures.stream().mapToInt(measure -> sources.ranked(measure, surveyed, zone)).toArray();
  }

  /** Notes what is needed of the customers of a shard. */
  void add(History history) {
    if (numbers.length > 0 && surveyed.size() > 0) {
      changes.addAll(Blocks.each(history, block -> changes(block, history)));
    }
  }

  private List<Changes> changes(int block, History history) {
    Trail trail = sources.trail(history);
    List<Changes> found = measures.stream().map(measure -> new Changes()).toList();
    for (int customer = Blocks.start(block); customer < Blocks.end(block, history); customer++) {
      trail.of(customer);
      for (int m = 0; m < numbers.length; m++) {
        found.get(m).add(trail.values(numbers[m]), surveyed);
      }
    }
    return found;
  }

  /** Takes the cuts of every survey. */
  void take() {
    if (!changes.isEmpty()) {
      IntStream.range(0, numbers.length)
          .parallel()
          .forEach(
              m ->
                  Ranking.take(
                      changes.stream().map(block -> block.get(m)).toList(),
                      surveyed,
                      cuts.stream().filter(c -> c.measure().equals(measures.get(m))).toList()));
      changes.clear();
    }
  }
}
