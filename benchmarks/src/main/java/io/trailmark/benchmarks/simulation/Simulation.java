package io.trailmark.benchmarks.simulation;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs of the simulation, each in processes of its own on a database of its own. */
public final class Simulation implements AutoCloseable {
  /** Ahead are 29 February and both changes of the clocks. */
  private static final long START = Instant.parse("2012-01-15T00:00:00Z").toEpochMilli();

  /** Runs with kills that are compared with one without. */
  private static final int KILLED_OF_A_SEED = 4;

  private static final int KILLS = 3;
  private static final int TOLD = 10;

  private final Path home;
  private final Path playbook;
  private final EmbeddedPostgres postgres;
  private int databases;

  private Simulation(Path home, Path playbook, EmbeddedPostgres postgres) {
    this.home = home;
    this.playbook = playbook;
    this.postgres = postgres;
  }

  /** With a PostgreSQL that is never killed, so it need not wait for the disk. */
  public static Simulation in(Path home) throws IOException {
    Path playbook = home.resolve("year.yaml");
    try (InputStream in = Simulation.class.getResourceAsStream("/simulation/year.yaml")) {
      Files.write(playbook, in.readAllBytes());
    }
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
    return new Simulation(home, playbook, postgres);
  }

  /** What a run came to. */
  private record Result(
      Ledger ledger,
      Ledger expected,
      List<String> mistold,
      Map<String, Integer> hits,
      int kills,
      double seconds) {}

  /** Twice by one node and once by two. */
  public boolean whole(int customers, int days, long seed) throws Exception {
    Result first = run(customers, days, seed, 1, List.of());
    tell("one node", first);
    first.ledger().totals().forEach((step, ways) -> System.out.println("  " + step + " " + ways));
    Result second = run(customers, days, seed, 1, List.of());
    tell("the same again", second);
    Result two = run(customers, days, seed, 2, List.of());
    tell("two nodes", two);
    return isRight("one node", first, first)
        & isRight("the same again", second, first)
        & isRight("two nodes", two, first);
  }

  /** Many, each of which is ended a few times. */
  public boolean killed(int customers, int days, long seed, int runs) throws Exception {
    boolean right = true;
    Random random = new Random(seed);
    int kills = 0;
    long unknown = 0;
    Map<String, Integer> places = new TreeMap<>();
    long own = 0;
    Result calm = null;
    for (int r = 0; r < runs; r++) {
      if (calm == null || r % KILLED_OF_A_SEED == 0) {
        own = random.nextLong() >>> 16;
        calm = run(customers, days, own, 1, List.of());
      }
      int nodes = 1 + r % 2;
      List<String> faults = faults(calm.hits(), random);
      Result result = run(customers, days, own, nodes, faults);
      faults
          .subList(0, result.kills())
          .forEach(f -> places.merge(f.split(":")[0], 1, Integer::sum));
      kills += result.kills();
      unknown += result.ledger().count("unknown");
      right &= isRight("seed " + own + " killed at " + faults, result, calm);
    }
    System.out.printf(
        "%d runs with %d kills: %,d messages unknown; killed at %s%n",
        runs, kills, unknown, places);
    return right;
  }

  private static List<String> faults(Map<String, Integer> hits, Random random) {
    List<Map.Entry<String, Integer>> places = new ArrayList<>(hits.entrySet());
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < KILLS && !places.isEmpty(); i++) {
      var place = places.get(random.nextInt(places.size()));
      int hit = 1 + random.nextInt(Math.max(1, place.getValue() / KILLS));
      faults.add(place.getKey() + ":" + hit);
    }
    return faults;
  }

  private static void tell(String what, Result result) {
    Ledger ledger = result.ledger();
    System.out.printf(
        "%s: %,d messages came due: %,d sent, %,d skipped, %,d failed, %,d unknown; %.0f s%n",
        what,
        ledger.lines().size(),
        ledger.count("sent"),
        ledger.count("skipped"),
        ledger.count("failed"),
        ledger.count("unknown"),
        result.seconds());
  }

  private static boolean isRight(String what, Result result, Result calm) {
    List<String> wrong = new ArrayList<>(result.ledger().problems());
    result.mistold().forEach(d -> wrong.add("performance: " + d));
    result.ledger().differences(calm.ledger()).forEach(d -> wrong.add("differs: " + d));
    result.ledger().differences(result.expected()).forEach(d -> wrong.add("expected: " + d));
    if (result.kills() == 0 && result.ledger().count("unknown") > 0) {
      wrong.add("unknown without a kill");
    }
    if (result.ledger().lines().isEmpty()) {
      wrong.add("nothing came due");
    }
    if (!wrong.isEmpty()) {
      System.out.printf("WRONG, %s: %d problems%n", what, wrong.size());
      wrong.stream().limit(TOLD).forEach(w -> System.out.println("  " + w));
    }
    return wrong.isEmpty();
  }

  private Result run(int customers, int days, long seed, int nodes, List<String> faults)
      throws Exception {
    long began = System.nanoTime();
    String name = "year" + ++databases;
    String admin = postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", "");
    try (Connection connection = DriverManager.getConnection(admin, "postgres", "")) {
      connection.createStatement().execute("create database " + name);
    }
    String database = admin.replaceFirst("/postgres$", "/" + name);
    Path handedOver = home.resolve(name + ".sent");
    Path hits = home.resolve(name + ".hits");
    int kills = 0;
    while (true) {
      String fault = kills < faults.size() ? faults.get(kills) : "none";
      int code =
          start(
              name,
              List.of(
                  database,
                  playbook.toString(),
                  handedOver.toString(),
                  String.valueOf(customers),
                  String.valueOf(days),
                  String.valueOf(seed),
                  String.valueOf(nodes),
                  String.valueOf(START),
                  fault,
                  hits.toString()));
      if (code == 0) {
        break;
      }
      if (code != Faults.KILLED) {
        throw new IllegalStateException(
            "ended with " + code + ", see " + home.resolve(name + ".log"));
      }
      kills++;
    }
    Ledger ledger = Ledger.read(database, handedOver);
    Year.Setting setting = new Year.Setting(database, customers, days, seed, nodes, START);
    Ledger expected = new Ledger(Oracle.expected(database, setting), List.of(), new TreeMap<>());
    return new Result(
        ledger,
        expected,
        StepsTold.differences(database, setting.end(), ledger),
        counts(Files.readString(hits)),
        kills,
        (System.nanoTime() - began) / 1e9);
  }

  private int start(String name, List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Daxoniq.update-checker.disabled=true",
                "-cp",
                System.getProperty("java.class.path"),
                Year.class.getName()));
    command.addAll(1, startedQuickly());
    command.addAll(arguments);
    Path log = home.resolve(name + ".log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start()
        .waitFor();
  }

  /**
   * The first process leaves its classes as it loaded them; a directory among them forbids that.
   */
  private List<String> startedQuickly() {
    boolean jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .allMatch(path -> path.endsWith(".jar"));
    Path cache = home.resolve("classes.aot");
    return jars
        ? List.of((Files.exists(cache) ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=") + cache)
        : List.of();
  }

  private static Map<String, Integer> counts(String written) {
    Map<String, Integer> counts = new TreeMap<>();
    Matcher one = Pattern.compile("([A-Za-z ]+)=(\\d+)").matcher(written);
    while (one.find()) {
      counts.put(one.group(1).strip(), Integer.parseInt(one.group(2)));
    }
    return counts;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
