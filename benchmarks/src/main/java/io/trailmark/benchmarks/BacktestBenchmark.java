package io.trailmark.benchmarks;

import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.backtest.Sweep;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The standard playbook over a generated history of two years, the last 365 days: the sweep over
 * columns in memory.
 *
 * <p>Arguments: activities (10,000,000), customers (100,000), rounds (10), seed.
 */
public final class BacktestBenchmark {
  private static final long DAY = 86_400_000L;
  private static final long END = Instant.parse("2011-12-10T00:00:00Z").toEpochMilli();
  private static final LocalDate LAST = LocalDate.of(2011, 12, 9);

  private static final com.sun.management.OperatingSystemMXBean CPU =
      (com.sun.management.OperatingSystemMXBean)
          java.lang.management.ManagementFactory.getOperatingSystemMXBean();

  private BacktestBenchmark() {}

  public static void main(String[] args) {
    int activities = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    int customers = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : System.nanoTime();
    System.out.printf("%,d activities of %,d customers, seed %d%n", activities, customers, seed);
    History history = history(activities, customers, new Random(seed));
    Playbook playbook = Playbook.parse(Playbook.shipped("standard"));
    double[] seconds = new double[rounds];
    double[] cpuSeconds = new double[rounds];
    Sweep.Result result = null;
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      long cpu = CPU.getProcessCpuTime();
      result = Sweep.run(playbook, history, LAST.minusDays(364), LAST, Fit::models);
      seconds[i] = (System.nanoTime() - start) / 1e9;
      cpuSeconds[i] = (CPU.getProcessCpuTime() - cpu) / 1e9;
    }
    System.out.println("wall " + Arrays.toString(seconds));
    System.out.println("cpu  " + Arrays.toString(cpuSeconds));
    for (int s = 0; result != null && s < playbook.segments().size(); s++) {
      System.out.printf(
          "%-15s %,9d at the end, %,9d intervals%n",
          playbook.segments().get(s).id(),
          result.days().size(s, result.days().count() - 1),
          result.intervals().get(s).size());
    }
  }

  /** Heavy tails: a few customers do much of everything. */
  private static History history(int activities, int customers, Random random) {
    Stretch.Builder builder = Stretch.builder();
    String[] keys =
        IntStream.range(0, customers).mapToObj("c%07d"::formatted).toArray(String[]::new);
    for (int i = 0; i < activities; i++) {
      int customer = (int) (customers * Math.pow(random.nextDouble(), 1.6));
      long at = END - 1 - random.nextLong(730 * DAY);
      int dice = random.nextInt(1_000);
      if (dice < 35) {
        long amount = Math.round(2_000 * Math.exp(random.nextGaussian()));
        builder.add(keys[customer], "order_placed", at, amount, Properties.NONE);
      } else {
        String kind =
            dice < 40
                ? "order_refunded"
                : dice < 100
                    ? "cart_item_added"
                    : dice < 300
                        ? "message_opened"
                        : dice < 350
                            ? "message_clicked"
                            : dice < 550 ? "message_sent" : "product_viewed";
        long amount = dice < 40 ? 1_000 : 0;
        builder.add(keys[customer], kind, at, amount, Properties.NONE);
      }
    }
    return History.of(List.of(builder.build()));
  }
}
