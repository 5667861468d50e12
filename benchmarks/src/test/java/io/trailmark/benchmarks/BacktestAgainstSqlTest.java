package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.forecast.prediction.Fit;
import io.trailmark.samples.OnlineRetail;
import io.trailmark.samples.Purchase;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.backtest.Sweep;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.timeline.Properties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sweep's days.csv and intervals.csv are, byte for byte, what SQL alone makes of them. */
class BacktestAgainstSqlTest {
  private static final long DAY = 86_400_000L;
  private static final long HOUR = 3_600_000L;
  private static final LocalDate BASE = LocalDate.of(2011, 1, 1);
  private static final Playbook STANDARD = Playbook.parse(Playbook.shipped("standard"));

  private static final List<String> KINDS =
      List.of(
          "order_placed",
          "order_refunded",
          "cart_item_added",
          "message_opened",
          "message_clicked",
          "message_sent",
          "product_viewed");

  /** Distances at which something in the standard playbook changes. */
  private static final List<Long> STEPS =
      List.of(0L, 1L, 4 * HOUR, DAY, 7 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 120 * DAY, 180 * DAY);

  private record Done(int customer, String kind, long at, long amount) {}

  @Test
  void agreesOnGeneratedHistories() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("BacktestAgainstSqlTest seed " + seed);
    for (int round = 0; round < 12; round++) {
      Random random = new Random(seed + round);
      int customers = 1 + random.nextInt(random.nextBoolean() ? 12 : 150);
      List<Done> done = generated(random, customers);
      LocalDate first = BASE.plusDays(random.nextInt(500) - 30);
      LocalDate last = first.plusDays(random.nextInt(300));
      List<String> names = IntStream.range(0, customers).mapToObj("c%07d"::formatted).toList();
      compare("trailmark.seed " + (seed + round), done, names, first, last);
    }
  }

  @Test
  void agreesOnOnlineRetail() throws Exception {
    List<Purchase> purchases = OnlineRetail.sample().purchases();
    TreeSet<String> sorted = new TreeSet<>();
    purchases.forEach(purchase -> sorted.add(purchase.customerId()));
    List<String> names = List.copyOf(sorted);
    List<Done> done = new ArrayList<>();
    for (Purchase p : purchases) {
      done.add(
          new Done(
              sorted.headSet(p.customerId()).size(),
              p.kind(),
              p.occurredAt().toEpochMilli(),
              p.amount().movePointRight(2).setScale(0, RoundingMode.HALF_EVEN).longValueExact()));
    }
    compare("2011", done, names, LocalDate.of(2011, 1, 1), LocalDate.of(2011, 12, 9));
  }

  private static List<Done> generated(Random random, int customers) {
    List<Done> done = new ArrayList<>();
    for (int c = 0; c < customers; c++) {
      boolean silent = random.nextInt(8) == 0;
      int left = random.nextInt(random.nextInt(4) == 0 ? 60 : 12);
      long at = instant(random, BASE.toEpochDay() * DAY + random.nextLong(400 * DAY));
      for (; left > 0; left--) {
        String kind = silent ? "message_sent" : KINDS.get(random.nextInt(KINDS.size()));
        boolean priced = kind.startsWith("order");
        long amount =
            !priced ? 0 : random.nextBoolean() ? 100L * random.nextInt(4) : random.nextInt(9_999);
        done.add(new Done(c, kind, at, amount));
        // On from there, or back: exactly so far, or nearly, or anything.
        long step = STEPS.get(random.nextInt(STEPS.size())) * (random.nextInt(5) == 0 ? -1 : 1);
        at =
            switch (random.nextInt(4)) {
              case 0 -> at + step + random.nextInt(3) - 1;
              case 1 -> instant(random, at + random.nextLong(40 * DAY));
              default -> at + step;
            };
      }
    }
    return done;
  }

  /** Half of them at a midnight. */
  private static long instant(Random random, long near) {
    return random.nextBoolean() ? near : near / DAY * DAY;
  }

  private static void compare(
      String where, List<Done> done, List<String> names, LocalDate first, LocalDate last)
      throws Exception {
    Stretch.Builder stretch = Stretch.builder();
    StandardLoop.Builder loop = new StandardLoop.Builder(names.size());
    try (BacktestSql sql = new BacktestSql(2)) {
      try (BacktestSql.Loader rows = sql.load()) {
        for (Done a : done) {
          stretch.add(names.get(a.customer()), a.kind(), a.at(), a.amount(), Properties.NONE);
          rows.add(a.customer(), a.kind(), a.at(), a.amount());
          loop.add(a.customer(), a.kind(), a.at(), a.amount());
        }
      }
      sql.name(names);
      History history = History.of(List.of(stretch.build()));
      Sweep.Result result = Sweep.run(STANDARD, history, first, last, Fit::models);
      List<String> segments = STANDARD.segments().stream().map(Segment::id).toList();
      SweepCsv ours = new SweepCsv(segments, result, history::key);
      String what = where + ", " + first + " to " + last;
      sql.intervals(first, last);
      assertThat(text(ours::writeIntervals)).as(what).isEqualTo(text(sql::writeIntervals));
      assertThat(text(ours::writeDays)).as(what).isEqualTo(text(sql::writeDays));
      sql.grid(first, last);
      assertThat(text(sql::writeDays)).as("grid, " + what).isEqualTo(text(ours::writeDays));
      StandardLoop.Found found = StandardLoop.run(loop.build(), first, last);
      assertThat(BacktestBenchmark.same(result, found)).as("loop, " + what).isTrue();
    }
  }

  private interface Writer {
    void write(ByteArrayOutputStream out) throws IOException, SQLException;
  }

  private static String text(Writer writer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
