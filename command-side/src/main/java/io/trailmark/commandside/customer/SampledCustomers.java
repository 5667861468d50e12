package io.trailmark.commandside.customer;

import io.trailmark.commandside.playbook.CustomerSample;
import io.trailmark.segmentation.playbook.Evidence;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The customers with the smallest keys. Keys are random, so these are picked at random, and the
 * same playbook is always judged by the same ones.
 */
@Component
class SampledCustomers implements CustomerSample {
  private static final int MOST = 500;

  private final JdbcClient jdbc;
  private final CustomerStates states;

  SampledCustomers(JdbcClient jdbc, CustomerStates states) {
    this.jdbc = jdbc;
    this.states = states;
  }

  @Override
  public Evidence.Sample place(Playbook playbook, Standing standing, long at) {
    List<String> keys =
        jdbc.sql("select customer from customer where sequence >= 0 order by customer limit ?")
            .param(MOST)
            .query(String.class)
            .list();
    Tally tally = new Tally(playbook, standing, at);
    states.read(keys).values().stream()
        .map(CustomerStates.Known::state)
        .filter(state -> !state.joined())
        .forEach(tally::add);
    return tally.sample();
  }

  private static final class Tally {
    private final Playbook playbook;
    private final Standing standing;
    private final long at;
    private final Set<String> unknown = new HashSet<>();
    private final Set<String> spokenTo;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Integer> shared = new HashMap<>();
    private int customers;
    private int inNone;
    private int withoutFlow;

    Tally(Playbook playbook, Standing standing, long at) {
      this.playbook = playbook;
      this.standing = standing;
      this.at = at;
      this.spokenTo =
          playbook.sequences().stream()
              .filter(s -> s.trigger() instanceof Trigger.Entering)
              .map(s -> ((Trigger.Entering) s.trigger()).segment())
              .collect(Collectors.toSet());
      playbook.segments().stream()
          .filter(segment -> !isSurveyed(segment.when()))
          .forEach(segment -> unknown.add(segment.id()));
    }

    /** Whether the last survey took every cut that the rule asks for, and the fit. */
    private boolean isSurveyed(Rule rule) {
      if (rule instanceof Rule.Top top) {
        var cuts = standing.surveys().isEmpty() ? null : standing.surveys().getLast().cuts();
        return cuts != null
            && cuts.containsKey(top.cut())
            && (top.keep() == null || cuts.containsKey(top.keep()));
      }
      if (rule instanceof Rule.Compare compare && compare.measure() instanceof Measure.Predicted) {
        return standing.newestFit() != null;
      }
      return rule.parts().stream().allMatch(this::isSurveyed);
    }

    void add(CustomerState state) {
      View view = new View(state.timeline(), standing, playbook.zone());
      List<String> in = new ArrayList<>();
      for (Segment segment : playbook.segments()) {
        if (!unknown.contains(segment.id()) && segment.when().holds(view, at)) {
          in.add(segment.id());
        }
      }
      customers++;
      inNone += in.isEmpty() ? 1 : 0;
      withoutFlow += in.stream().noneMatch(spokenTo::contains) ? 1 : 0;
      for (int i = 0; i < in.size(); i++) {
        sizes.merge(in.get(i), 1, Integer::sum);
        for (int j = i + 1; j < in.size(); j++) {
          shared.merge(Evidence.Sample.pair(in.get(i), in.get(j)), 1, Integer::sum);
        }
      }
    }

    Evidence.Sample sample() {
      return new Evidence.Sample(customers, inNone, withoutFlow, sizes, shared, unknown);
    }
  }
}
