package io.trailmark.forecast.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.LocalizedOptimFormats;
import org.junit.jupiter.api.Test;

class LikelihoodTest {
  private static final double[][] STARTS = {{1, 1}};

  /** A hill with its top at 2, 3. */
  private static double hill(double[] point) {
    double x = Math.log(point[0] / 2);
    double y = Math.log(point[1] / 3);
    return -x * x - y * y - x * y;
  }

  private static double[] top(Likelihood<String, double[]> likelihood) {
    return likelihood.fit("", 1, (data, step) -> data, STARTS).model();
  }

  @Test
  void findsTheTop() {
    assertThat(top(new Likelihood<>(point -> point, (point, data) -> hill(point))))
        .containsExactly(new double[] {2, 3}, within(1e-4));
  }

  /** As it does now and then where rounding errors make the top a flight of stairs. */
  @Test
  void goesOnWhereTheQuadraticModelGivesUp() {
    AtomicInteger calls = new AtomicInteger();
    Likelihood<String, double[]> likelihood =
        new Likelihood<>(
            point -> point,
            (point, data) -> {
              if (calls.incrementAndGet() == 8) {
                throw new MathIllegalStateException(LocalizedOptimFormats.TRUST_REGION_STEP_FAILED);
              }
              return hill(point);
            });
    assertThat(top(likelihood)).containsExactly(new double[] {2, 3}, within(1e-2));
    assertThat(calls.get()).isGreaterThan(8);
  }

  @Test
  void staysInTheRange() {
    Likelihood<String, double[]> likelihood =
        new Likelihood<>(point -> point, (point, data) -> Math.log(point[0]) - Math.log(point[1]));
    assertThat(top(likelihood)).containsExactly(new double[] {1e4, 1e-4}, within(1e-3));
  }
}
