package io.trailmark.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImportTest {
  private static final String ORDERS =
      """
      {"messageId":"1","customerId":"anna","kind":"order_placed","occurredAt":"2011-12-01T10:00:00Z","properties":{"orderId":"1","amount":"10.00"}}
      {"messageId":"2","customerId":"ben","kind":"order_placed","occurredAt":"2011-01-01T10:00:00Z","properties":{"orderId":"2","amount":"20.00"}}

      {"messageId":"3","customerId":"cleo","kind":"order_placed","occurredAt":"2011-12-01","properties":{"orderId":"3","amount":"12,50"}}
      {"messageId":"4","customerId":"anna","kind":"order_placed","occurredAt":"2011-12-02T10:00:00Z","properties":{"orderId":"4","amount":"10.00"}}
      """;

  private static final Pattern COUNTS = Pattern.compile("(\\d+) recorded (\\d+) known before");

  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  @Test
  void importsStopsInSecondsAndGoesOnWhereItWas() throws Exception {
    Path file = Files.writeString(temporary.resolve("orders.ndjson"), ORDERS);
    Files.writeString(
        file, ORDERS.lines().findFirst().orElseThrow().replace("anna", "Zoé"), ISO_8859_1, APPEND);
    String key;
    try (TrailmarkProcess server = serve("--now", "2011-12-10T00:00:00Z")) {
      key = server.key();
      assertThat(key).matches("[A-Za-z0-9_-]{16,}");
      String url = server.url();
      assertThat(runImport(file, url, key)).as(command.err()).isZero();
      assertThat(command.out()).contains("3 recorded, 0 known before, 2 rejected.");
      rejectedLineIsTold(file);
      assertThat(size(url, key, "recent")).isEqualTo(1);
      assertThat(size(url, key, "ghost")).isEqualTo(1);

      assertThat(runImport(file, url, key)).isZero();
      assertThat(command.out()).contains("0 recorded, 3 known before, 2 rejected.");

      server.terminate();
      server.exitCode(15);
      assertThat(data().resolve("postgres/postmaster.pid")).doesNotExist();
    }
    try (TrailmarkProcess server = serve("--now", "2011-12-09T00:00:00Z")) {
      assertThat(server.exitCode(60)).isEqualTo(1);
      assertThat(server.errors()).hasLineCount(1).contains("2011-12-09T00:00:00Z");
    }
    try (TrailmarkProcess server = serve()) {
      assertThat(size(server.url(), key, "recent")).isEqualTo(1);
      assertThat(server.output()).doesNotContain("write key");
      server.kill();
    }
    try (TrailmarkProcess server = serve()) {
      assertThat(size(server.url(), key, "ghost")).isEqualTo(1);
    }
  }

  @Test
  void goesOnWithACsvFileWhoseImportWasKilled() throws Exception {
    String first = "Customer,When,Total\n" + rows(0, 10_000);
    Path file = Files.writeString(temporary.resolve("orders.csv"), first + rows(0, 2_000));
    Path pipe = temporary.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (TrailmarkProcess server = serve("--now", "2011-12-10T00:00:00Z");
        TrailmarkProcess importing =
            TrailmarkProcess.start(temporary, csv(pipe, server.url(), server.key()));
        OutputStream rest = Files.newOutputStream(pipe)) {
      // It waits for lines that never come.
      rest.write(first.getBytes(UTF_8));
      rest.flush();
      ServerClient client = new ServerClient(new Access(server.url(), server.key()));
      for (int i = 0; i < 600 && client.find("/api/customers/c0").isEmpty(); i++) {
        Thread.sleep(100);
      }
      importing.kill();

      assertThat(command.run(csv(file, server.url(), server.key()))).as(command.err()).isZero();
      Matcher counts = COUNTS.matcher(command.out().replace(",", ""));
      assertThat(counts.find()).as(command.out()).isTrue();
      assertThat(command.out()).containsPattern("activities were there already; going on at line");
      int recorded = Integer.parseInt(counts.group(1));
      int known = Integer.parseInt(counts.group(2));
      assertThat(known).isBetween(1_000, 10_000);
      assertThat(recorded + known).isEqualTo(12_000);

      assertThat(command.run(csv(file, server.url(), server.key()))).isZero();
      assertThat(command.out().replace(",", "")).contains("0 recorded 12000 known before");
      // Each of the first 2,000 ordered twice, by equal lines.
      assertThat(size(server.url(), server.key(), "regular")).isEqualTo(2_000);
    }
  }

  @Test
  void importsOverARestartOfTheServer() throws Exception {
    Path pipe = temporary.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    TrailmarkProcess first = serve("--now", "2011-12-10T00:00:00Z");
    try (first) {
      String url = first.url();
      String port = String.valueOf(URI.create(url).getPort());
      try (TrailmarkProcess importing =
              TrailmarkProcess.start(temporary, csv(pipe, url, first.key()));
          OutputStream lines = Files.newOutputStream(pipe)) {
        lines.write(("Customer,When,Total\n" + rows(0, 5_000)).getBytes(UTF_8));
        lines.flush();
        ServerClient client = new ServerClient(new Access(url, first.key(), ""));
        for (int i = 0; i < 600 && client.find("/api/customers/c0").isEmpty(); i++) {
          Thread.sleep(100);
        }
        // As if nothing had come for a minute: it goes on as another.
        client.post("/v1/import?import=1&last=true", "application/x-ndjson", "");
        first.kill();
        // Nobody reads them before the server is back.
        CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> finish(lines));
        try (TrailmarkProcess second =
            TrailmarkProcess.start(
                temporary, "serve", "--port", port, "--data", data().toString())) {
          rest.get(120, TimeUnit.SECONDS);
          assertThat(importing.exitCode(120)).as(importing.errors()).isZero();
          assertThat(importing.output())
              .contains("The server is away: trying again")
              .contains("0 rejected.");
          assertThat(size(second.url(), first.key(), "recent")).isEqualTo(10_000);
          assertThat(size(second.url(), first.key(), "regular")).isZero();
        }
      }
    }
  }

  private static void finish(OutputStream lines) {
    try (lines) {
      lines.write(rows(5_000, 10_000).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> "c" + n + ",2011-12-01 10:00,1.00\n")
        .collect(Collectors.joining());
  }

  private static String[] csv(Path file, String url, String key) {
    return new String[] {
      "import",
      file.toString(),
      "--server",
      url,
      "--key",
      key,
      "--format",
      "csv",
      "--zone",
      "UTC",
      "--map",
      "customerId=Customer,kind:order_placed,occurredAt=When,amount=Total"
    };
  }

  private static void rejectedLineIsTold(Path file) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(file + ".rejected"));
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).contains("\"line\":6", "not UTF-8", "Zoé");
    JsonNode rejected = JsonMapper.shared().readTree(lines.getLast());
    assertThat(rejected.path("line").asInt()).isEqualTo(4);
    assertThat(rejected.path("problem").asString()).isNotBlank();
    assertThat(rejected.path("input").asString()).contains("12,50");
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private TrailmarkProcess serve(String... more) throws Exception {
    return TrailmarkProcess.serve(temporary, data(), more);
  }

  private int runImport(Path file, String url, String key) {
    return command.run("import", file.toString(), "--server", url, "--key", key);
  }

  private static long size(String url, String key, String segment) {
    JsonNode answer = new ServerClient(new Access(url, key)).get("/api/segments");
    for (JsonNode node : answer.path("segments")) {
      if (node.path("id").asString().equals(segment)) {
        return node.path("size").asLong();
      }
    }
    throw new AssertionError("No segment " + segment + " in " + answer);
  }
}
