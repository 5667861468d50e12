package io.trailmark.benchmarks;

import io.trailmark.segmentation.backtest.Stretch;
import io.trailmark.segmentation.timeline.Properties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The standard playbook over the last 365 days by a process that knows nothing yet: from its start
 * until it has read the history, and written {@code days.csv} and {@code intervals.csv}, and ended.
 * Ours reads the stored columns from files; DuckDB its own database file, in which the activities
 * lie as they are fastest to read. Both are JVMs. The driver would unpack DuckDB's library each
 * time: that it is spared. Ours is measured as {@code trailmark} starts a JVM, as a command that
 * lives for a second may be started, and so with an AOT cache of an earlier run besides.
 *
 * <p>Linux only: the processor's time is taken from {@code /proc}.
 *
 * <p>Arguments: activities (10,000,000), customers (100,000), rounds (7), seed (7).
 */
public final class BacktestFresh {
  private static final int THREADS = 2;
  private static final double TICKS = 100;

  /** By the quick compiler alone: the other one's code comes too late for so short a life. */
  private static final String QUICKLY = "-XX:TieredStopAtLevel=1";

  private static final String LIBRARY = "libduckdb_java.so";

  private final Path folder;
  private final List<String> classPath;

  private BacktestFresh(Path folder) {
    this.folder = folder;
    this.classPath = List.of(System.getProperty("java.class.path").split(":"));
  }

  public static void main(String[] args) throws Exception {
    int activities = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    int customers = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : 7;
    System.out.printf("%,d activities of %,d customers, seed %d%n", activities, customers, seed);
    Path folder = Files.createTempDirectory("trailmark-fresh");
    try {
      BacktestFresh fresh = new BacktestFresh(folder);
      fresh.store(new GeneratedHistory(activities, customers, seed));
      fresh.unpackDriver();
      fresh.run(rounds);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted((a, b) -> b.compareTo(a)).forEach(BacktestFresh::deleteOne);
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path columns() {
    return folder.resolve("columns");
  }

  private Path database() {
    return folder.resolve("history.duckdb");
  }

  private Path driver() {
    return folder.resolve("driver");
  }

  private Path found(String whose) {
    return folder.resolve("found-" + whose);
  }

  private void store(GeneratedHistory generated) throws IOException, SQLException {
    List<String> names =
        IntStream.range(0, generated.customers()).mapToObj(GeneratedHistory::name).toList();
    Stretch.Builder builder = Stretch.builder();
    generated.each(
        (c, kind, at, amount) -> builder.add(names.get(c), kind, at, amount, Properties.NONE));
    StretchFiles.write(builder.build(), columns());
    try (BacktestSql sql = new BacktestSql(database().toString(), THREADS)) {
      try (BacktestSql.Loader rows = sql.load()) {
        generated.each(rows::add);
      }
      sql.name(names);
    }
  }

  /** The driver unpacks its library wherever it finds it in a jar, else it takes the path's. */
  private void unpackDriver() throws IOException {
    try (JarFile jar = new JarFile(driverJar())) {
      for (Enumeration<JarEntry> each = jar.entries(); each.hasMoreElements(); ) {
        JarEntry entry = each.nextElement();
        String name = entry.getName();
        boolean isLibrary = name.equals(LIBRARY + "_linux_amd64");
        if (isLibrary || name.endsWith(".class") || name.startsWith("META-INF/services/j")) {
          Path to = driver().resolve(isLibrary ? LIBRARY : name);
          Files.createDirectories(to.getParent());
          Files.copy(jar.getInputStream(entry), to);
        }
      }
    }
  }

  private String driverJar() {
    return classPath.stream().filter(e -> e.contains("duckdb_jdbc")).findFirst().orElseThrow();
  }

  /** What a process took, in seconds. */
  private record Took(double wall, double cpu) {}

  /** Somebody who takes part, and what each of their processes took. */
  private record Series(String name, List<String> command, List<Took> all) {
    Series(String name, List<String> command) {
      this(name, command, new ArrayList<>());
    }

    void run() throws IOException, InterruptedException {
      all.add(time(command));
    }

    /** The first does not count: it finds files that are not in the system's cache. */
    private double[] sorted(ToDoubleFunction<Took> of) {
      return all.stream().skip(1).mapToDouble(of).sorted().toArray();
    }

    private static double median(double[] sorted) {
      return sorted[sorted.length / 2];
    }

    double wall() {
      return median(sorted(Took::wall));
    }

    double cpu() {
      return median(sorted(Took::cpu));
    }

    @Override
    public String toString() {
      double[] walls = sorted(Took::wall);
      return "%-27s %.2f / %.2f / %.2f s, processor %.2f s"
          .formatted(name, walls[0], wall(), walls[walls.length - 1], cpu());
    }
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Files.createDirectories(found("sweep"));
    Files.createDirectories(found("sql"));
    Path cache = folder.resolve("sweep.aot");
    time(sweep(QUICKLY, "-XX:AOTCacheOutput=" + cache));
    Series sql = new Series("DuckDB", sql());
    List<Series> sweeps =
        List.of(
            new Series("sweep", sweep()),
            new Series("sweep, compiled quickly", sweep(QUICKLY)),
            new Series("the same with an AOT cache", sweep(QUICKLY, "-XX:AOTCache=" + cache)));
    for (int i = 0; i <= rounds; i++) {
      sql.run();
      for (Series each : sweeps) {
        each.run();
        compare();
      }
    }
    System.out.println("least / median / most; both files equal DuckDB's");
    System.out.println(sql);
    for (Series each : sweeps) {
      System.out.printf(
          "%s: DuckDB takes %.2f times as long, %.2f times the processor's time%n",
          each, sql.wall() / each.wall(), sql.cpu() / each.cpu());
    }
  }

  private void compare() throws IOException {
    for (String file : List.of("days.csv", "intervals.csv")) {
      if (Files.mismatch(found("sweep").resolve(file), found("sql").resolve(file)) >= 0) {
        throw new IllegalStateException(file + " differs");
      }
    }
  }

  /** As {@code trailmark} starts a JVM. */
  private List<String> sweep(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(
        List.of(
            "-Xmx2g",
            "-XX:+UseParallelGC",
            "-XX:+UseCompactObjectHeaders",
            "-cp",
            String.join(":", jars()),
            FreshSweep.class.getName(),
            columns().toString(),
            found("sweep").toString()));
    return command;
  }

  /** An AOT cache is made of classes in jars alone: this module's lies beside its folder. */
  private List<String> jars() throws IOException {
    Path target = Path.of(classPath.getFirst()).getParent();
    try (Stream<Path> files = Files.list(target)) {
      List<String> jars = new ArrayList<>(classPath);
      jars.set(
          0, files.map(Path::toString).filter(f -> f.endsWith(".jar")).findFirst().orElseThrow());
      return jars;
    }
  }

  private List<String> sql() {
    return List.of(
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.library.path=" + driver(),
        "-cp",
        classPath.getFirst() + ":" + driver(),
        FreshSql.class.getName(),
        database().toString(),
        String.valueOf(THREADS),
        found("sql").toString());
  }

  private static Took time(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst(ProcessHandle.current().info().command().orElse("java"));
    long cpu = ticksOfChildren();
    long start = System.nanoTime();
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(command + " failed");
    }
    double wall = (System.nanoTime() - start) / 1e9;
    return new Took(wall, (ticksOfChildren() - cpu) / TICKS);
  }

  /** The processor's time of children that have ended: proc(5), cutime and cstime. */
  private static long ticksOfChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }
}
