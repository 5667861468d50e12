package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trailmark.allinone.Credentials.Access;
import io.trailmark.samples.OnlineRetail;
import io.trailmark.segmentation.playbook.Playbook;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BacktestTest {
  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  private Path playbook() throws Exception {
    return Files.writeString(temporary.resolve("standard.yaml"), Playbook.shipped("standard"));
  }

  /** The one semantics of rules: the backtest's last word is how customers stand live. */
  @Test
  void endsWhereTheLiveMembershipsAre() throws Exception {
    Path data = temporary.resolve("data");
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(temporary, data, "--now", "2011-12-10T00:00:00Z")) {
      String url = server.url();
      ServerClient client = new ServerClient(new Access(url, server.key()));
      importSample(client);
      join(members(url, "regular"), url, server.key());
      // Brings a survey, so that cuts are of whom there are now.
      assertThat(command.run("import", oneMore(), "--server", url, "--key", server.key()))
          .as(command.err())
          .isZero();
      String file = playbook().toString();
      Path folder = temporary.resolve("results/here");
      long head = head(client);
      assertThat(
              command.run(
                  "backtest",
                  file,
                  "--from",
                  "2011-01-01",
                  "--out",
                  folder.toString(),
                  "--server",
                  url))
          .as(command.err())
          .isZero();
      System.out.println(command.out());
      assertThat(command.out())
          .contains("Playbook \"standard\", 2011-01-01 to 2011-12-10 (UTC)\n22,191 activities in ")
          .containsPattern("(?m)^vip +[0-9]+ +[0-9,]+ +\\+[0-9,]+ +[0-9,]+ +[0-9,]+$")
          .contains(
              "days.csv, intervals.csv, overlap.csv, movements.csv, messages.csv, predictive.csv,");
      assertThat(command.out().lines()).allMatch(line -> line.length() <= 80 || line.contains("/"));
      assertThat(head(client)).isEqualTo(head);
      assertThat(Files.readString(folder.resolve("playbook.yaml")))
          .isEqualTo(Playbook.shipped("standard"));
      assertThat(Files.readAllLines(folder.resolve("days.csv"))).hasSize(1 + 8 * 344);

      JsonNode segments = client.get("/api/segments");
      String now = segments.path("now").asString();
      List<String> intervals = Files.readAllLines(folder.resolve("intervals.csv"));
      for (JsonNode segment : segments.path("segments")) {
        String id = segment.path("id").asString();
        Set<String> live = members(url, id);
        assertThat(membersAt(now, id, intervals)).as(id).isEqualTo(live);
        assertThat(live).hasSize(segment.path("size").asInt());
      }
      assertThat(members(url, "vip")).hasSizeGreaterThan(100);

      JsonNode paths = client.get("/openapi.json").path("paths");
      assertThat(paths.path("/api/backtests").path("post").toString()).contains("2011-01-01");
      assertThat(paths.has("/api/backtests/{id}/intervals.csv")).isTrue();
      // Again into the same folder; not into one that holds something else.
      assertThat(command.run("backtest", file, "--out", folder.toString(), "--server", url))
          .isZero();
      Files.writeString(folder.resolve("mine.txt"), "mine");
      assertThat(command.run("backtest", file, "--out", folder.toString(), "--server", url))
          .isEqualTo(1);
      assertThat(command.err()).contains("mine.txt");
      assertThat(command.run("backtest", file, "--to", "2011-12-11", "--server", url)).isEqualTo(1);
      assertThat(command.err()).contains("must not be after today, which is 2011-12-10");
    }
  }

  private static void importSample(ServerClient client) {
    OnlineRetail sample = OnlineRetail.sample();
    try (PurchasesSource source = new PurchasesSource(sample, sample.purchases())) {
      new HistoryImport(
              client,
              bad -> {
                throw new AssertionError(bad);
              },
              new ProgressBar(new PrintWriter(new StringWriter())))
          .run(source);
    }
  }

  /** Some of them turn out to be two by two one person. */
  private static void join(Set<String> customers, String url, String key) throws Exception {
    List<String> ids = List.copyOf(customers);
    for (int i = 0; i < 60; i += 2) {
      String path = "/v1/customers/" + ids.get(i) + "/aliases";
      assertThat(post(url + path, key, "{\"alias\":\"" + ids.get(i + 1) + "\"}")).isEqualTo(200);
    }
  }

  private String oneMore() throws Exception {
    return Files.writeString(
            temporary.resolve("one.ndjson"),
            "{\"messageId\":\"one-more\",\"customerId\":\"one-more\",\"kind\":\"logged_in\","
                + "\"occurredAt\":\"2011-12-01T00:00:00Z\"}\n")
        .toString();
  }

  private static int post(String uri, String key, String body) throws Exception {
    String basic = Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static long head(ServerClient client) {
    return client.get("/api/projections").path("position").asLong();
  }

  private static Set<String> members(String url, String segment) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url + "/api/segments/" + segment + "/members.csv"))
                .build(),
            BodyHandlers.ofLines())
        .body()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> membersAt(String now, String segment, List<String> intervals) {
    return intervals.stream()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells[0].equals(segment))
        .filter(cells -> cells[2].compareTo(now) <= 0)
        .filter(cells -> cells[3].isEmpty() || cells[3].compareTo(now) > 0)
        .map(cells -> cells[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void tellsWrongUseAndWrongPlaybooks() throws Exception {
    String file = playbook().toString();
    assertThat(command.run("backtest")).isEqualTo(2);
    assertThat(command.run("backtest", file, "--from", "soon")).isEqualTo(2);
    assertThat(command.run("backtest", file, "--from", "2011-01-02", "--to", "2011-01-01"))
        .isEqualTo(2);
    assertThat(command.run("backtest", file, "--server", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(command.err())
        .isEqualTo("No server answers at http://127.0.0.1:1: nothing listens there.\n");
    Path wrong =
        Files.writeString(
            temporary.resolve("wrong.yaml"),
            Playbook.shipped("standard").replaceFirst("less-than: 60d", "less-than: soon"));
    assertThat(command.run("backtest", wrong.toString())).isEqualTo(1);
    assertThat(command.err()).startsWith(wrong + ":").contains("`soon` is not a duration");
    assertThat(command.run("backtest", "--help")).isZero();
    assertThat(command.out()).contains("--out=DIR");
  }

  /** By a server that never comes to an end. */
  @Test
  void cancelsOnTheServerWhenItIsStopped() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch cancelled = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/backtests",
        exchange -> {
          if (exchange.getRequestMethod().equals("DELETE")) {
            cancelled.countDown();
          }
          byte[] body =
              "{\"id\":\"7\",\"status\":\"running\",\"progress\":0.5}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
          asked.countDown();
        });
    server.start();
    try (TrailmarkProcess backtest =
        TrailmarkProcess.start(
            temporary,
            "backtest",
            playbook().toString(),
            "--server",
            "http://127.0.0.1:" + server.getAddress().getPort())) {
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      backtest.terminate();
      assertThat(backtest.exitCode(20)).isNotZero();
      assertThat(cancelled.getCount()).isZero();
      assertThat(backtest.output()).contains("The backtest is cancelled.");
    } finally {
      server.stop(0);
    }
  }
}
