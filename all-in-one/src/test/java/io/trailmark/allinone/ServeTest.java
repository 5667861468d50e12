package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may reach a started server, and with what. */
class ServeTest {
  private static final String STANDARD =
      "../segmentation/src/main/resources/playbooks/standard.yaml";

  private static final String ORDER =
      """
      {"messageId":"1","customerId":"anna","kind":"order_placed","occurredAt":"2011-12-01T10:00:00Z","properties":{"amount":"10.00"}}
      """;

  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  @Test
  void staysOnLoopbackWhateverTheEnvironmentSays() throws Exception {
    try (TrailmarkProcess server = serve(Map.of("SERVER_ADDRESS", "0.0.0.0"))) {
      int port = URI.create(server.url()).getPort();
      assertThat(Reachable.fromOutside(port)).isFalse();
    }
  }

  @Test
  void startsWhereOthersReachItOnlyIfTheyNeedAToken() throws Exception {
    try (TrailmarkProcess server = serve("--address", "0.0.0.0")) {
      assertThat(server.exitCode(60)).isEqualTo(1);
      assertThat(server.errors()).hasLineCount(1).contains("0.0.0.0", "TRAILMARK_TOKEN");
    }
    Map<String, String> token = Map.of("TRAILMARK_TOKEN", "first-token-0123456789");
    try (TrailmarkProcess server = serve(token, "--address", "0.0.0.0")) {
      int port = URI.create(server.url()).getPort();
      assertThat(Reachable.fromOutside(port)).isTrue();
      assertThat(status(server.url(), "")).isEqualTo(401);
      assertThat(status("http://127.0.0.2:" + port, "")).isEqualTo(401);
      assertThat(status("http://127.0.0.2:" + port, "first-token-0123456789")).isEqualTo(200);
      // The commands of whoever started it find what lets them in.
      try (TrailmarkProcess check =
          TrailmarkProcess.start(temporary, "check", STANDARD, "--server", server.url())) {
        assertThat(check.exitCode(60)).as(check.output() + check.errors()).isZero();
        assertThat(check.output()).contains("with the evidence of the running server");
      }
    }
  }

  @Test
  void asksForATokenOnceThereEverWasOne() throws Exception {
    Path file = Files.writeString(temporary.resolve("order.ndjson"), ORDER);
    try (TrailmarkProcess server = serve("--now", "2011-12-10T00:00:00Z")) {
      String url = server.url();
      assertThat(status(url, "")).isEqualTo(200);

      assertThat(
              command.run(
                  "token", "add", "anna", "--scopes", "query,design", "--data", data().toString()))
          .as(command.err())
          .isZero();
      String token = command.out().replaceFirst("(?s).*token: ([A-Za-z0-9_-]{16,})\\s*", "$1");
      String id = command.out().replaceFirst("(?s)token ([0-9]+) of anna.*", "$1");
      Thread.sleep(2_500);
      assertThat(status(url, "")).isEqualTo(401);
      assertThat(status(url, token)).isEqualTo(200);

      assertThat(runImport(file, url, server.key())).isEqualTo(1);
      assertThat(command.err()).contains("401");
      assertThat(
              command.run(
                  "import", "" + file, "--server", url, "--key", server.key(), "--token", token))
          .as(command.err())
          .isZero();

      assertThat(command.run("token", "revoke", id, "--data", data().toString())).isZero();
      assertThat(command.out()).containsPattern("(?m)^" + id + " +anna .*query,design .*ended");
      Thread.sleep(2_500);
      assertThat(status(url, token)).isEqualTo(401);
      assertThat(status(url, "")).isEqualTo(401);
    }
  }

  @Test
  void letsASourceChangeItsKeyWhileTheServerRuns() throws Exception {
    Path file = Files.writeString(temporary.resolve("order.ndjson"), ORDER);
    try (TrailmarkProcess server = serve("--now", "2011-12-10T00:00:00Z")) {
      String url = server.url();
      assertThat(command.run("key", "add", "shop", "--data", data().toString()))
          .as(command.err())
          .isZero();
      String key = command.out().replaceFirst("(?s).*write key: ([A-Za-z0-9_-]{16,})\\s*", "$1");
      String id = command.out().replaceFirst("(?s)key ([0-9]+) of shop.*", "$1");
      assertThat(runImport(file, url, key)).as(command.err()).isZero();

      assertThat(command.run("key", "--data", data().toString(), "revoke", id))
          .as(command.err())
          .isZero();
      assertThat(command.run("key", "list", "--data", data().toString())).isZero();
      assertThat(command.out())
          .containsPattern("(?m)^" + id + " +shop .*ended")
          .containsPattern("(?m)^[0-9]+ +default .*never$")
          .doesNotContain(key);
      Thread.sleep(2_500);
      assertThat(runImport(file, url, key)).isEqualTo(1);
      assertThat(command.err()).contains("401");
      assertThat(runImport(file, url, server.key())).isZero();

      assertThat(command.run("key", "revoke", "999", "--data", data().toString())).isEqualTo(1);
      assertThat(command.err()).contains("no key 999");
    }
  }

  private static int status(String url, String token) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + "/api/segments"));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private TrailmarkProcess serve(Map<String, String> environment, String... more) throws Exception {
    return TrailmarkProcess.serve(temporary, data(), environment, more);
  }

  private TrailmarkProcess serve(String... more) throws Exception {
    return TrailmarkProcess.serve(temporary, data(), more);
  }

  private int runImport(Path file, String url, String key) {
    return command.run("import", file.toString(), "--server", url, "--key", key);
  }
}
