package io.trailmark.commandside.customer;

import io.trailmark.segmentation.backtest.PastSurveys;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.PastCuts;
import io.trailmark.segmentation.rule.Kinds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What surveys would have found in the past of all customers, as it is recorded now. */
@Component
public class PastCutsOfAll {
  private static final Logger log = LoggerFactory.getLogger(PastCutsOfAll.class);

  private final CustomerStates states;

  PastCutsOfAll(CustomerStates states) {
    this.states = states;
  }

  /**
   * Sweeps the past of everybody for what the margins of a playbook ask for.
   *
   * @param upTo the last midnight, inclusive
   */
  public PastCuts find(Playbook playbook, long upTo) {
    long start = System.nanoTime();
    PastSurveys surveys = new PastSurveys(playbook, upTo);
    Kinds kinds =
        playbook.marginalCuts().stream()
            .map(cut -> cut.measure().kinds())
            .reduce(Kinds.NONE, Kinds::and);
    states.forEachPage(
        page -> {
          Stretch.Builder customers = Stretch.builder();
          page.forEach((key, known) -> customers.add(key, known.state().timeline(), kinds));
          surveys.add(customers.build());
          return true;
        });
    PastCuts found = surveys.take();
    log.info(
        "Cuts of {} midnights past swept in {} ms",
        found.size(),
        (System.nanoTime() - start) / 1_000_000);
    return found;
  }
}
