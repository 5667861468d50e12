package io.trailmark.segmentation.prediction;

/**
 * The expected number of purchases of a customer who is alive: each of the purchases to come is the
 * last one with a probability p that is Beta(a, b) distributed, and without an end there would be K
 * of them, which is negative binomial with the given shape and mean shape × s.
 *
 * <p>The published closed form (Fader, Hardie and Lee 2005, equation 10) is (a + b − 1) / (a − 1) ×
 * [1 − (1 + s)^−shape ₂F₁(shape, b; a + b − 1; s / (1 + s))], which cancels near a = 1 and
 * overflows for many purchases. The same number is computed here from positive terms only: as Σ
 * (b)ⱼ / (a + b)ⱼ × P(K > j) where that is short, since purchase j + 1 happens iff K > j and none
 * of the j before it was the last; else as the mean over p of [1 − (1 + ps)^−shape] / p.
 */
final class FuturePurchases {
  private static final int LONGEST_SERIES = 4_000;
  private static final double SMALLEST_LOG = -600;
  private static final int MOST_NODES = 1 << 17;

  private FuturePurchases() {}

  /** With a relative error below 1e-10. */
  static double expected(double shape, double a, double b, double s) {
    double series = series(shape, a, b, s);
    return Double.isNaN(series) ? integral(shape, a, b, s) : series;
  }

  /** NaN if it would be too long. */
  static double series(double shape, double a, double b, double s) {
    double none = -shape * Math.log1p(s);
    if (none < SMALLEST_LOG) {
      return Double.NaN;
    }
    double z = s / (1 + s);
    double exactly = Math.exp(none);
    double more = -Math.expm1(none);
    double goesOn = 1;
    double sum = 0;
    for (int j = 0; j < LONGEST_SERIES; j++) {
      sum += goesOn * Math.max(more, 0);
      goesOn *= (b + j) / (a + b + j);
      exactly *= z * (shape + j) / (j + 1);
      more -= exactly;
      double ratio = Math.max(z, z * (shape + j + 1) / (j + 2));
      if (ratio < 1 && goesOn * exactly * ratio <= 1e-16 * sum * (1 - ratio) * (1 - ratio)) {
        return sum;
      }
    }
    return Double.NaN;
  }

  /**
   * By the trapezoidal rule with so many nodes that twice as many make no difference; the variable
   * is the sinh of the log odds of p about their mode, which the rule likes best (Takahasi and Mori
   * 1974).
   */
  static double integral(double shape, double a, double b, double s) {
    double last = integral(shape, a, b, s, 128);
    for (int nodes = 256; nodes < MOST_NODES; nodes *= 2) {
      double next = integral(shape, a, b, s, nodes);
      if (Math.abs(next - last) <= 1e-12 * next) {
        return next;
      }
      last = next;
    }
    return last;
  }

  private static double integral(double shape, double a, double b, double s, int nodes) {
    double scale = Math.sqrt(1 / a + 1 / b);
    double reach = asinh(750 / (Math.min(a, b) * scale));
    double weights = 0;
    double sum = 0;
    for (int i = 0; i <= nodes; i++) {
      double v = reach * (2d * i / nodes - 1);
      double logOdds = scale * Math.sinh(v);
      double weight = Math.exp(logDensity(a, b, logOdds)) * Math.cosh(v);
      weights += weight;
      sum += weight * purchases(shape, s, 1 / (1 + b / a * Math.exp(-logOdds)));
    }
    return sum / weights;
  }

  /** Of the log odds less those at the mode, relative to the mode. */
  private static double logDensity(double a, double b, double logOdds) {
    return logOdds < 0
        ? a * logOdds - (a + b) * Math.log1p(a / (a + b) * Math.expm1(logOdds))
        : -b * logOdds - (a + b) * Math.log1p(b / (a + b) * Math.expm1(-logOdds));
  }

  private static double purchases(double shape, double s, double p) {
    return p < 1e-290 ? shape * s : -Math.expm1(-shape * Math.log1p(p * s)) / p;
  }

  private static double asinh(double x) {
    return Math.log(x + Math.sqrt(x * x + 1));
  }
}
