package io.trailmark.benchmarks;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Answers;
import io.trailmark.segmentation.review.Cause;
import io.trailmark.segmentation.review.Memberships;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Reviews per second of one core after one more activity, which is added too; beside it the same
 * with nothing kept from the review before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReviewBenchmark {
  private static final int REVIEWS = 1_000;
  private static final long SEED = 7;
  private static final long START = 1_300_000_000_000L;
  private static final long NOW = START + 2 * 365 * 86_400_000L;
  private static final List<String> KINDS =
      List.of(
          "product_viewed",
          "product_viewed",
          "product_viewed",
          "product_viewed",
          "message_opened",
          "message_opened",
          "message_clicked",
          "cart_item_added",
          "order_placed",
          "logged_in");

  @Param({"100", "10000", "100000"})
  int activities;

  @Param({"8", "50"})
  int segments;

  private Standing standing = Standing.NONE;
  private final List<byte[]> stored = new ArrayList<>();
  private final List<Customer> customers = new ArrayList<>();
  private final String[] kinds = new String[REVIEWS];

  private static final class Customer {
    final Timeline timeline;
    final Answers answers;
    Memberships memberships;
    long now = NOW;

    Customer(byte[] bytes, Standing standing) {
      timeline = Timeline.fromBytes(bytes);
      answers = new Answers(timeline);
      memberships =
          Review.at(answers, Memberships.NONE, standing, NOW, Cause.ACTIVITY, false).memberships();
    }
  }

  /** The playbook in force, and timelines of two years. */
  @Setup(Level.Trial)
  public void prepare() {
    Playbook playbook = Playbook.parse(text());
    Map<TopCut, OptionalLong> cuts = new HashMap<>();
    playbook.cuts().forEach(cut -> cuts.put(cut, OptionalLong.of(20)));
    standing =
        Standing.NONE
            .activated(1, playbook, START, false)
            .surveyed(new Survey(START, START, true, cuts));
    Random random = new Random(SEED);
    for (int i = 0; i < Math.max(1, 10_000 / activities); i++) {
      Timeline timeline = new Timeline();
      for (int n = 0; n < activities; n++) {
        timeline.add(kind(random), START + (NOW - START) / activities * n, random.nextInt(100));
      }
      stored.add(timeline.toBytes());
    }
    for (int i = 0; i < REVIEWS; i++) {
      kinds[i] = kind(random);
    }
  }

  private static String kind(Random random) {
    return KINDS.get(random.nextInt(KINDS.size()));
  }

  /** The eight standard segments, and as many more of their sort as are wanted. */
  private String text() {
    StringBuilder text = new StringBuilder("playbook: measured\nzone: UTC\ncurrency: GBP\n");
    text.append("segments:\n  - include: standard\n");
    for (int i = 8; i < segments; i++) {
      int days = 20 + i;
      String when =
          switch (i % 5) {
            case 0 -> "{ count: order_placed, within: " + days + "d, at-least: 2 }";
            case 1 -> "{ since-last: logged_in, at-least: " + days + "d }";
            case 2 ->
                "{ all: [{ count: product_viewed, within: "
                    + days
                    + "d, at-least: 5 }, { count: order_placed, within: "
                    + days
                    + "d, is: 0 }] }";
            case 3 -> "{ total: order_placed, within: " + days + "d, at-least: 1 }";
            default ->
                "{ trend: [message_opened, message_clicked], over: " + days + "d, falls-by: 30% }";
          };
      text.append("  - { id: s").append(i).append(", when: ").append(when).append(" }\n");
    }
    return text.toString();
  }

  /** Every measurement begins with the same customers. */
  @Setup(Level.Invocation)
  public void begin() {
    customers.clear();
    stored.forEach(bytes -> customers.add(new Customer(bytes, standing)));
  }

  /** As the command side does it. */
  @Benchmark
  @OperationsPerInvocation(REVIEWS)
  public void oneMoreActivity(Blackhole found) {
    for (int i = 0; i < REVIEWS; i++) {
      Customer customer = customers.get(i % customers.size());
      found.consume(review(customer, kinds[i], i, customer.answers));
    }
  }

  /** Every rule anew. */
  @Benchmark
  @OperationsPerInvocation(REVIEWS)
  public void withNothingKept(Blackhole found) {
    for (int i = 0; i < REVIEWS; i++) {
      Customer customer = customers.get(i % customers.size());
      found.consume(review(customer, kinds[i], i, new Answers(customer.timeline)));
    }
  }

  private Outcome review(Customer customer, String kind, int i, Answers answers) {
    customer.now += 60_000;
    customer.timeline.add(kind, customer.now, i % 100);
    Outcome outcome =
        Review.at(answers, customer.memberships, standing, customer.now, Cause.ACTIVITY, false);
    customer.memberships = outcome.memberships();
    return outcome;
  }

  /** Runs all, or with one argument those whose parameters are given as {@code activities=100}. */
  public static void main(String[] args) throws RunnerException {
    var options = new OptionsBuilder().include(ReviewBenchmark.class.getName());
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.param(parts[0], parts[1]);
    }
    new Runner(options.build()).run();
  }
}
