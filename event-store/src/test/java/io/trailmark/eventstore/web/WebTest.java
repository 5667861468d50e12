package io.trailmark.eventstore.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.eventstore.TestPostgres;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebTest {
  private static final TestPostgres.Database DATABASE = TestPostgres.freshDatabase();
  private static ConfigurableApplicationContext context;

  @EnableAutoConfiguration
  @Import(Endpoint.class)
  static class Application {}

  @RestController
  static class Endpoint {
    private final JdbcTemplate jdbc;

    Endpoint(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    @PutMapping("/customers/{id}")
    String put(@PathVariable String id) {
      return id;
    }

    @RequestMapping("/named")
    String named(@RequestParam(required = false) @Nullable String name) {
      return "" + name;
    }

    @GetMapping("/failing")
    String fail() {
      throw new IllegalStateException("the inside");
    }

    @GetMapping("/overflowing")
    String overflow() {
      return overflow();
    }

    @GetMapping("/asking")
    String ask() {
      return jdbc.queryForObject("select 'an answer'", String.class);
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .run(
                "--server.port=0",
                "--trailmark.hosts=trail.example",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + DATABASE.url(),
                "--spring.datasource.username=" + DATABASE.user(),
                "--spring.datasource.password=" + DATABASE.password(),
                "--spring.datasource.hikari.connection-timeout=250");
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static String host() {
    return "127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", "text/html")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static JsonNode problem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode body = JsonMapper.shared().readTree(response.body());
    assertThat(body.path("status").intValue()).isEqualTo(status);
    return body;
  }

  @Test
  void takesEncodedSlashesForPartOfAnId() throws Exception {
    assertThat(send("PUT", "/customers/gid%3A%2F%2Fshop%2f7%5C").body())
        .isEqualTo("gid://shop/7\\");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/failing", "/overflowing"})
  void tellsNothingOfTheInside(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);
    assertThat(problem(response, 500).path("detail").asString()).contains("log");
    assertThat(response.body()).doesNotContain("inside", "xception", "StackOverflow");
  }

  /** {@code curl --data-binary} says of every body that it is a form. */
  @Test
  void saysThatParametersCannotBeRead() throws Exception {
    HttpResponse<String> address = send("GET", "/named?name=%ff");
    assertThat(problem(address, 400).path("detail").asString()).contains("percent-encoded");
    HttpRequest noForm =
        HttpRequest.newBuilder(URI.create("http://" + host() + "/named"))
            .POST(HttpRequest.BodyPublishers.ofString("top: 10%, of: orders"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> body = http.send(noForm, HttpResponse.BodyHandlers.ofString());
      assertThat(problem(body, 400).path("detail").asString()).contains("Content-Type");
    }
  }

  @Test
  void answersUnknownPathsAndWrongMethodsWithProblemDetails() throws Exception {
    problem(send("GET", "/nowhere"), 404);
    problem(send("GET", "/error"), 404);
    problem(send("DELETE", "/failing"), 405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/customers/%00", "/customers/a%00b", "/customers/%zz", "/customers/a|b"})
  void answersPathsThatAreNoneWithProblemDetails(String path) throws IOException {
    String[] parts = raw("PUT", path).split("\r\n\r\n", 2);
    assertThat(parts[0]).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(parts[1]).contains("%00");
  }

  /** What the fuzzer found: each was answered with 5xx, or without a word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: ;;/",
        "Accept: application/json;q=nonsense",
        "Accept: text/csv\r\nAccept: /",
        "Transfer-Encoding: gzip"
      })
  void answersHeadersThatCannotBeReadWithProblemDetails(String header) throws IOException {
    String[] parts =
        rawWith("PUT", "/customers/7", "Host: " + host() + "\r\n" + header).split("\r\n\r\n", 2);
    assertThat(parts[0]).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(parts[1]).contains("\"status\":400").contains(header.split(":")[0]);
  }

  /** The same: they were answered with 500. */
  @ParameterizedTest
  @MethodSource("headersOfNoMatter")
  void isNotTroubledByHeadersThatNobodyAsksFor(String header) throws IOException {
    String answer = rawWith("PUT", "/customers/7", "Host: " + host() + "\r\n" + header);
    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  /** Tomcat refuses it by itself. */
  @Test
  void refusesToTraceWithAProblemDetailWhateverIsAccepted() throws IOException {
    String answer = rawWith("TRACE", "/asking", "Host: " + host() + "\r\nAccept: ;;/");
    assertThat(answer).startsWith("HTTP/1.1 405").contains("application/problem+json");
  }

  /** Spring would read it as a form, and fail where it is none. */
  @Test
  void leavesBodiesThatCallThemselvesFormsAlone() throws Exception {
    HttpRequest noForm =
        HttpRequest.newBuilder(URI.create("http://" + host() + "/customers/7"))
            .PUT(HttpRequest.BodyPublishers.ofString("10%, of"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(noForm, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  private static Stream<String> headersOfNoMatter() {
    return Stream.of(
        "Accept-Language: " + "de,".repeat(500),
        "Content-Type: multipart/form-data",
        "Content-Type: multipart/form-data; boundary=x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost:1",
        "Host: LocalHost",
        "Host: 127.0.0.1",
        "Host: [::1]:8080",
        "Host: trail.example",
        "Host: Trail.Example:443",
        "Host: localhost:1\r\nOrigin: http://localhost:1",
        "Host: 127.0.0.1:1\r\nOrigin: https://trail.example",
        "Host: trail.example\r\nOrigin: https://trail.example"
      })
  void letsInWhoMeansThisServer(String headers) throws IOException {
    assertThat(rawWith("GET", "/asking", headers)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: rebound.example",
        "Host: rebound.example:8080",
        "Host: localhost.rebound.example",
        "Host: 127.0.0.1.rebound.example",
        "Host: rebound.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost",
        "Host: rebound.example\r\nOrigin: http://rebound.example",
      })
  void refusesNamesThatWereMadeToLeadHere(String headers) throws IOException {
    assertForbidden(headers, "Host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost:1\r\nOrigin: http://elsewhere.example",
        "Host: localhost:1\r\nOrigin: http://localhost:2",
        "Host: localhost:1\r\nOrigin: http://192.0.2.1",
        "Host: localhost:1\r\nOrigin: null",
        "Host: localhost:1\r\nOrigin: a b",
      })
  void refusesPagesFromElsewhere(String headers) throws IOException {
    assertForbidden(headers, "Origin");
  }

  private static void assertForbidden(String headers, String field) throws IOException {
    for (String path : new String[] {"/asking", "/nowhere"}) {
      String[] parts =
          rawWith("POST", path, headers + "\r\nContent-Length: 0").split("\r\n\r\n", 2);
      assertThat(parts[0]).startsWith("HTTP/1.1 403").contains("application/problem+json");
      assertThat(parts[1]).contains("\"status\":403").contains("The " + field + " header");
    }
  }

  private static String raw(String method, String path) throws IOException {
    return rawWith(method, path, "Host: " + host());
  }

  /** Past a client that would refuse to send it. */
  private static String rawWith(String method, String path, String headers) throws IOException {
    String[] host = host().split(":");
    try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
      String request =
          method + " " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void asksToTryAgainWhilePostgresIsNotThere() throws Exception {
    assertThat(send("GET", "/asking").body()).isEqualTo("an answer");
    letConnect(false);
    HttpResponse<String> response = send("GET", "/asking");
    assertThat(problem(response, 503).path("detail").asString()).contains("PostgreSQL");
    assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
    letConnect(true);
    for (int tries = 0; send("GET", "/asking").statusCode() != 200; tries++) {
      assertThat(tries).isLessThan(50);
      Thread.sleep(100);
    }
  }

  private static void letConnect(boolean allowed) throws SQLException {
    String name = DATABASE.url().replaceFirst(".*/([^/?]+).*", "$1");
    TestPostgres.Database other = TestPostgres.freshDatabase();
    try (Connection connection = other.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("alter database " + name + " allow_connections " + allowed);
      if (!allowed) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                + name
                + "'");
      }
    }
  }
}
