package io.trailmark.commandside.customer;

import io.trailmark.commandside.customer.CustomerStates.Known;
import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.prediction.Buyers;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Fits the models behind predicted measures to what customers ordered: to the first who bought, in
 * order of their keys.
 */
@Component
public class Fits {
  private static final Logger log = LoggerFactory.getLogger(Fits.class);

  private final CustomerStates states;
  private final int enough;

  Fits(
      CustomerStates states,
      @Value("${trailmark.fitted-buyers:" + Buyers.ENOUGH + "}") int enough) {
    this.states = states;
    this.enough = enough;
  }

  /**
   * Fits to what was ordered before a midnight.
   *
   * @param zone of days
   */
  public Fitted fit(ZoneId zone, long midnight) {
    long start = System.nanoTime();
    Buyers buyers = new Buyers(enough);
    states.forEachPage(
        page -> {
          for (Known customer : page.values()) {
            View view = new View(customer.state().timeline(), Surveys.NONE, zone);
            buyers.add(view.buyer(midnight));
          }
          return !buyers.areEnough();
        });
    Fitted fitted = buyers.fitted(midnight, Fit::models);
    long took = (System.nanoTime() - start) / 1_000_000;
    log.info(
        "Predictions fitted to {} customers who bought, in {} ms: {}",
        buyers.count(),
        took,
        fitted);
    return fitted;
  }
}
