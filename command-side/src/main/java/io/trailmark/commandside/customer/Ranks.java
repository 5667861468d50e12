package io.trailmark.commandside.customer;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.View;
import java.util.ArrayList;
import java.util.List;

/**
 * The measures that customers are ranked by: their values before a command, and what it changed.
 */
final class Ranks {
  private final CustomerState state;
  private final Standing standing;
  private final List<Measure> measures;
  private final long[] before;
  private final boolean all;

  Ranks(Standing standing, CustomerState state) {
    this.state = state;
    this.standing = standing;
    Playbook playbook = standing.playbook();
    this.measures = playbook == null ? List.of() : List.copyOf(playbook.rankedMeasures());
    this.before = new long[measures.size()];
    // Whoever was last decided under another playbook, or awaits the review of history, may have no
    // rows yet.
    this.all =
        state.unreviewedHistory() || state.memberships().playbookVersion() != standing.version();
    for (int i = 0; i < before.length; i++) {
      before[i] = measures.get(i).valueAt(standing.view(state.timeline()), state.reviewedAt());
    }
  }

  /** Whether {@link #changed} answers a row for everything that the playbook in force ranks by. */
  boolean areAll() {
    return all || measures.isEmpty();
  }

  /** Rows to write after a review as of {@code asOf}. */
  List<Decision.Rank> changed(long asOf) {
    List<Decision.Rank> changed = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      Decision.Rank rank = rank(measures.get(i), standing, state, asOf);
      if (all || rank.value() != before[i]) {
        changed.add(rank);
      }
    }
    return changed;
  }

  /** A row for everything that the playbook in force ranks by. */
  static List<Decision.Rank> all(Standing standing, CustomerState state, long asOf) {
    Playbook playbook = standing.playbook();
    return playbook == null
        ? List.of()
        : playbook.rankedMeasures().stream()
            .map(measure -> rank(measure, standing, state, asOf))
            .toList();
  }

  private static Decision.Rank rank(
      Measure measure, Standing standing, CustomerState state, long asOf) {
    View view = standing.view(state.timeline());
    long midnight = standing.midnight(asOf, 0);
    return new Decision.Rank(
        measure.key(), measure.valueAt(view, asOf), measure.valueAt(view, midnight - 1), midnight);
  }
}
