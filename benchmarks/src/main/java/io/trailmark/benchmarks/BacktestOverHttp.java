package io.trailmark.benchmarks;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.sun.management.OperatingSystemMXBean;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.trailmark.forecast.prediction.Fit;
import io.trailmark.queryside.history.HistoryMemory;
import io.trailmark.queryside.history.HistorySnapshot;
import io.trailmark.segmentation.backtest.Backtest;
import io.trailmark.segmentation.backtest.Sweep;
import io.trailmark.segmentation.playbook.Playbook;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * The standard playbook over the last 365 days, from {@code POST /api/backtests} until its
 * server-sent events tell what was found: over the history of {@link BacktestBenchmark}, which the
 * query side reads from PostgreSQL and has in memory before the clock starts. Beside it, in turns,
 * in the same process: the same backtest without a job and without storing anything, and the sweep
 * alone.
 *
 * <p>MongoDB is embedded in this process, and so is who asks: the processor's time is of all of
 * them. The other read models stay empty; they have no part in this.
 *
 * <p>Arguments: activities (10,000,000), customers (100,000), rounds (7), warm-up rounds (10), seed
 * (7).
 */
public final class BacktestOverHttp {
  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final String DATABASE = "backtest";
  private static final String PLAYBOOK = Playbook.shipped("standard");
  private static final String ASKED =
      "{\"version\":1,\"from\":\"%s\",\"to\":\"%s\"}"
          .formatted(GeneratedHistory.FIRST, GeneratedHistory.LAST);

  private final QuerySide side;
  private final Playbook playbook = Playbook.parse(PLAYBOOK);
  private String answer = "";

  private BacktestOverHttp(QuerySide side) {
    this.side = side;
  }

  public static void main(String[] args) throws Exception {
    int activities = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    int customers = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    int warmUp = args.length > 3 ? Integer.parseInt(args[3]) : 10;
    long seed = args.length > 4 ? Long.parseLong(args[4]) : 7;
    System.out.printf("%,d activities of %,d customers, seed %d%n", activities, customers, seed);
    GeneratedHistory generated = new GeneratedHistory(activities, customers, seed);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .start()) {
      Path file = Files.createTempDirectory("trailmark-backtest").resolve("mongo.mv");
      MongoServer mongo = new MongoServer(new H2Backend(file.toString()));
      String uri = "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/" + DATABASE;
      String url = postgres.getJdbcUrl("postgres", "postgres");
      // Makes the tables.
      QuerySide.start(url, uri, "--trailmark.clock.now=2011-12-10T00:00:00Z").close();
      long last = record(url, generated);
      skip(uri, last);
      long start = System.nanoTime();
      try (QuerySide side = QuerySide.start(url, uri)) {
        side.await(last);
        System.out.printf(
            "read the log and stored the history in %.1f s%n", Elapsed.seconds(start));
        new BacktestOverHttp(side).run(rounds, warmUp);
      }
      mongo.shutdownNow();
    }
    System.exit(0);
  }

  private static long record(String postgres, GeneratedHistory generated) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = DriverManager.getConnection(postgres)) {
      RecordedActivities.activate(connection, PLAYBOOK);
      try (RecordedActivities recorded = new RecordedActivities(connection, generated)) {
        generated.each(recorded);
      }
      connection.createStatement().execute("vacuum analyze domain_event");
      try (ResultSet newest =
          connection.createStatement().executeQuery("select max(global_index) from domain_event")) {
        newest.next();
        System.out.printf("recorded in %.1f s%n", Elapsed.seconds(start));
        return newest.getLong(1);
      }
    }
  }

  /** Lets projections believe that they have seen the log; the history keeps its own account. */
  private static void skip(String mongo, long position) {
    try (MongoClient client = MongoClients.create(mongo)) {
      MongoCollection<Document> tokens = client.getDatabase(DATABASE).getCollection("tokens");
      byte[] token = "{\"globalIndex\":%d}".formatted(position).getBytes(StandardCharsets.UTF_8);
      for (Document entry : tokens.find()) {
        tokens.updateOne(
            new Document("_id", entry.get("_id")),
            new Document("$set", new Document("token", new Binary(token))));
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void run(int rounds, int warmUp) throws Exception {
    HistoryMemory memory = side.context().getBean(HistoryMemory.class);
    List<Series> all =
        List.of(
            new Series("over HTTP", this::overHttp),
            new Series("no job, nothing stored", () -> backtest(memory)),
            new Series("sweep alone", () -> sweep(memory)));
    for (int i = 0; i < warmUp; i++) {
      for (Series each : all) {
        each.run();
      }
    }
    System.out.printf("warm-up: %s%n", all.getFirst());
    all.forEach(Series::clear);
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      for (Series each : all) {
        each.run();
      }
      told.add(Server.number(answer, "tookMillis"));
    }
    System.out.println(answer);
    all.forEach(System.out::println);
    System.out.printf("tookMillis of the job: %s%n", told.stream().sorted().toList());
  }

  /** What one of them took, round by round. */
  private static final class Series {
    private final String name;
    private final Work work;
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    Series(String name, Work work) {
      this.name = name;
      this.work = work;
    }

    void run() throws Exception {
      long start = System.nanoTime();
      long cpuStart = CPU.getProcessCpuTime();
      work.run();
      wall.add(Elapsed.seconds(start));
      cpu.add((CPU.getProcessCpuTime() - cpuStart) / 1e9);
    }

    void clear() {
      wall.clear();
      cpu.clear();
    }

    private static String told(List<Double> seconds) {
      List<Double> sorted = seconds.stream().sorted().toList();
      return "%.3f / %.3f / %.3f s"
          .formatted(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
    }

    /** Minimum, median, maximum. */
    @Override
    public String toString() {
      return "%-24s %s, processor %s".formatted(name, told(wall), told(cpu));
    }
  }

  /** As a browser does it. */
  private void overHttp() throws Exception {
    String id = side.post("/api/backtests", ASKED).replaceFirst(".*?\"id\":\"(\\d+)\".*", "$1");
    HttpResponse<Stream<String>> events =
        side.http()
            .send(
                side.request("/api/backtests/" + id + "/events").build(),
                HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      answer =
          lines.dropWhile(line -> !line.startsWith("event:done")).skip(1).findFirst().orElseThrow();
    }
  }

  private void backtest(HistoryMemory memory) {
    Backtest.Question question =
        new Backtest.Question(
            playbook, playbook, GeneratedHistory.FIRST, GeneratedHistory.LAST, Long.MAX_VALUE);
    try (HistorySnapshot snapshot = memory.current()) {
      Backtest.run(question, snapshot, Fit::models, fraction -> {}, (shard, intervals) -> {});
    }
  }

  /** Shard by shard, with cuts of their own: as much to do as for all at once. */
  private void sweep(HistoryMemory memory) {
    try (HistorySnapshot snapshot = memory.current()) {
      for (int i = 0; i < snapshot.shards(); i++) {
        Sweep.run(
            playbook,
            snapshot.shard(i, property -> false),
            GeneratedHistory.FIRST,
            GeneratedHistory.LAST,
            Fit::models);
      }
    }
  }
}
