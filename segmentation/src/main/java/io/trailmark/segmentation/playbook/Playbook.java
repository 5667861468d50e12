package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.sequence.Sequence;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;

/** A set of segments in order of priority, and the sequences that speak to them. */
public record Playbook(
    String name, ZoneId zone, Currency currency, List<Segment> segments, List<Sequence> sequences) {

  /**
   * Reads a playbook.
   *
   * @throws InvalidPlaybook naming every problem with its line and column
   */
  public static Playbook parse(String yaml) {
    throw new UnsupportedOperationException();
  }

  /** The cuts that a survey of this playbook takes, each once. */
  public Set<TopCut> cuts() {
    throw new UnsupportedOperationException();
  }

  /** The measures that the cuts rank by, each once. */
  public Set<Measure> rankedMeasures() {
    throw new UnsupportedOperationException();
  }
}
