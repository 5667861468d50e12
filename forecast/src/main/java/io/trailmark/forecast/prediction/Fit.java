package io.trailmark.forecast.prediction;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import java.util.Optional;

/**
 * A model with the parameters under which what was seen is likeliest. The same customers, in
 * whatever order they were added, always give the same parameters.
 *
 * <p>Where the data ask for an extreme, such as that nobody ever leaves, a parameter stands at the
 * end of the range that is searched; predictions are then as good as the model allows.
 *
 * @param model with these parameters
 * @param logLikelihood its natural logarithm, over all customers
 */
public record Fit<M>(M model, double logLikelihood) {
  /** Fewer repeat buyers than this say too little. */
  public static final int FEWEST_REPEAT_BUYERS = 10;

  private static final double[][] BUYING = {
    {0.3, 1, 0.8, 2.5}, {1, 1, 0.5, 5}, {3, 1, 2, 4}, {0.8, 1, 0.05, 1}
  };
  private static final double[][] SPENDING = {{6, 4, 1}, {1, 2, 1}, {30, 10, 0.3}};

  /** Fits both models, each where there is enough to tell. */
  public static Fitted models(long asOf, Histories histories, Spendings spendings) {
    return new Fitted(
        asOf,
        bgNbd(histories).map(Fit::model).orElse(null),
        gammaGamma(spendings).map(Fit::model).orElse(null));
  }

  /**
   * Fits {@link BgNbd} to how often and when customers bought. Searched are r, a and b from 0.0001
   * to 10,000 and the mean rate r / alpha from a 10,000th to 10,000 times that observed.
   *
   * @return empty if fewer than {@value #FEWEST_REPEAT_BUYERS} customers bought again
   */
  public static Optional<Fit<BgNbd>> bgNbd(Histories histories) {
    if (histories.repeatBuyers() < FEWEST_REPEAT_BUYERS) {
      return Optional.empty();
    }
    double rate = purchasesPerWeek(histories);
    Likelihood<Histories, BgNbd> likelihood =
        new Likelihood<>(
            point -> new BgNbd(point[0], point[0] / (point[1] * rate), point[2], point[3]),
            BgNbd::logLikelihood);
    return Optional.of(likelihood.fit(histories, histories.groups(), Histories::thinned, BUYING));
  }

  /** As if whoever bought again had left after the last time. */
  private static double purchasesPerWeek(Histories histories) {
    double purchases = 0;
    double weeks = 0;
    for (int i = 0; i < histories.groups(); i++) {
      double customers = histories.customers(i);
      purchases += customers * histories.purchases(i);
      weeks += customers * (histories.purchases(i) == 0 ? histories.days(i) : histories.lastDay(i));
    }
    return purchases / (weeks / 7);
  }

  /**
   * Fits {@link GammaGamma} to what repeat buyers spent per transaction, whatever the unit of
   * money. Searched are p and q from 0.0001 to 10,000 and gamma from a 10,000th to 10,000 times the
   * mean spend. Look at q before using the mean of everybody: at 1 and below it is infinite.
   *
   * @return empty if there are fewer than {@value #FEWEST_REPEAT_BUYERS} customers, or all spend
   *     the same
   */
  public static Optional<Fit<GammaGamma>> gammaGamma(Spendings spendings) {
    if (spendings.customers() < FEWEST_REPEAT_BUYERS || allSpendTheSame(spendings)) {
      return Optional.empty();
    }
    double mean = typicalValue(spendings);
    Likelihood<Spendings, GammaGamma> likelihood =
        new Likelihood<>(
            point -> new GammaGamma(point[0], point[1], point[2] * mean),
            GammaGamma::logLikelihood);
    return Optional.of(likelihood.fit(spendings, spendings.groups(), Spendings::thinned, SPENDING));
  }

  private static boolean allSpendTheSame(Spendings spendings) {
    for (int i = 1; i < spendings.groups(); i++) {
      if (spendings.meanValue(i) != spendings.meanValue(0)) {
        return false;
      }
    }
    return true;
  }

  /** The geometric mean, which single large orders do not move. */
  private static double typicalValue(Spendings spendings) {
    double sum = 0;
    for (int i = 0; i < spendings.groups(); i++) {
      sum += spendings.customers(i) * Math.log(spendings.meanValue(i));
    }
    return Math.exp(sum / spendings.customers());
  }
}
