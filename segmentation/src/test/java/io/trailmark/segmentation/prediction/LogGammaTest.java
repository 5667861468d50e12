package io.trailmark.segmentation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class LogGammaTest {

  @Test
  void isTheLogarithmOfFactorials() {
    BigInteger factorial = BigInteger.ONE;
    for (int n = 1; n <= 20; n++) {
      factorial = factorial.multiply(BigInteger.valueOf(n));
      double exact = Math.log(factorial.doubleValue());
      assertThat(LogGamma.of(n + 1)).isCloseTo(exact, within(1e-13 * Math.max(1, exact)));
    }
    assertThat(LogGamma.of(1)).isZero();
  }

  @Test
  void knowsHalves() {
    assertThat(LogGamma.of(0.5)).isCloseTo(Math.log(Math.PI) / 2, within(1e-14));
    assertThat(LogGamma.of(1.5)).isCloseTo(Math.log(Math.PI) / 2 - Math.log(2), within(1e-14));
  }

  /** ln x (x + 1) … (x + n − 1). */
  @Test
  void risesByProducts() {
    for (double x : new double[] {1e-6, 0.243, 0.793, 9.99, 1e3, 1e9}) {
      double sum = 0;
      for (int i = 0; i < 1_000; i++) {
        sum += Math.log(x + i);
      }
      assertThat(LogGamma.rise(x, 1_000)).isCloseTo(sum, within(1e-12 * Math.abs(sum)));
    }
  }

  /** Γ(x + d) / Γ(x) → x^d: the difference of two numbers of size 1e10 would be off by 1e-6. */
  @Test
  void doesNotCancelForLargeArguments() {
    double x = 1e9;
    double exact = 0.5 * Math.log(x) - 1 / (8 * x);
    assertThat(LogGamma.rise(x, 0.5)).isCloseTo(exact, within(1e-13));
  }
}
