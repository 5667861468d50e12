package io.trailmark.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person is erased from a running server: no file or output of it tells of them any more. */
class ErasedEverywhereTest {
  private static final String CANARY = "canary7391";
  private static final String BACKTEST =
      "{\"version\":1,\"from\":\"2011-11-01\",\"to\":\"2011-12-09\"}";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path temporary;
  private String url = "";
  private String key = "";

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    String authorization = Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8));
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Basic " + authorization)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String order(String id, String customer) {
    return """
    {"messageId":"%s","customerId":"%s","kind":"order_placed","occurredAt":"2011-12-0%sT10:00:00Z",\
    "properties":{"orderId":"%s","amount":"10.00"}}\
    """
        .formatted(id, customer, id, id);
  }

  /** The path of a backtest that is done. */
  private String backtest() throws Exception {
    String job =
        send("POST", "/api/backtests", BACKTEST).headers().firstValue("Location").orElseThrow();
    String path = URI.create(job).getPath();
    await(() -> get(path).contains("\"status\":\"done\""));
    return path;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    for (int i = 0; !condition.holds(); i++) {
      assertThat(i).as("waited for 30 seconds").isLessThan(600);
      Thread.sleep(50);
    }
  }

  private JsonNode sizes() throws Exception {
    return JsonMapper.shared().readTree(get("/api/segments")).path("segments");
  }

  private void settle() throws Exception {
    await(
        () -> {
          JsonNode all = JsonMapper.shared().readTree(get("/api/projections")).path("projections");
          for (JsonNode p : all) {
            if (p.path("lag").longValue() > 0 || !p.path("status").asString().equals("running")) {
              return false;
            }
          }
          return true;
        });
  }

  @Test
  void leavesNobodysNameAndEveryCount() throws Exception {
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(
            temporary, temporary.resolve("data"), "--now", "2011-12-10T00:00:00Z")) {
      key = server.key();
      url = server.url();
      String id = CANARY + "@example.com";
      String activities = String.join(",", order("1", id), order("2", id), order("3", "ben"));
      send("POST", "/v1/activities", "{\"activities\":[" + activities + "]}");
      send("PUT", "/v1/customers/" + id, "{\"name\":\"%s\"}".formatted(CANARY));
      settle();
      JsonNode sizes = sizes();
      String before = backtest();
      String days = get(before + "/days.csv");
      assertThat(get("/api/segments/recent/members.csv")).contains(CANARY);
      assertThat(get(before + "/intervals.csv")).contains(CANARY);
      assertThat(get("/api/customers/" + id + "/export")).contains(CANARY);

      assertThat(send("DELETE", "/v1/customers/" + id, "").statusCode()).isEqualTo(204);

      settle();
      assertThat(sizes()).isEqualTo(sizes);
      assertThat(get("/api/segments/recent/members.csv").lines()).hasSize(3);
      for (String name : List.of("customers", "history", "messages", "movements")) {
        assertThat(send("POST", "/api/projections/" + name + "/rebuild", "").statusCode())
            .isEqualTo(202);
      }
      settle();
      assertThat(sizes()).isEqualTo(sizes);
      assertThat(get(backtest() + "/days.csv")).isEqualTo(days);
      for (String path :
          List.of("/api/segments/recent/members.csv", "/api/segments/recent/members")) {
        assertThat(get(path)).doesNotContain(CANARY);
      }
      assertThat(get(before + "/intervals.csv")).doesNotContain(CANARY);
      assertThat(get("/api/messages")).doesNotContain(CANARY);
      assertThat(send("GET", "/api/customers/" + id, "").statusCode()).isEqualTo(404);
      assertThat(server.output() + server.errors()).doesNotContain(CANARY);
      server.terminate();
      server.exitCode(20);
    }
    assertThat(filesWith(CANARY)).isEmpty();
  }

  /**
   * Beside those of PostgreSQL, which keeps deleted rows until it needs their space: what its
   * tables hold is looked at by the command side's ErasureTest.
   */
  private List<Path> filesWith(String text) throws IOException {
    Path postgres = temporary.resolve("data/postgres");
    try (Stream<Path> files = Files.walk(temporary)) {
      List<Path> looked =
          files.filter(f -> Files.isRegularFile(f) && !f.startsWith(postgres)).toList();
      assertThat(looked).anyMatch(f -> f.toString().contains("mongo"));
      return looked.stream().filter(f -> contains(f, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
