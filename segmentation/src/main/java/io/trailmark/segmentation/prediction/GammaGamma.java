package io.trailmark.segmentation.prediction;

/**
 * The Gamma-Gamma model of spend per transaction: a customer's transactions vary as Gamma(p, ν)
 * does, and ν differs between customers as Gamma(q, gamma) does. Spend is in any unit of money, the
 * same everywhere; only gamma depends on it.
 *
 * <p>A customer is told by {@code x}, the number of repeat transactions, and {@code meanValue},
 * their mean value. The model takes for granted that how much somebody spends has nothing to do
 * with how often they buy.
 *
 * <p>Source: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013.
 *
 * @param p shape of a customer's transaction values, > 0
 * @param q shape of the differences between customers, > 0: if at most 1, so few spend so much that
 *     the mean over all customers is infinite
 * @param gamma scale of the differences between customers in money, > 0
 */
public record GammaGamma(double p, double q, double gamma) {
  /**
   * @throws IllegalArgumentException if a parameter is not a finite number above 0
   */
  public GammaGamma {
    BgNbd.requirePositive("p", p);
    BgNbd.requirePositive("q", q);
    BgNbd.requirePositive("gamma", gamma);
  }

  /**
   * Natural logarithm of the likelihood (density) of one customer's mean value (equation 1a).
   *
   * @param x transactions, ≥ 1
   * @param meanValue their mean value, > 0
   * @throws IllegalArgumentException if x or meanValue is out of range
   */
  public double logLikelihood(long x, double meanValue) {
    if (x < 1) {
      throw new IllegalArgumentException("x must be at least 1, not " + x);
    }
    BgNbd.requirePositive("meanValue", meanValue);
    return counts(x) + values(x, meanValue);
  }

  /** Natural logarithm of the likelihood of all these customers. */
  public double logLikelihood(Spendings spendings) {
    double sum = 0;
    double counts = 0;
    for (int i = 0; i < spendings.groups(); i++) {
      int x = spendings.transactions(i);
      if (i == 0 || x != spendings.transactions(i - 1)) {
        counts = counts(x);
      }
      sum += spendings.customers(i) * (counts + values(x, spendings.meanValue(i)));
    }
    return sum;
  }

  /** What of the log likelihood depends on the number of transactions alone. */
  private double counts(long x) {
    return LogGamma.rise(p * x, q) - LogGamma.of(q);
  }

  private double values(long x, double meanValue) {
    double relative = gamma / (x * meanValue);
    return q * Math.log(relative) - (p * x + q) * Math.log1p(relative) - Math.log(meanValue);
  }

  /**
   * The expected mean value of the customer's transactions to come, p (gamma + x meanValue) / (px +
   * q − 1) (equation 5): between their own mean and that of everybody, the nearer to their own the
   * more they bought. Of somebody unknown for x = 0. {@link Double#POSITIVE_INFINITY} where px + q
   * ≤ 1: the model then has no finite mean, which for x = 0 is so if q ≤ 1.
   *
   * @param x transactions, ≥ 0
   * @param meanValue their mean value, > 0; of no matter if x is 0
   * @throws IllegalArgumentException if x or meanValue is out of range
   */
  public double expectedValue(long x, double meanValue) {
    if (x < 0) {
      throw new IllegalArgumentException("x must be at least 0, not " + x);
    }
    if (x > 0) {
      BgNbd.requirePositive("meanValue", meanValue);
    }
    double spent = x == 0 ? 0 : x * meanValue;
    double weight = p * x + q - 1;
    return weight <= 0 ? Double.POSITIVE_INFINITY : p * (gamma + spent) / weight;
  }
}
