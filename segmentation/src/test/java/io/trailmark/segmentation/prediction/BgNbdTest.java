package io.trailmark.segmentation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BgNbdTest {
  /** Published for the CDNOW sample. */
  private static final BgNbd CDNOW = new BgNbd(0.243, 4.414, 0.793, 2.426);

  /** Equation 6 as printed, with gamma functions of whole numbers that anybody can check. */
  @Test
  void likelihoodEqualsThePrintedFormula() {
    BgNbd model = new BgNbd(2, 3, 2, 4);
    // r = 2, alpha = 3, a = 2, b = 4; x = 3, tx = 5, T = 9. B(a, b) = Γ(2) Γ(4) / Γ(6) = 1 / 20.
    double alive = 20 * beta(2, 7) * (24 * 9 / Math.pow(12, 5));
    double left = 20 * beta(3, 6) * (24 * 9 / Math.pow(8, 5));
    assertThat(model.logLikelihood(3, 5, 9)).isCloseTo(Math.log(alive + left), within(1e-12));
    assertThat(model.logLikelihood(0, 0, 9))
        .isCloseTo(Math.log(9 / Math.pow(12, 2)), within(1e-12));
  }

  private static double beta(int a, int b) {
    return factorial(a - 1) * factorial(b - 1) / factorial(a + b - 1);
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  /** Integrates the customer's own likelihood over rate and probability to leave. */
  @Test
  void likelihoodAndAliveEqualTheIntegral() {
    BgNbd model = new BgNbd(1.5, 3, 1.75, 2.5);
    int x = 4;
    double tx = 11;
    double T = 20;
    double rates = 0;
    double leaving = 0;
    double staying = 0;
    double norm = 0;
    double step = 0.0005;
    for (double p = step / 2; p < 1; p += step) {
      double density = Math.pow(p, 0.75) * Math.pow(1 - p, 1.5);
      norm += density * step;
      staying += density * Math.pow(1 - p, x) * step;
      leaving += density * p * Math.pow(1 - p, x - 1) * step;
    }
    double alive = 0;
    double left = 0;
    for (double rate = step / 2; rate < 20; rate += step) {
      double density = Math.sqrt(rate) * Math.exp(-3 * rate);
      rates += density * step;
      alive += density * Math.pow(rate, x) * Math.exp(-rate * T) * step;
      left += density * Math.pow(rate, x) * Math.exp(-rate * tx) * step;
    }
    double likelihood = (staying * alive + leaving * left) / (norm * rates);
    assertThat(model.logLikelihood(x, tx, T)).isCloseTo(Math.log(likelihood), within(1e-4));
    assertThat(model.alive(x, tx, T))
        .isCloseTo(staying * alive / (staying * alive + leaving * left), within(1e-4));
  }

  /** Simulated customers: among those with the same history, how many live and what they buy. */
  @Test
  void aliveAndExpectedAreWhatHappens() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    BgNbd model = new BgNbd(1.5, 6, 1.25, 2.5);
    double weeks = 26;
    double ahead = 13;
    int customers = 300_000;
    double living = 0;
    double predictedLiving = 0;
    double bought = 0;
    double predictedBought = 0;
    double again = 0;
    double predictedAgain = 0;
    for (int i = 0; i < customers; i++) {
      SimulatedBuyer buyer = SimulatedBuyer.of(model, weeks, ahead, random);
      double alive = model.alive(buyer.x(), buyer.tx(), weeks);
      double expected = model.expected(buyer.x(), buyer.tx(), weeks, ahead);
      living += buyer.alive() ? 1 : 0;
      predictedLiving += alive;
      bought += buyer.later();
      predictedBought += expected;
      if (buyer.x() >= 3 && buyer.tx() > 20) {
        again += buyer.later();
        predictedAgain += expected;
      }
    }
    assertThat(predictedLiving / living).isCloseTo(1, within(0.01));
    assertThat(predictedBought / bought).isCloseTo(1, within(0.03));
    assertThat(predictedAgain / again).isCloseTo(1, within(0.06));
  }

  /**
   * Known from the R package BTYD, to two digits: 26 purchases, the last just now; and somebody
   * new.
   */
  @Test
  void expectsWhatWasPublishedOfCustomer1516() {
    assertThat(CDNOW.expected(26, 30.86, 31, 52)).isCloseTo(25.76, within(0.01));
    assertThat(CDNOW.expected(0, 0, 0, 52)).isCloseTo(1.444, within(0.005));
  }

  @Test
  void whoNeverBoughtAgainIsAlive() {
    assertThat(CDNOW.alive(0, 0, 38.86)).isEqualTo(1);
  }

  @Test
  void whoStaysAwayLongerIsLessAlive() {
    double last = 1;
    for (double T = 30; T < 500; T += 10) {
      double alive = CDNOW.alive(12, 30, T);
      assertThat(alive).isLessThan(last).isNotNegative();
      last = alive;
    }
    assertThat(CDNOW.alive(100_000, 52, 520)).isZero();
    assertThat(CDNOW.alive(100_000, 520, 520)).isCloseTo(1, within(1e-4));
  }

  @Test
  void expectsNothingOfNoTimeAndMoreOfMore() {
    assertThat(CDNOW.expected(5, 30, 38, 0)).isZero();
    assertThat(CDNOW.expected(5, 30, 38, 52)).isGreaterThan(CDNOW.expected(5, 30, 38, 26));
  }

  @Test
  void staysFiniteForGreatBuyers() {
    assertThat(CDNOW.logLikelihood(100_000, 519, 520)).isFinite();
    assertThat(CDNOW.expected(100_000, 519.99, 520, 52)).isBetween(1_000d, 10_000d);
    assertThat(CDNOW.logLikelihood(100_000, 0, 0)).isFinite();
  }

  @Test
  void sumsHistoriesInWholeDays() {
    Histories histories =
        Histories.builder().add(0, 0, 100).add(3, 70, 91).add(1, 14, 91).add(3, 70, 91).build();
    double expected =
        CDNOW.logLikelihood(0, 0, 100 / 7d)
            + 2 * CDNOW.logLikelihood(3, 10, 13)
            + CDNOW.logLikelihood(1, 2, 13);
    assertThat(CDNOW.logLikelihood(histories)).isCloseTo(expected, within(1e-12));
    assertThat(CDNOW.logLikelihood(Histories.builder().build())).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void rejectsParametersThatAreNotPositive(double bad) {
    assertThatIllegalArgumentException().isThrownBy(() -> new BgNbd(bad, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BgNbd(1, bad, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BgNbd(1, 1, bad, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BgNbd(1, 1, 1, bad))
        .withMessageContaining("b must be");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 1", "1, -1, 1", "1, 2, 1", "0, 1, 2", "1, NaN, 2", "1, 1, Infinity"})
  void rejectsImpossibleHistories(long x, double tx, double T) {
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.alive(x, tx, T));
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.logLikelihood(x, tx, T));
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.expected(x, tx, T, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void rejectsImpossibleHorizons(double t) {
    assertThatIllegalArgumentException().isThrownBy(() -> CDNOW.expected(1, 1, 2, t));
  }
}
