package io.trailmark.segmentation.prediction;

/**
 * Logarithms of the gamma function, as differences, so that nothing overflows or cancels where
 * arguments are large.
 */
final class LogGamma {
  private static final int LARGE = 10;

  private LogGamma() {}

  /** ln Γ(x) for x > 0. */
  static double of(double x) {
    return rise(1, x - 1);
  }

  /**
   * ln Γ(x + d) − ln Γ(x) for x > 0 and x + d > 0, with an absolute error of about 1e-13 or, where
   * the result is large, a relative one of 1e-15.
   *
   * <p>Source: Stirling's series (NIST Digital Library of Mathematical Functions, 5.11.1), after
   * moving up to where it converges (5.5.1).
   */
  static double rise(double x, double d) {
    double moved = 1;
    double from = x;
    while (from < LARGE || from + d < LARGE) {
      moved *= from / (from + d);
      from++;
    }
    double to = from + d;
    return Math.log(moved)
        + (from - 0.5) * Math.log1p(d / from)
        + d * (Math.log(to) - 1)
        + (correction(to) - correction(from));
  }

  private static double correction(double x) {
    double u = 1 / (x * x);
    return (1 / 12d - u * (1 / 360d - u * (1 / 1260d - u * (1 / 1680d - u / 1188d)))) / x;
  }
}
