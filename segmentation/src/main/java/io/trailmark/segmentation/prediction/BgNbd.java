package io.trailmark.segmentation.prediction;

/**
 * The BG/NBD model of repeat buying. While alive a customer buys at random at a rate per week that
 * differs between customers as Gamma(r, alpha) does; after each purchase they leave for good with a
 * probability that differs as Beta(a, b) does.
 *
 * <p>A customer is told by three numbers: {@code x}, the purchases after the first; {@code tx}, the
 * weeks from the first to the last purchase (0 if x is 0); {@code T}, the weeks from the first
 * purchase to now. Time is in weeks (days / 7), the unit of the published tables; only alpha
 * depends on it.
 *
 * <p>Source: Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to the
 * Pareto/NBD Model", Marketing Science 24(2), 2005.
 *
 * @param r shape of the purchase rates, > 0
 * @param alpha scale of the purchase rates in weeks, > 0: their mean is r / alpha per week
 * @param a first shape of the probabilities to leave, > 0
 * @param b second shape of the probabilities to leave, > 0: their mean is a / (a + b)
 */
public record BgNbd(double r, double alpha, double a, double b) {
  static final double DAYS_PER_WEEK = 7;

  /**
   * @throws IllegalArgumentException if a parameter is not a finite number above 0
   */
  public BgNbd {
    requirePositive("r", r);
    requirePositive("alpha", alpha);
    requirePositive("a", a);
    requirePositive("b", b);
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be a finite number above 0, not " + value);
    }
  }

  /**
   * Natural logarithm of the likelihood of one customer (equation 6, without overflow: Fader and
   * Hardie, "Overcoming the BG/NBD Model's #NUM! Error Problem", 2013).
   *
   * @param x purchases after the first, ≥ 0
   * @param tx weeks from the first to the last purchase
   * @param T weeks from the first purchase to now
   * @throws IllegalArgumentException unless 0 ≤ tx ≤ T, all finite, and tx is 0 if x is
   */
  public double logLikelihood(long x, double tx, double T) {
    requireHistory(x, tx, T);
    return counts(x) - (r + x) * Math.log(alpha + T) + log1pExp(logOddsOfHavingLeft(x, tx, T));
  }

  /** Natural logarithm of the likelihood of all these customers. */
  public double logLikelihood(Histories histories) {
    double[] logs = new double[histories.longest() + 1];
    for (int day = 0; day < logs.length; day++) {
      logs[day] = Math.log(alpha + day / DAYS_PER_WEEK);
    }
    double sum = 0;
    for (int from = 0; from < histories.groups(); from = histories.endOfRun(from)) {
      sum += logLikelihood(histories, from, logs);
    }
    return sum;
  }

  /** Of those who bought as often as the group at {@code from}. */
  private double logLikelihood(Histories histories, int from, double[] logs) {
    int x = histories.purchases(from);
    double rate = r + x;
    double counts = counts(x);
    double left = x == 0 ? Double.NEGATIVE_INFINITY : Math.log(a / (b + x - 1));
    double sum = 0;
    for (int i = from, to = histories.endOfRun(from); i < to; i++) {
      double now = logs[histories.days(i)];
      double odds = x == 0 ? left : left + rate * (now - logs[histories.lastDay(i)]);
      sum += histories.customers(i) * (counts - rate * now + log1pExp(odds));
    }
    return sum;
  }

  /**
   * The probability that the customer is still alive, in [0, 1]; 1 if they never bought again,
   * since one leaves only after a repeat purchase (Fader, Hardie and Lee, "Computing P(alive) Using
   * the BG/NBD Model", 2008).
   *
   * @param x purchases after the first, ≥ 0
   * @param tx weeks from the first to the last purchase
   * @param T weeks from the first purchase to now
   * @throws IllegalArgumentException unless 0 ≤ tx ≤ T, all finite, and tx is 0 if x is
   */
  public double alive(long x, double tx, double T) {
    requireHistory(x, tx, T);
    return 1 / (1 + Math.exp(logOddsOfHavingLeft(x, tx, T)));
  }

  /**
   * The expected number of purchases in the {@code t} weeks after now, that is in (T, T + t], given
   * what the customer did until now (equation 10); of a new customer for x = 0, tx = 0, T = 0.
   *
   * @param x purchases after the first, ≥ 0
   * @param tx weeks from the first to the last purchase
   * @param T weeks from the first purchase to now
   * @param t weeks to look ahead, ≥ 0
   * @throws IllegalArgumentException unless 0 ≤ tx ≤ T and 0 ≤ t, all finite, and tx is 0 if x is
   */
  public double expected(long x, double tx, double T, double t) {
    if (!(t >= 0 && t < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("t must be a finite number of weeks from 0, not " + t);
    }
    return t == 0
        ? 0
        : alive(x, tx, T) * FuturePurchases.expected(r + x, a, b + x, t / (alpha + T));
  }

  private static void requireHistory(long x, double tx, double T) {
    boolean ordered = 0 <= tx && tx <= T && T < Double.POSITIVE_INFINITY;
    if (x < 0 || !ordered || x == 0 && tx > 0) {
      throw new IllegalArgumentException(
          "x, tx and T must be at least 0, tx at most T, and 0 if x is; not x %d, tx %s, T %s"
              .formatted(x, tx, T));
    }
  }

  /** What of the log likelihood depends on the number of purchases alone. */
  private double counts(long x) {
    return LogGamma.rise(r, x)
        + r * Math.log(alpha)
        + LogGamma.rise(b, x)
        - LogGamma.rise(a + b, x);
  }

  private double logOddsOfHavingLeft(long x, double tx, double T) {
    return x == 0
        ? Double.NEGATIVE_INFINITY
        : Math.log(a / (b + x - 1)) + (r + x) * Math.log1p((T - tx) / (alpha + tx));
  }

  private static double log1pExp(double y) {
    return y > 0 ? y + Math.log1p(Math.exp(-y)) : Math.log1p(Math.exp(y));
  }
}
