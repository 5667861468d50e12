package io.trailmark.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.trailmark.forecast.prediction.Fit;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.backtest.Sweep;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.timeline.Properties;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The standard playbook over a generated history of two years, the last 365 days: the sweep over
 * columns in memory beside DuckDB (from change to change, and every customer on every day) and a
 * loop by hand, on the same rows in one run, in turns. Both sides have the history in memory,
 * sorted by kind, customer and time, before the clock starts.
 *
 * <p>Arguments: activities (10,000,000), customers (100,000), rounds (5), seed, peers: any of
 * {@code sql,grid,loop}, comma-separated, or {@code none}.
 */
public final class BacktestBenchmark {
  private static final LocalDate FIRST = GeneratedHistory.FIRST;
  private static final LocalDate LAST = GeneratedHistory.LAST;
  private static final int THREADS = 2;

  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Playbook playbook = Playbook.parse(Playbook.shipped("standard"));
  private final GeneratedHistory generated;

  private BacktestBenchmark(GeneratedHistory generated) {
    this.generated = generated;
  }

  public static void main(String[] args) throws Exception {
    int activities = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    int customers = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : System.nanoTime();
    List<String> peers = List.of((args.length > 4 ? args[4] : "sql,grid,loop").split(","));
    System.out.printf("%,d activities of %,d customers, seed %d%n", activities, customers, seed);
    new BacktestBenchmark(new GeneratedHistory(activities, customers, seed)).run(rounds, peers);
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** What one of them took, round by round. */
  private static final class Timed {
    private final String name;
    private final Work work;
    private final double[] wall;
    private final double[] cpu;

    Timed(String name, int rounds, Work work) {
      this.name = name;
      this.work = work;
      this.wall = new double[rounds];
      this.cpu = new double[rounds];
    }

    void run(int round) throws SQLException {
      if (round < wall.length) {
        long start = System.nanoTime();
        long cpuStart = CPU.getProcessCpuTime();
        work.run();
        wall[round] = (System.nanoTime() - start) / 1e9;
        cpu[round] = (CPU.getProcessCpuTime() - cpuStart) / 1e9;
      }
    }

    /** The first is cold. */
    private static double warm(double[] seconds) {
      double[] rest = Arrays.copyOfRange(seconds, Math.min(1, seconds.length - 1), seconds.length);
      Arrays.sort(rest);
      return rest[rest.length / 2];
    }

    void print(Timed ours) {
      System.out.printf(
          "%-14s cold %7.3f s (cpu %7.3f), warm %7.3f s (cpu %7.3f): %6.2f times ours cold, %6.2f"
              + " warm, %6.2f of the processor's time%n",
          name,
          wall[0],
          cpu[0],
          warm(wall),
          warm(cpu),
          wall[0] / ours.wall[0],
          warm(wall) / warm(ours.wall),
          warm(cpu) / warm(ours.cpu));
    }
  }

  private void run(int rounds, List<String> peers) throws Exception {
    History history = history();
    Sweep.Result[] result = new Sweep.Result[1];
    StandardLoop.Found[] found = new StandardLoop.Found[1];
    Timed ours =
        new Timed(
            "sweep",
            rounds,
            () -> result[0] = Sweep.run(playbook, history, FIRST, LAST, Fit::models));
    try (BacktestSql sql = new BacktestSql(THREADS)) {
      if (peers.contains("sql") || peers.contains("grid")) {
        load(sql);
      }
      Timed duck = new Timed("DuckDB", rounds, () -> sql.intervals(FIRST, LAST));
      Timed grid = new Timed("DuckDB grid", Math.min(rounds, 2), () -> sql.grid(FIRST, LAST));
      StandardLoop.Input input = peers.contains("loop") ? input() : null;
      Timed loop =
          new Timed(
              "loop by hand",
              rounds,
              () -> {
                if (input != null) {
                  found[0] = StandardLoop.run(input, FIRST, LAST);
                }
              });
      // In turns: whatever else the machine does meets them all.
      for (int i = 0; i < rounds; i++) {
        ours.run(i);
        if (peers.contains("loop")) {
          loop.run(i);
        }
        if (peers.contains("sql")) {
          duck.run(i);
        }
      }
      SweepCsv csv =
          new SweepCsv(
              playbook.segments().stream().map(Segment::id).toList(), result[0], history::key);
      if (peers.contains("sql")) {
        compare("intervals.csv", csv::writeIntervals, sql::writeIntervals);
        compare("days.csv", csv::writeDays, sql::writeDays);
      }
      if (peers.contains("grid")) {
        grid.run(0);
        grid.run(1);
        compare("days.csv by grid", csv::writeDays, sql::writeDays);
      }
      if (found[0] != null) {
        System.out.println("loop by hand: " + (same(result[0], found[0]) ? "EQUAL" : "DIFFERENT"));
      }
      print(result[0]);
      ours.print(ours);
      for (Timed peer : List.of(duck, grid, loop)) {
        if (peer.wall[0] > 0) {
          peer.print(ours);
        }
      }
    }
  }

  private void print(Sweep.Result result) {
    for (int s = 0; s < playbook.segments().size(); s++) {
      System.out.printf(
          "%-15s %,9d at the end, %,9d intervals%n",
          playbook.segments().get(s).id(),
          result.days().size(s, result.days().count() - 1),
          result.intervals().get(s).size());
    }
  }

  /** Whether a loop by hand found as many, day by day. */
  static boolean same(Sweep.Result ours, StandardLoop.Found found) {
    boolean same = true;
    for (int s = 0; s < StandardLoop.SEGMENTS; s++) {
      same &= ours.intervals().get(s).size() == found.intervals()[s];
      for (int d = 0; d < ours.days().count(); d++) {
        same &= ours.days().size(s, d) == found.size()[s][d];
        same &= ours.days().entered(s, d) == found.entered()[s][d];
        same &= ours.days().left(s, d) == found.left()[s][d];
      }
    }
    return same;
  }

  private interface Writer {
    void write(OutputStream out) throws IOException, SQLException;
  }

  private static void compare(String what, Writer ours, Writer theirs)
      throws IOException, SQLException, NoSuchAlgorithmException {
    String digest = digest(ours);
    boolean equal = digest.equals(digest(theirs));
    System.out.printf("%s: %s (%s)%n", what, equal ? "EQUAL" : "DIFFERENT", digest);
  }

  private static String digest(Writer writer)
      throws IOException, SQLException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      writer.write(out);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private History history() throws SQLException {
    Stretch.Builder builder = Stretch.builder();
    String[] names =
        IntStream.range(0, generated.customers())
            .mapToObj(GeneratedHistory::name)
            .toArray(String[]::new);
    generated.each(
        (c, kind, at, amount) -> builder.add(names[c], kind, at, amount, Properties.NONE));
    return History.of(List.of(builder.build()));
  }

  private void load(BacktestSql sql) throws SQLException {
    try (BacktestSql.Loader rows = sql.load()) {
      generated.each(rows::add);
    }
    sql.name(
        () ->
            IntStream.range(0, generated.customers()).mapToObj(GeneratedHistory::name).iterator());
  }

  private StandardLoop.Input input() throws SQLException {
    StandardLoop.Builder builder = new StandardLoop.Builder(generated.customers());
    generated.each(builder::add);
    return builder.build();
  }
}
