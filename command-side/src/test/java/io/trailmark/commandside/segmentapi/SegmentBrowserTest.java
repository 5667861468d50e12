package io.trailmark.commandside.segmentapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.access.KeyRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a shop's site that send from browsers, to a server of another origin. */
class SegmentBrowserTest {
  private static final Path CLIENT = Path.of("src/test/resources/segment-browser");
  private static final String ELSEWHERE = "https://elsewhere.example";
  private static final String OTHER_KEY = "other-key-0123456789";
  private static HttpServer site;
  private static String origin;
  private static CommandSide app;

  @BeforeAll
  static void start() throws Exception {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin = "http://127.0.0.1:" + site.getAddress().getPort();
    app = CommandSide.start("2011-12-10T00:00:00Z", "--trailmark.write-key-origins=" + origin);
    KeyRing keys = app.bean(KeyRing.class);
    keys.add(OTHER_KEY, "other", KeyRing.WRITE_KEY, null);
    keys.showFrom(OTHER_KEY, Set.of("https://other.example"));
    site.start();
  }

  @AfterAll
  static void stop() {
    site.stop(0);
    app.close();
  }

  @Test
  void takesOrdersFromTheBrowserClient(@TempDir Path folder) throws Exception {
    assumeTrue(
        Programs.runs(folder, "chromium", "--version"), "the Debian package chromium is missing");
    Programs.install(CLIENT, folder);
    String page =
        Files.readString(CLIENT.resolve("page.html"))
            .replace("$KEY", CommandSide.KEY)
            .replace("$HOST", URI.create(app.url()).getAuthority());
    site.createContext("/", exchange -> answer(exchange, "text/html", page.getBytes()));
    Path scripts = folder.resolve("node_modules/@segment/analytics-next/dist/umd");
    site.createContext(
        "/umd/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
          answer(exchange, "text/javascript", Files.readAllBytes(scripts.resolve(name)));
        });

    Process chromium =
        Programs.start(
            folder,
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
            "--remote-debugging-port=0",
            "--user-data-dir=" + folder.resolve("profile"),
            origin + "/");
    try {
      for (String customer : List.of("browser-single", "browser-batch")) {
        CommandSide.eventually(() -> of(customer, "order_placed").size() == 1);
        assertThat(of(customer, "order_placed").getFirst()).contains("2250", "p1", "s1");
        CommandSide.eventually(() -> of(customer, "page_viewed").size() == 1);
      }
    } finally {
      List<ProcessHandle> children = chromium.descendants().toList();
      chromium.destroy();
      chromium.waitFor();
      children.forEach(ProcessHandle::destroyForcibly);
      System.out.println(Files.readString(folder.resolve("output.txt")));
    }
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static List<String> of(String customer, String kind) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("ActivityRecorded") && e.contains("\"" + kind + "\""))
        .toList();
  }

  private static Answer track(String from, String key) {
    return app.post(
        "/v1/t",
        """
        {"type":"track","event":"Signed Up","userId":"u","messageId":"%s","writeKey":"%s"}\
        """
            .formatted(from + key, key),
        "Content-Type",
        "text/plain",
        "Origin",
        from);
  }

  private static Optional<String> allowed(HttpResponse<?> response) {
    return response.headers().firstValue("Access-Control-Allow-Origin");
  }

  @Test
  void holdsAKeyToThePagesOfItsSource() {
    Answer own = track(origin, CommandSide.KEY);
    assertThat(own.status()).isEqualTo(200);
    assertThat(allowed(own.raw())).hasValue(origin);
    assertThat(own.raw().headers().allValues("Vary")).contains("Origin");

    for (Answer refused :
        List.of(track(origin, OTHER_KEY), track("https://other.example", CommandSide.KEY))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body().path("detail").asString()).contains("--origins");
      assertThat(allowed(refused.raw())).isEmpty();
    }
    Answer undeclared = track(ELSEWHERE, CommandSide.KEY);
    assertThat(undeclared.status()).isEqualTo(403);
    assertThat(allowed(undeclared.raw())).isEmpty();
    Answer header =
        app.post(
            "/v1/activities",
            "{\"activities\":[]}",
            "Authorization",
            CommandSide.basic(OTHER_KEY),
            "Origin",
            origin);
    assertThat(header.status()).isEqualTo(403);
  }

  @Test
  void tellsBrowsersWhosePagesMayWriteAndThatNoneMayRead() throws Exception {
    HttpResponse<String> asked = preflight("/v1/activities", origin);
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(allowed(asked)).hasValue(origin);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    assertThat(allowed(preflight("/v1/activities", ELSEWHERE))).isEmpty();
    assertThat(preflight("/v1/activities", ELSEWHERE).statusCode()).isEqualTo(403);
    assertThat(preflight("/api/playbooks", origin).statusCode()).isEqualTo(403);
    assertThat(app.getRaw("/api/playbooks", "Origin", origin).status()).isEqualTo(403);
  }

  private static HttpResponse<String> preflight(String path, String from) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(app.url() + path))
              .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
              .header("Origin", from)
              .header("Access-Control-Request-Method", "POST")
              .header("Access-Control-Request-Headers", "authorization,content-type")
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
