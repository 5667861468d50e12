package io.trailmark.segmentation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GammaGammaTest {
  /** Published for the CDNOW sample, in dollars. */
  private static final GammaGamma CDNOW = new GammaGamma(6.25, 3.74, 15.44);

  @ParameterizedTest
  @CsvSource({"1", "2", "17"})
  void likelihoodIsADensity(int x) {
    double sum = 0;
    double step = 0.001;
    for (double log = -10; log < 25; log += step) {
      double value = Math.exp(log);
      sum += Math.exp(CDNOW.logLikelihood(x, value)) * value * step;
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  /** Equation 1a as printed, for whole numbers: p = 2, q = 3, gamma = 5, x = 2, mean 4. */
  @Test
  void likelihoodEqualsThePrintedFormula() {
    double gammas = 720 / (6d * 2);
    double printed = gammas * Math.pow(5, 3) * Math.pow(4, 3) * Math.pow(2, 4) / Math.pow(13, 7);
    assertThat(new GammaGamma(2, 3, 5).logLikelihood(2, 4))
        .isCloseTo(Math.log(printed), within(1e-12));
  }

  /** Of simulated customers with about the same mean value: what they spend next. */
  @Test
  void expectedValueIsWhatHappens() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    double spent = 0;
    double expected = 0;
    for (int i = 0; i < 2_000_000; i++) {
      double scale = SimulatedBuyer.gamma(CDNOW.q(), random) / CDNOW.gamma();
      double mean = SimulatedBuyer.gamma(3 * CDNOW.p(), random) / (3 * scale);
      double next = SimulatedBuyer.gamma(CDNOW.p(), random) / scale;
      if (mean > 50 && mean < 60) {
        spent += next;
        expected += CDNOW.expectedValue(3, mean);
      }
    }
    assertThat(expected / spent).isCloseTo(1, within(0.02));
  }

  @Test
  void expectsTheMeanOfEverybodyOfTheUnknown() {
    double everybody = 6.25 * 15.44 / 2.74;
    assertThat(CDNOW.expectedValue(0, 0)).isCloseTo(everybody, within(1e-12));
    assertThat(CDNOW.expectedValue(1, 100)).isBetween(everybody, 100d);
    assertThat(CDNOW.expectedValue(100_000, 100)).isCloseTo(100, within(0.001));
  }

  @Test
  void saysWhenThereIsNoMean() {
    GammaGamma heavy = new GammaGamma(0.2, 0.7, 15);
    assertThat(heavy.expectedValue(0, 0)).isInfinite();
    assertThat(heavy.expectedValue(1, 10)).isInfinite();
    assertThat(heavy.expectedValue(2, 10)).isPositive().isFinite();
    assertThat(new GammaGamma(1, 1, 1).expectedValue(0, 0)).isInfinite();
  }

  @Test
  void staysFiniteForGreatBuyers() {
    assertThat(CDNOW.logLikelihood(100_000, 35)).isFinite();
    assertThat(CDNOW.logLikelihood(100_000, 1e-20)).isFinite();
  }

  @Test
  void sumsSpendings() {
    Spendings spendings = Spendings.builder().add(2, 12.5).add(1, 35).add(2, 12.5).build();
    double expected = 2 * CDNOW.logLikelihood(2, 12.5) + CDNOW.logLikelihood(1, 35);
    assertThat(CDNOW.logLikelihood(spendings)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void rejectsWhatIsNotPositive(double bad) {
    assertThatIllegalArgumentException().isThrownBy(() -> new GammaGamma(bad, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GammaGamma(1, bad, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GammaGamma(1, 1, bad));
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.logLikelihood(1, bad));
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.expectedValue(1, bad));
  }

  @Test
  void rejectsTooFewTransactions() {
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.logLikelihood(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.expectedValue(-1, 1));
  }
}
