package io.trailmark.forecast.prediction;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import java.util.SplittableRandom;

/** Customers who do what the models' stories say. */
record Simulation(SplittableRandom random) {

  /** Prints its seed. */
  static Simulation ofSeed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Simulation(new SplittableRandom(seed));
  }

  /** Customers observed for {@code fewest} to {@code most} days, purchases of a day being one. */
  Histories histories(BgNbd model, int customers, int fewest, int most) {
    Histories.Builder builder = Histories.builder();
    for (int i = 0; i < customers; i++) {
      addBuyer(model, random.nextInt(fewest, most + 1), builder);
    }
    return builder.build();
  }

  private void addBuyer(BgNbd model, int days, Histories.Builder builder) {
    double rate = gamma(model.r()) / model.alpha() / 7;
    double one = gamma(model.a());
    double leaves = one / (one + gamma(model.b()));
    int x = 0;
    int last = 0;
    double at = wait(rate);
    boolean alive = true;
    while (alive && at < days) {
      int day = (int) Math.ceil(at);
      x += day > last ? 1 : 0;
      last = day;
      alive = random.nextDouble() >= leaves;
      at += wait(rate);
    }
    builder.add(x, last, days);
  }

  Spendings spendings(GammaGamma model, int customers) {
    Spendings.Builder builder = Spendings.builder();
    for (int i = 0; i < customers; i++) {
      int x = random.nextInt(1, 8);
      double scale = gamma(model.q()) / model.gamma();
      builder.add(x, gamma(x * model.p()) / (x * scale));
    }
    return builder.build();
  }

  /** Customers of whom hardly two look the same. */
  Histories different(int customers) {
    Histories.Builder builder = Histories.builder();
    for (int i = 0; i < customers; i++) {
      int days = random.nextInt(1_000, 3_000);
      builder.add(random.nextInt(1, 200), random.nextInt(200, days + 1), days);
    }
    return builder.build();
  }

  private double wait(double rate) {
    return -Math.log(1 - random.nextDouble()) / rate;
  }

  /** Marsaglia and Tsang 2000. */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1 / 3d;
    while (true) {
      double normal = random.nextGaussian();
      double v = Math.pow(1 + normal / Math.sqrt(9 * d), 3);
      double accepted = normal * normal / 2 + d - d * v + d * Math.log(v);
      if (v > 0 && Math.log(1 - random.nextDouble()) < accepted) {
        return d * v;
      }
    }
  }
}
