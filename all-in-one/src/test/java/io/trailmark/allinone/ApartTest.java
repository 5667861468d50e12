package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two command sides and two query sides as processes of their own, on one PostgreSQL and one
 * MongoDB.
 */
class ApartTest {
  private static final String KEY = "apart-write-key-0123456789";
  private static final String NOW = "2011-12-10T00:00:00Z";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void answersAlikeWhicheverNodeIsAsked(@TempDir Path home) throws Exception {
    try (Databases databases =
        new Databases(home.resolve("data"), new PrintWriter(System.err, true))) {
      int[] ports = IntStream.range(0, 4).map(i -> freePort()).toArray();
      List<TrailmarkProcess> nodes = new ArrayList<>();
      try {
        nodes.add(node(home, databases, "command-side", ports[0], "--trailmark.clock.now=" + NOW));
        awaitAnswer(ports[0], "/v1/imports/0", 404);
        nodes.add(node(home, databases, "command-side", ports[1]));
        nodes.add(node(home, databases, "query-side", ports[2]));
        nodes.add(node(home, databases, "query-side", ports[3]));
        awaitAnswer(ports[1], "/v1/imports/0", 404);
        awaitAnswer(ports[2], "/api/segments", 200);
        awaitAnswer(ports[3], "/api/segments", 200);

        for (int port : ports) {
          assertThat(Reachable.fromOutside(port)).isFalse();
        }
        for (int round = 0; round < 30; round++) {
          assertThat(record(ports[round % 2], round)).contains("\"accepted\":20");
        }

        awaitSame(
            ports[2],
            ports[3],
            "/api/segments",
            "\"id\":\"regular\",\"name\":\"Regular buyers\",\"size\":50");
        for (String path :
            List.of(
                "/api/segments/regular/members.csv",
                "/api/segments/recent/members.csv",
                "/api/segments/recent/days?from=2011-12-09&to=2011-12-10",
                "/api/customers/c7",
                "/api/movements?from=2011-12-09&to=2011-12-10",
                "/api/customers/c7/timeline")) {
          assertThat(stable(get(ports[2], path))).as(path).isEqualTo(stable(get(ports[3], path)));
        }
        assertThat(get(ports[2], "/api/segments/regular/members.csv").lines()).hasSize(51);
      } catch (AssertionError e) {
        for (TrailmarkProcess node : nodes) {
          System.out.println(node.output() + node.errors());
        }
        throw e;
      } finally {
        for (TrailmarkProcess node : nodes) {
          node.close();
        }
      }
    }
  }

  private static TrailmarkProcess node(
      Path home, Databases databases, String side, int port, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                side,
                "--server.port=" + port,
                "--spring.datasource.url=" + databases.postgres.jdbcUrl(),
                "--spring.datasource.username=" + PostgresServer.USER,
                "--spring.datasource.password=" + databases.postgres.password(),
                "--spring.datasource.hikari.maximum-pool-size=10",
                "--spring.mongodb.uri=" + databases.mongo.uri(),
                "--trailmark.write-key=" + KEY));
    arguments.addAll(List.of(more));
    return TrailmarkProcess.start(home, arguments.toArray(String[]::new));
  }

  /**
   * Twelve orders for each of fifty customers over all rounds; every node gets some of each
   * customer's.
   */
  private String record(int port, int round) throws Exception {
    String activities =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    """
                    {"messageId":"m-%d-%d","customerId":"c%d","kind":"%s",\
                    "occurredAt":"2011-12-09T10:00:00Z","properties":{"amount":"1.00"}}\
                    """
                        .formatted(
                            round,
                            i,
                            (round * 20 + i) % 50,
                            (round * 20 + i) / 50 < 4 ? "order_placed" : "logged_in"))
            .collect(Collectors.joining(",", "{\"activities\":[", "]}"));
    return send(HttpRequest.newBuilder(uri(port, "/v1/activities"))
            .POST(HttpRequest.BodyPublishers.ofString(activities)))
        .body();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    String basic = Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
    return http.send(
        request.header("Authorization", "Basic " + basic).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(port, path))).body();
  }

  /** What business time has to do with goes on between two answers. */
  private static String stable(String answer) {
    return answer.replaceAll("\"now\":\"[^\"]*\"", "");
  }

  private void awaitAnswer(int port, String path, int status) throws Exception {
    for (int i = 0; i < 1200; i++) {
      try {
        if (send(HttpRequest.newBuilder(uri(port, path))).statusCode() == status) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      Thread.sleep(100);
    }
    throw new AssertionError(path + " was not answered with " + status + " in time");
  }

  private void awaitSame(int one, int two, String path, String containing) throws Exception {
    String first = "";
    for (int i = 0; i < 600; i++) {
      first = get(one, path);
      if (first.contains(containing) && stable(first).equals(stable(get(two, path)))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not the same, or not " + containing + ": " + first);
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
