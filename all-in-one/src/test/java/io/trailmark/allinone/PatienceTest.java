package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trailmark.allinone.Credentials.Access;
import io.trailmark.allinone.ServerClient.Answered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> told = new ArrayList<>();
  private int busyWith = 503;
  private int busyTimes;
  private HttpServer server;
  private ServerClient client;

  @BeforeEach
  void start() throws IOException {
    server = listening(0);
    client =
        new ServerClient(
            new Access("http://127.0.0.1:" + server.getAddress().getPort(), "key", ""));
    client.tellWaits(told::add);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpServer listening(int port) throws IOException {
    HttpServer some =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    some.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean busy = requests.incrementAndGet() <= busyTimes;
          if (busy) {
            exchange.getResponseHeaders().add("Retry-After", "1");
          }
          byte[] body = "{\"detail\":\"told\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(busy ? busyWith : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    some.start();
    return some;
  }

  @Test
  void asksABusyServerAgainWhenItSaysSo() {
    for (int status : new int[] {503, 429}) {
      requests.set(0);
      busyWith = status;
      busyTimes = 2;
      long before = System.nanoTime();
      assertThat(client.post("/api/backtests", "application/json", "{}").path("detail").asString())
          .isEqualTo("told");
      assertThat(requests).hasValue(3);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }
    assertThat(told).hasSize(4).allMatch(text -> text.contains("busy"));
  }

  @Test
  void asksNobodyAgainWhoRefuses() {
    busyWith = 409;
    busyTimes = 1;
    assertThatThrownBy(() -> client.get("/v1/imports/1"))
        .isInstanceOf(Answered.class)
        .extracting(e -> ((Answered) e).status())
        .isEqualTo(409);
    assertThat(requests).hasValue(1);
  }

  @Test
  void waitsForAServerThatIsRestarted() throws Exception {
    client.get("/");
    int port = server.getAddress().getPort();
    server.stop(0);
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> client.post("/v1/import", "application/x-ndjson", "").path("detail").asString());
    Thread.sleep(1_000);
    assertThat(answer).isNotDone();
    server = listening(port);
    assertThat(answer.get()).isEqualTo("told");
    assertThat(told).isNotEmpty().allMatch(text -> text.contains("away"));
  }

  @Test
  void doesNotWaitForOneThatNeverAnswered() {
    server.stop(0);
    long before = System.nanoTime();
    assertThatThrownBy(() -> client.get("/"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("nothing listens there");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(told).isEmpty();
  }
}
