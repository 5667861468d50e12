package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.PastCuts;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The surveys that would have been taken at every midnight past: what conditions with a margin
 * depend on, as a backtest finds it. Not for use by several threads.
 */
public final class PastSurveys {
  private final Set<TopCut> cuts;
  private final Surveyed surveyed;
  private final Rankings rankings;

  /**
   * Of a playbook's margins.
   *
   * @param upTo the last midnight, inclusive
   */
  public PastSurveys(Playbook playbook, long upTo) {
    this.cuts = playbook.marginalCuts();
    this.surveyed = Surveyed.between(0, upTo, playbook.zone());
    this.rankings = new Rankings(cuts, surveyed, new Sources(), playbook.zone());
  }

  /** Adds customers, each once and with all that they did. */
  public void add(Stretch customers) {
    rankings.add(History.of(List.of(customers)));
  }

  /** What all of them come to, from the first midnight on at which anybody is in. */
  public PastCuts take() {
    rankings.take();
    int first = 0;
    while (first < surveyed.size() && isNobodyIn(first)) {
      first++;
    }
    int from = first;
    Map<TopCut, long[]> found = new HashMap<>();
    for (TopCut cut : cuts) {
      found.put(
          cut,
          LongStream.range(from, surveyed.size())
              .map(i -> surveyed.cuts(cut).at((int) i))
              .toArray());
    }
    return new PastCuts(
        LongStream.range(from, surveyed.size()).map(i -> surveyed.midnight((int) i)).toArray(),
        found);
  }

  private boolean isNobodyIn(int survey) {
    return cuts.stream().allMatch(cut -> surveyed.cuts(cut).at(survey) == Measure.NEVER);
  }
}
