package io.trailmark.segmentation.prediction;

import java.util.SplittableRandom;

/**
 * One customer who does what the model's story says, step by step.
 *
 * @param x purchases after the first until now
 * @param tx weeks from the first to the last of them
 * @param alive whether they have not left by now
 * @param later purchases after now
 */
record SimulatedBuyer(int x, double tx, boolean alive, int later) {

  static SimulatedBuyer of(BgNbd model, double weeks, double ahead, SplittableRandom random) {
    double rate = gamma(model.r(), random) / model.alpha();
    double one = gamma(model.a(), random);
    double leaves = one / (one + gamma(model.b(), random));
    int x = 0;
    int later = 0;
    double tx = 0;
    boolean alive = true;
    double at = wait(rate, random);
    while (alive && at <= weeks + ahead) {
      if (at <= weeks) {
        x++;
        tx = at;
      } else {
        later++;
      }
      alive = random.nextDouble() >= leaves;
      at += wait(rate, random);
    }
    return new SimulatedBuyer(x, tx, alive || later > 0, later);
  }

  private static double wait(double rate, SplittableRandom random) {
    return -Math.log(1 - random.nextDouble()) / rate;
  }

  /** Marsaglia and Tsang 2000. */
  static double gamma(double shape, SplittableRandom random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1 / 3d;
    while (true) {
      double normal = random.nextGaussian();
      double v = Math.pow(1 + normal / Math.sqrt(9 * d), 3);
      if (v > 0
          && Math.log(1 - random.nextDouble())
              < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
