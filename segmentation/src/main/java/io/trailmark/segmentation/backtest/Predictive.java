package io.trailmark.segmentation.backtest;

import org.jspecify.annotations.Nullable;

/**
 * How well it is told who will order within some days by who is in a segment, or has a trait.
 * Looked at at every day's end of the period for which it is known whether they did, over all
 * customers who had done anything by then.
 *
 * @param days after a day's end in which an order counts: 30, 60 or 90 days of 24 hours
 * @param memberDays ends of days at which customers were in, customer by customer
 * @param otherDays those at which customers were not in
 * @param share of {@code memberDays} after which they ordered, 0 to 1; null: nobody was in
 * @param shareOfAll of all days' ends after which they ordered; null: there are none
 * @param lift {@code share} by {@code shareOfAll}; null: either is not known or nobody ordered
 * @param auc chance that of one that is followed by an order and one that is not the first is
 *     rather in, half of the ties: (1 + sensitivity - (1 - specificity)) / 2; 0.5 tells nothing;
 *     null: there are none of either
 */
public record Predictive(
    int days,
    long memberDays,
    long otherDays,
    @Nullable Estimate share,
    @Nullable Double shareOfAll,
    @Nullable Estimate lift,
    @Nullable Estimate auc) {

  /**
   * A number and its 95% confidence interval, which counts what one customer did as one
   * observation: days of one customer are alike (sums by cluster, linearised: Obuchowski,
   * Nonparametric analysis of clustered ROC curve data, Biometrics 53, 1997; Woodruff, A simple
   * method for approximating the variance of a complicated estimate, JASA 66, 1971).
   */
  public record Estimate(double value, double low, double high) {}

  /**
   * Sums over customers, each of whom has: days in that were followed by an order, days in that
   * were not, days that were, days that were not.
   */
  static final class Sums {
    private static final double Z = 1.959963984540054;

    /** And of the products of each two. */
    private final double[][] squares = new double[4][4];

    private final double[] sums = new double[4];

    void add(double hits, double falseAlarms, double positives, double negatives) {
      sums[0] += hits;
      sums[1] += falseAlarms;
      sums[2] += positives;
      sums[3] += negatives;
      squares[0][0] += hits * hits;
      squares[0][1] += hits * falseAlarms;
      squares[0][2] += hits * positives;
      squares[0][3] += hits * negatives;
      squares[1][1] += falseAlarms * falseAlarms;
      squares[1][2] += falseAlarms * positives;
      squares[1][3] += falseAlarms * negatives;
      squares[2][2] += positives * positives;
      squares[2][3] += positives * negatives;
      squares[3][3] += negatives * negatives;
    }

    void add(Sums other) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.sums[i];
        for (int j = i; j < sums.length; j++) {
          squares[i][j] += other.squares[i][j];
        }
      }
    }

    /** The same for nobody in: what all have in common. */
    void addOthers(Sums all) {
      sums[2] = all.sums[2];
      sums[3] = all.sums[3];
      squares[2][2] = all.squares[2][2];
      squares[2][3] = all.squares[2][3];
      squares[3][3] = all.squares[3][3];
    }

    double memberDays() {
      return sums[0] + sums[1];
    }

    Predictive told(int days) {
      double members = memberDays();
      double positives = sums[2];
      double negatives = sums[3];
      double all = positives + negatives;
      Double ofAll = all == 0 ? null : (Double) (positives / all);
      Estimate share = null;
      if (members > 0) {
        double of = sums[0] / members;
        share = between(of, error((1 - of) / members, -of / members, 0, 0), 0, 1);
      }
      Estimate lift = null;
      if (members > 0 && positives > 0) {
        double times = sums[0] / members / (positives / all);
        lift = sums[0] == 0 ? new Estimate(0, 0, 0) : lift(times, members, positives, all);
      }
      Estimate auc = null;
      if (positives > 0 && negatives > 0) {
        double hit = sums[0] / positives;
        double alarm = sums[1] / negatives;
        double error =
            error(
                0.5 / positives, -0.5 / negatives, -0.5 * hit / positives, 0.5 * alarm / negatives);
        auc = between((1 + hit - alarm) / 2, error, 0, 1);
      }
      return new Predictive(
          days, Math.round(members), Math.round(all - members), share, ofAll, lift, auc);
    }

    /** By its logarithm, as ratios are. */
    private Estimate lift(double times, double members, double positives, double all) {
      double error =
          error(1 / sums[0] - 1 / members, -1 / members, -1 / positives + 1 / all, 1 / all);
      return new Estimate(times, times * Math.exp(-Z * error), times * Math.exp(Z * error));
    }

    private static Estimate between(double value, double error, double least, double most) {
      return new Estimate(
          value, Math.max(least, value - Z * error), Math.min(most, value + Z * error));
    }

    /** Of a sum over customers of what each has, weighed so. */
    private double error(double... weights) {
      double variance = 0;
      for (int i = 0; i < weights.length; i++) {
        for (int j = i; j < weights.length; j++) {
          variance += (i == j ? 1 : 2) * weights[i] * weights[j] * squares[i][j];
        }
      }
      return Math.sqrt(Math.max(0, variance));
    }
  }
}
