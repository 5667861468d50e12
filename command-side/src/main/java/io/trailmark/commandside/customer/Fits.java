package io.trailmark.commandside.customer;

import io.trailmark.commandside.customer.CustomerStates.Known;
import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.prediction.Buyer;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Fits the models behind predicted measures to what customers ordered: to as many buyers as are
 * enough, in order of their keys. Keys are random, so these are picked at random, and later fits
 * look at the same ones.
 */
@Component
public class Fits {
  private static final Logger log = LoggerFactory.getLogger(Fits.class);
  private static final int PAGE = 500;

  private final CustomerTable table;
  private final CustomerStates states;
  private final int enough;

  Fits(
      CustomerTable table,
      CustomerStates states,
      @Value("${trailmark.fitted-buyers:200000}") int enough) {
    this.table = table;
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
    Histories.Builder histories = Histories.builder();
    Spendings.Builder spendings = Spendings.builder();
    int buyers = 0;
    String last = "";
    while (buyers < enough) {
      List<String> keys = table.after(last, PAGE);
      if (keys.isEmpty()) {
        break;
      }
      last = keys.getLast();
      for (Known known : states.read(keys).values()) {
        Buyer buyer = new View(known.state().timeline(), Surveys.NONE, zone).buyer(midnight);
        if (buyer != null) {
          buyers++;
          histories.add(buyer.purchases(), buyer.lastDay(), buyer.days());
          if (buyer.spent() > 0) {
            spendings.add(buyer.purchases(), buyer.meanValue());
          }
        }
      }
    }
    Fitted fitted =
        new Fitted(
            midnight,
            Fit.bgNbd(histories.build()).map(Fit::model).orElse(null),
            Fit.gammaGamma(spendings.build()).map(Fit::model).orElse(null));
    long took = (System.nanoTime() - start) / 1_000_000;
    log.info("Predictions fitted to {} customers who bought, in {} ms: {}", buyers, took, fitted);
    return fitted;
  }
}
