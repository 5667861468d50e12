package io.trailmark.commandside.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.access.KeyRing;
import io.trailmark.eventstore.access.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

/** Health and metrics, on a port of their own. */
class ManagementTest {
  private static final String TOKEN = "query-token-0123456789";
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z", "--management.server.port=0");
    app.bean(KeyRing.class).add(TOKEN, "anna", Set.of(Scope.QUERY), null);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    String port = app.bean(Environment.class).getRequiredProperty("local.management.port");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void tellsHealthAndMetricsThereAndNothingElse() throws Exception {
    assertThat(get("/actuator/health", TOKEN).body()).contains("UP").doesNotContain("components");
    assertThat(get("/actuator/metrics/jvm.memory.used", TOKEN).body()).contains("measurements");
    assertThat(get("/actuator/metrics", "unknown-token-0123456789").statusCode()).isEqualTo(401);
    assertThat(get("/actuator/metrics", CommandSide.KEY).statusCode()).isEqualTo(403);
    for (String path : new String[] {"env", "beans", "heapdump", "configprops", "shutdown"}) {
      assertThat(get("/actuator/" + path, TOKEN).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void keepsThemOffTheOtherPort() {
    for (String path : new String[] {"/actuator", "/actuator/health", "/actuator/metrics"}) {
      assertThat(app.getRaw(path, "Authorization", "Bearer " + TOKEN).status()).isEqualTo(404);
    }
  }
}
