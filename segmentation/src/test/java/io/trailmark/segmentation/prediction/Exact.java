package io.trailmark.segmentation.prediction;

import java.math.BigDecimal;
import java.math.MathContext;

/** The published formulas in sixty digits, term by term as they are printed. */
final class Exact {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-50");

  private Exact() {}

  /** ₂F₁(a, b; c; z) by its defining series, for 0 ≤ z < 1. */
  static BigDecimal hypergeometric(BigDecimal a, BigDecimal b, BigDecimal c, BigDecimal z) {
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal before = BigDecimal.ZERO;
    for (int k = 0; term.compareTo(before) > 0 || matters(term, sum); k++) {
      BigDecimal n = BigDecimal.valueOf(k);
      before = term;
      term =
          term.multiply(a.add(n), DIGITS)
              .multiply(b.add(n), DIGITS)
              .multiply(z, DIGITS)
              .divide(c.add(n).multiply(n.add(BigDecimal.ONE)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static boolean matters(BigDecimal term, BigDecimal sum) {
    return term.compareTo(sum.multiply(NEGLIGIBLE, DIGITS)) > 0;
  }

  /** (a + b − 1) / (a − 1) × [1 − (1 − z)^shape ₂F₁(shape, b; a + b − 1; z)], z = s / (1 + s). */
  static double future(double shape, double a, double b, double s) {
    BigDecimal one = BigDecimal.ONE;
    BigDecimal bigA = BigDecimal.valueOf(a);
    BigDecimal bigB = BigDecimal.valueOf(b);
    BigDecimal c = bigA.add(bigB).subtract(one);
    BigDecimal bigS = new BigDecimal(s);
    BigDecimal z = bigS.divide(bigS.add(one), DIGITS);
    BigDecimal stays =
        power(one.subtract(z), shape)
            .multiply(hypergeometric(BigDecimal.valueOf(shape), bigB, c, z), DIGITS);
    return c.multiply(one.subtract(stays, DIGITS)).divide(bigA.subtract(one), DIGITS).doubleValue();
  }

  /** For exponents that are multiples of an eighth. */
  static BigDecimal power(BigDecimal base, double exponent) {
    BigDecimal eighth = base.sqrt(DIGITS).sqrt(DIGITS).sqrt(DIGITS);
    int eighths = (int) (exponent * 8);
    if (eighths != exponent * 8) {
      throw new IllegalArgumentException("not in eighths: " + exponent);
    }
    return eighth.pow(eighths, DIGITS);
  }
}
