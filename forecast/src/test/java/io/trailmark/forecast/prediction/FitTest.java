package io.trailmark.forecast.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
  /** Twice what a fit gains over the truth is chi-squared: more than this once in 100,000. */
  private static final double MOST_GAINED = 15;

  /** Fader, Hardie and Lee 2005, table 2. */
  @Test
  void reproducesThePublishedBuying() {
    Histories histories = Cdnow.histories();
    assertThat(histories.customers()).isEqualTo(2_357);
    Fit<BgNbd> fit = Fit.bgNbd(histories).orElseThrow();
    System.out.println(fit);
    assertThat(fit.model().r()).isCloseTo(0.243, within(0.0005));
    assertThat(fit.model().alpha()).isCloseTo(4.414, within(0.0005));
    assertThat(fit.model().a()).isCloseTo(0.793, within(0.0005));
    assertThat(fit.model().b()).isCloseTo(2.426, within(0.0005));
    assertThat(fit.logLikelihood()).isCloseTo(-9582.4, within(0.05));
  }

  /** Fader and Hardie 2013, section 4. */
  @Test
  void reproducesThePublishedSpending() {
    Spendings spendings = Cdnow.spendings();
    assertThat(spendings.customers()).isEqualTo(946);
    Fit<GammaGamma> fit = Fit.gammaGamma(spendings).orElseThrow();
    System.out.println(fit);
    assertThat(fit.model().p()).isCloseTo(6.25, within(0.005));
    assertThat(fit.model().q()).isCloseTo(3.74, within(0.005));
    assertThat(fit.model().gamma()).isCloseTo(15.44, within(0.05));
  }

  /** In slow motion, so that days are as good as moments. */
  @ParameterizedTest
  @CsvSource({"0.8, 500, 0.9, 3", "2.5, 500, 1.5, 8", "0.3, 200, 0.4, 1.2"})
  void findsTheBuyingThatWasSimulated(double r, double alpha, double a, double b) {
    BgNbd truth = new BgNbd(r, alpha, a, b);
    Histories histories = Simulation.ofSeed().histories(truth, 50_000, 15_000, 70_000);
    Fit<BgNbd> fit = Fit.bgNbd(histories).orElseThrow();
    System.out.println(fit);
    assertThat(gained(fit, truth.logLikelihood(histories))).isBetween(0d, MOST_GAINED);
    assertThat(fit.model().r() / r).isCloseTo(1, within(0.1));
    assertThat(fit.model().alpha() / alpha).isCloseTo(1, within(0.1));
    assertThat(fit.model().a() / a).isCloseTo(1, within(0.15));
    assertThat(fit.model().b() / b).isCloseTo(1, within(0.15));
  }

  @ParameterizedTest
  @CsvSource({"6, 4, 15", "2, 1.5, 4000", "1.2, 0.8, 0.03"})
  void findsTheSpendingThatWasSimulated(double p, double q, double gamma) {
    GammaGamma truth = new GammaGamma(p, q, gamma);
    Spendings spendings = Simulation.ofSeed().spendings(truth, 100_000);
    Fit<GammaGamma> fit = Fit.gammaGamma(spendings).orElseThrow();
    System.out.println(fit);
    assertThat(gained(fit, truth.logLikelihood(spendings))).isBetween(0d, MOST_GAINED);
    assertThat(fit.model().p() / p).isCloseTo(1, within(0.15));
    assertThat(fit.model().q() / q).isCloseTo(1, within(0.1));
    assertThat(fit.model().gamma() / gamma).isCloseTo(1, within(0.2));
  }

  private static double gained(Fit<?> fit, double truth) {
    return fit.logLikelihood() - truth;
  }

  /** Whatever data the search is given, no other start nearby does better. */
  @Test
  void standsOnTopForWhateverData() {
    Simulation simulation = Simulation.ofSeed();
    SplittableRandom random = simulation.random();
    for (int i = 0; i < 15; i++) {
      BgNbd truth =
          new BgNbd(
              logUniform(random, 0.1, 5),
              logUniform(random, 50, 5_000),
              logUniform(random, 0.1, 5),
              logUniform(random, 0.3, 20));
      Histories histories = simulation.histories(truth, 2_000, 3_000, 20_000);
      Fit<BgNbd> fit = Fit.bgNbd(histories).orElseThrow();
      assertThat(fit.logLikelihood()).as("%s", truth).isGreaterThan(truth.logLikelihood(histories));
      for (int j = 0; j < 50; j++) {
        BgNbd near = near(fit.model(), random);
        assertThat(near.logLikelihood(histories))
            .as("%s near %s for %s", near, fit, truth)
            .isLessThan(fit.logLikelihood() + 1e-3);
      }
    }
  }

  private static BgNbd near(BgNbd model, SplittableRandom random) {
    return new BgNbd(
        model.r() * logUniform(random, 0.8, 1.25),
        model.alpha() * logUniform(random, 0.8, 1.25),
        model.a() * logUniform(random, 0.8, 1.25),
        model.b() * logUniform(random, 0.8, 1.25));
  }

  private static double logUniform(SplittableRandom random, double from, double to) {
    return from * Math.pow(to / from, random.nextDouble());
  }

  @Test
  void doesNotDependOnOrder() {
    List<int[]> customers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      customers.add(new int[] {i % 7, i % 7 == 0 ? 0 : 7 + i * 31 % 100, 110 + i % 90});
    }
    Fit<BgNbd> one = Fit.bgNbd(collected(customers)).orElseThrow();
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Collections.shuffle(customers, new Random(seed));
    assertThat(Fit.bgNbd(collected(customers)).orElseThrow()).isEqualTo(one);
  }

  private static Histories collected(List<int[]> customers) {
    Histories.Builder builder = Histories.builder();
    customers.forEach(c -> builder.add(c[0], c[1], c[2]));
    return builder.build();
  }

  /** Money in millionths gives the same parameters, but for gamma. */
  @Test
  void doesNotDependOnTheUnitOfMoney() {
    Spendings dollars = Cdnow.spendings();
    Spendings.Builder millionths = Spendings.builder();
    for (int i = 0; i < dollars.groups(); i++) {
      for (int j = 0; j < dollars.customers(i); j++) {
        millionths.add(dollars.transactions(i), 1e6 * dollars.meanValue(i));
      }
    }
    GammaGamma expected = Fit.gammaGamma(dollars).orElseThrow().model();
    GammaGamma actual = Fit.gammaGamma(millionths.build()).orElseThrow().model();
    assertThat(actual.p()).isCloseTo(expected.p(), within(1e-3));
    assertThat(actual.gamma() / 1e6).isCloseTo(expected.gamma(), within(1e-2));
  }

  @Test
  void refusesBuyingThatSaysTooLittle() {
    assertThat(Fit.bgNbd(Histories.builder().build())).isEmpty();
    Histories.Builder once = Histories.builder();
    for (int i = 0; i < 1_000; i++) {
      once.add(0, 0, i);
    }
    assertThat(Fit.bgNbd(once.build())).as("no repeat buyer").isEmpty();
    for (int i = 1; i < Fit.FEWEST_REPEAT_BUYERS; i++) {
      once.add(1, i, 100);
    }
    assertThat(Fit.bgNbd(once.build())).as("too few repeat buyers").isEmpty();
    assertThat(Fit.bgNbd(once.add(2, 50, 100).build())).isPresent();
  }

  @Test
  void refusesSpendingThatSaysTooLittle() {
    assertThat(Fit.gammaGamma(Spendings.builder().build())).isEmpty();
    Spendings.Builder same = Spendings.builder();
    for (int i = 1; i < 100; i++) {
      same.add(i, 20);
    }
    assertThat(Fit.gammaGamma(same.build())).as("all spend the same").isEmpty();
    Spendings.Builder few = Spendings.builder();
    for (int i = 1; i < Fit.FEWEST_REPEAT_BUYERS; i++) {
      few.add(i, i);
    }
    assertThat(Fit.gammaGamma(few.build())).as("too few").isEmpty();
    assertThat(Fit.gammaGamma(few.add(1, 30).build())).isPresent();
  }

  /** Nobody leaves, everybody is alike: no maximum inside the range, yet an answer. */
  @Test
  void answersAtTheEndsOfTheRange() {
    Histories.Builder regular = Histories.builder();
    for (int i = 0; i < 500; i++) {
      regular.add(50, 349 + i % 2, 351);
    }
    BgNbd model = Fit.bgNbd(regular.build()).orElseThrow().model();
    assertThat(model.alive(50, 50, 50)).isCloseTo(1, within(0.01));
    assertThat(model.expected(50, 50, 50, 10)).isCloseTo(10, within(0.3));
    Spendings.Builder alike = Spendings.builder();
    for (int i = 0; i < 500; i++) {
      alike.add(10, 20 + i % 2 * 0.001);
    }
    GammaGamma spending = Fit.gammaGamma(alike.build()).orElseThrow().model();
    assertThat(spending.expectedValue(10, 20)).isCloseTo(20, within(0.1));
  }

  @Test
  void takesSecondsForAMillionGroups() {
    Histories histories = Simulation.ofSeed().different(1_000_000);
    assertThat(histories.groups()).isGreaterThan(900_000);
    long start = System.nanoTime();
    assertThat(Fit.bgNbd(histories)).isPresent();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("a fit over " + histories.groups() + " groups took " + took);
    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }
}
