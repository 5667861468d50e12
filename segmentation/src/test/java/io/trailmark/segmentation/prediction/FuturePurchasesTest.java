package io.trailmark.segmentation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuturePurchasesTest {
  private static final double PRECISION = 1e-10;

  /** The published closed form in sixty digits: one purchase, thousands, near the end z = 1. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 0.75, 2.5, 0.1",
    "0.25, 0.75, 2.5, 11.75",
    "0.125, 1.5, 3, 99",
    "2.25, 0.5, 4.5, 0.0001",
    "26.25, 0.793, 28.426, 1.1",
    "26.25, 2.5, 28.426, 100",
    "300.5, 0.9, 302, 3",
    "4000.5, 0.75, 4002, 0.5",
    "100000.25, 0.75, 100002.5, 0.02",
    "100000.25, 1.25, 100002.5, 0.2",
    "0.25, 0.0625, 10, 50",
    "3.5, 200.5, 1000, 20",
  })
  void equalsThePublishedFormula(double shape, double a, double b, double s) {
    double exact = Exact.future(shape, a, b, s);
    assertThat(FuturePurchases.expected(shape, a, b, s)).isCloseTo(exact, relative(exact));
  }

  @Test
  void bothWaysOfComputingItAgree() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int compared = 0;
    for (int i = 0; i < 2_000; i++) {
      double shape = logUniform(random, 0.01, 300);
      double a = logUniform(random, 0.01, 100);
      double b = logUniform(random, 0.01, 300);
      double s = logUniform(random, 1e-6, 100);
      double series = FuturePurchases.series(shape, a, b, s);
      if (!Double.isNaN(series)) {
        compared++;
        assertThat(FuturePurchases.integral(shape, a, b, s))
            .as("shape %s, a %s, b %s, s %s", shape, a, b, s)
            .isCloseTo(series, relative(series));
      }
    }
    assertThat(compared).isGreaterThan(1_500);
  }

  @Test
  void isContinuousWhereThePublishedFormulaDividesByZero() {
    double below = FuturePurchases.expected(3.25, 1 - 1e-9, 4, 2);
    double at = FuturePurchases.expected(3.25, 1, 4, 2);
    double above = FuturePurchases.expected(3.25, 1 + 1e-9, 4, 2);
    assertThat(at).isBetween(above, below);
    assertThat(below - above).isLessThan(1e-7);
  }

  /** Who hardly ever leaves buys at the mean rate; who always leaves buys once more if at all. */
  @Test
  void meetsItsLimits() {
    assertThat(FuturePurchases.expected(5, 1e-9, 1e3, 2)).isCloseTo(10, within(1e-6));
    double once = 1 - Math.pow(3, -5);
    assertThat(FuturePurchases.expected(5, 1e9, 1e-3, 2)).isCloseTo(once, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 0.5, 100000, 1e6",
    "0.0001, 0.0001, 0.0001, 1e8",
    "1e-3, 1e4, 1e-3, 1e-12",
    "1e7, 1e-4, 1e7, 1e3",
  })
  void staysFiniteAtTheExtremes(double shape, double a, double b, double s) {
    assertThat(FuturePurchases.expected(shape, a, b, s))
        .isPositive()
        .isLessThanOrEqualTo(shape * s);
  }

  private static org.assertj.core.data.Offset<Double> relative(double value) {
    return within(PRECISION * value);
  }

  private static double logUniform(SplittableRandom random, double from, double to) {
    return from * Math.pow(to / from, random.nextDouble());
  }
}
