package io.trailmark.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import io.trailmark.allinone.Trailmark;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code trailmark serve} as a process of its own on a data folder, to be spoken to over HTTP, and
 * killed.
 */
final class Server implements AutoCloseable {
  private static final String KEY_FILE = "benchmark.key";

  private final Path data;
  private final Process process;
  private final int port;
  private final String url;
  private final String key;
  private final String authorization;
  private final HttpClient http = HttpClient.newHttpClient();

  private Server(Path data, Process process, int port, String key) {
    this.data = data;
    this.process = process;
    this.port = port;
    this.url = "http://127.0.0.1:" + port;
    this.key = key;
    this.authorization =
        "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
  }

  /** Starts on {@code data} and waits until it answers. */
  static Server start(Path data, int port, String... more)
      throws IOException, InterruptedException {
    return start(data, port, Map.of(), more);
  }

  /**
   * The same.
   *
   * @param port 0: any that is free
   * @param environment settings beside the arguments
   */
  static Server start(Path data, int port, Map<String, String> environment, String... more)
      throws IOException, InterruptedException {
    Path home = data.resolveSibling(data.getFileName() + "-home");
    Files.createDirectories(home);
    Path out = home.resolve("out.txt");
    List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
    arguments.addAll(List.of("--port", String.valueOf(port)));
    arguments.addAll(List.of(more));
    ProcessBuilder builder = trailmark(home, arguments);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectOutput(out.toFile())
            .redirectError(home.resolve("err.txt").toFile())
            .start();
    long end = System.nanoTime() + 120_000_000_000L;
    while (!Files.readString(out).contains("answers at")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "the server did not start: " + Files.readString(home.resolve("err.txt")));
      }
      Thread.sleep(50);
    }
    Path kept = home.resolve(KEY_FILE);
    Matcher key = Pattern.compile("write key: (\\S+)").matcher(Files.readString(out));
    Thread.sleep(100);
    if (key.reset(Files.readString(out)).find()) {
      Files.writeString(kept, key.group(1));
    }
    Matcher url = Pattern.compile("answers at \\S+:(\\d+)").matcher(Files.readString(out));
    int answering = url.find() ? Integer.parseInt(url.group(1)) : port;
    return new Server(data, process, answering, Files.readString(kept));
  }

  /**
   * The command side alone on a data folder's PostgreSQL: nothing is projected.
   *
   * @param port of it
   */
  static Server commandSide(Path data, int port, String... more)
      throws IOException, InterruptedException, SQLException {
    Server whole = start(data, port, more);
    String key = whole.key;
    // Its PostgreSQL goes on.
    whole.kill();
    Path home = data.resolveSibling(data.getFileName() + "-home");
    ProcessBuilder builder =
        trailmark(
            home,
            List.of("command-side", "--server.port=" + port, "--spring.main.banner-mode=off"));
    builder.environment().put("SPRING_DATASOURCE_URL", whole.databaseUrl());
    builder.environment().put("SPRING_DATASOURCE_USERNAME", "postgres");
    builder.environment().put("SPRING_DATASOURCE_PASSWORD", whole.password());
    Process process =
        builder
            .redirectOutput(home.resolve("alone.txt").toFile())
            .redirectErrorStream(true)
            .start();
    Server alone = new Server(data, process, whole.port, key);
    while (!alone.isUp()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(home.resolve("alone.txt")));
      }
      Thread.sleep(100);
    }
    return alone;
  }

  int port() {
    return port;
  }

  /** The header that lets in. */
  String authorization() {
    return "Authorization: " + authorization;
  }

  private boolean isUp() throws InterruptedException {
    try {
      return post("/v1/activities", "{\"activities\":[]}").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A connection for load, to where activities are recorded. */
  LeanClient lean() throws IOException {
    return new LeanClient(port, "/v1/activities", key);
  }

  private static ProcessBuilder trailmark(Path home, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseParallelGC",
                "-Xmx3g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Daxoniq.update-checker.disabled=true",
                "-cp",
                System.getProperty("java.class.path"),
                Trailmark.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TRAILMARK_HOME", home.toString());
    return builder;
  }

  /** Runs another command of {@code trailmark}, which finds this server, to its end. */
  void command(String... arguments) throws IOException, InterruptedException {
    Path home = data.resolveSibling(data.getFileName() + "-home");
    if (trailmark(home, List.of(arguments)).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + " failed");
    }
  }

  /** An answer's status and text. */
  record Answer(int status, String body) {}

  Answer post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request.header("Authorization", authorization).timeout(Duration.ofMinutes(5)).build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /** Body of a {@code POST /v1/activities}. */
  static String batch(List<Activity> activities) {
    StringBuilder body = new StringBuilder("{\"activities\":[");
    for (int i = 0; i < activities.size(); i++) {
      body.append(i == 0 ? "" : ",").append(activities.get(i).json());
    }
    return body.append("]}").toString();
  }

  /** A whole number in a JSON answer. */
  static long number(String json, String field) {
    Matcher m = Pattern.compile("\"" + field + "\":(-?\\d+)").matcher(json);
    return m.find() ? Long.parseLong(m.group(1)) : -1;
  }

  /** Imports history and waits until it is reviewed and surveyed. */
  void importHistory(List<Activity> activities) throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    activities.forEach(a -> lines.append(a.json()).append('\n'));
    Answer answer = post("/v1/import", lines.toString());
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
    long id = number(answer.body(), "id");
    while (!get("/v1/imports/" + id).body().contains("\"done\"")) {
      Thread.sleep(50);
    }
  }

  /** Waits until every projection has seen everything recorded by now. */
  void awaitProjected() throws IOException, InterruptedException, SQLException {
    long head;
    try (Connection db = database();
        var rows =
            db.createStatement()
                .executeQuery("select coalesce(max(global_index), 0) from domain_event")) {
      rows.next();
      head = rows.getLong(1);
    }
    while (true) {
      Matcher m =
          Pattern.compile("\"generation\":\\d+,\"position\":(\\d+)")
              .matcher(get("/api/projections").body());
      long least = Long.MAX_VALUE;
      while (m.find()) {
        least = Math.min(least, Long.parseLong(m.group(1)));
      }
      if (least >= head && least < Long.MAX_VALUE) {
        return;
      }
      Thread.sleep(20);
    }
  }

  /** Business time, in milliseconds. */
  long now() throws IOException, InterruptedException {
    Matcher m = Pattern.compile("\"now\":\"([^\"]+)\"").matcher(get("/api/segments").body());
    if (!m.find()) {
      throw new IllegalStateException("/api/segments does not say what time it is");
    }
    return Instant.parse(m.group(1)).toEpochMilli();
  }

  /** Source ids of a segment's members. */
  TreeSet<String> members(String segment) throws IOException, InterruptedException {
    String csv = get("/api/segments/" + segment + "/members.csv").body();
    TreeSet<String> members = new TreeSet<>();
    CsvReader.builder()
        .ofNamedCsvRecord(csv)
        .forEach(record -> members.add(record.getField("customer")));
    return members;
  }

  /** The embedded PostgreSQL of the data folder. */
  Connection database() throws IOException, SQLException {
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", password());
    return DriverManager.getConnection(databaseUrl(), login);
  }

  private String databaseUrl() throws IOException {
    List<String> pid = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
    return "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres?reWriteBatchedInserts=true";
  }

  private String password() throws IOException {
    return Files.readString(data.resolve("postgres.password")).strip();
  }

  /**
   * Stops PostgreSQL at once, as a crash would, and starts it again; the server goes on.
   *
   * @param away milliseconds between
   */
  void restartPostgres(long away) throws IOException, InterruptedException {
    Path folder = data.resolve("postgres");
    List<String> command = new ArrayList<>();
    for (String word : Files.readString(folder.resolve("postmaster.opts")).strip().split(" ")) {
      command.add(word.replaceAll("^\"|\"$", ""));
    }
    ProcessHandle postgres = postgres();
    new ProcessBuilder("kill", "-QUIT", String.valueOf(postgres.pid())).start().waitFor();
    postgres.onExit().join();
    Thread.sleep(away);
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(data.resolveSibling("postgres-again.txt").toFile())
        .start();
  }

  /** Ends the PostgreSQL that a killed server left. */
  void stopPostgres() throws IOException {
    postgres().destroy();
  }

  /** Bytes of the heap that are in use after a collection. */
  long liveHeap() throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
    long all = 0;
    // The generations; what comes after them is no heap.
    for (int generation = 0; generation < 2 && used.find(); generation++) {
      all += Long.parseLong(used.group(1)) << 10;
    }
    return all;
  }

  private String jcmd(String what) throws IOException, InterruptedException {
    Path jcmd =
        Path.of(ProcessHandle.current().info().command().orElseThrow()).resolveSibling("jcmd");
    Process asked =
        new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), what)
            .redirectErrorStream(true)
            .start();
    String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new IllegalStateException(answer);
    }
    return answer;
  }

  /** Processor seconds that it has taken. */
  double processor() {
    return seconds(process.toHandle());
  }

  /** Processor seconds of PostgreSQL's processes that there are now. */
  double postgresProcessor() throws IOException {
    return postgres().descendants().mapToDouble(Server::seconds).sum();
  }

  private static double seconds(ProcessHandle of) {
    return of.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  private ProcessHandle postgres() throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst());
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
      kill();
    }
  }
}
