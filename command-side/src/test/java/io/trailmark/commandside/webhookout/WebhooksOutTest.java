package io.trailmark.commandside.webhookout;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.webhookout.OutgoingWebhooks.Target;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks that are sent: signed, to where they may go, at least once, in order. */
class WebhooksOutTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final double TEN_DAYS_A_SECOND = 864_000;
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  private record Got(String id, String timestamp, String signature, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Queue<Got> got = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private volatile Answering answering = exchange -> exchange.sendResponseHeaders(204, -1);

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var headers = exchange.getRequestHeaders();
            got.add(
                new Got(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answering.answer(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private Target target(boolean inside) {
    return new Target(url(), SECRET, false, false, inside, 0, 2);
  }

  private static String signed(Got g) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] about = (g.id() + "." + g.timestamp() + "." + g.body()).getBytes(StandardCharsets.UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(about));
  }

  @Test
  void signsAsStandardWebhooksHasIt() throws Exception {
    // From the specification's own example.
    assertThat(
            WebhookSignature.of(
                WebhookSignature.key("x", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    try (WebhookClient client = new WebhookClient(target(true))) {
      client.send("msg_1", "{\"a\":\"é\"}");
    }
    Got g = got.element();
    assertThat(g.signature()).isEqualTo(signed(g));
    assertThat(Long.parseLong(g.timestamp()))
        .isCloseTo(System.currentTimeMillis() / 1_000, org.assertj.core.data.Offset.offset(60L));
  }

  @Test
  void followsNobodyElsewhere() throws Exception {
    answering =
        exchange -> {
          exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
          exchange.sendResponseHeaders(307, -1);
        };
    try (WebhookClient client = new WebhookClient(target(true))) {
      assertThatThrownBy(() -> client.send("msg_1", "{}"))
          .isInstanceOf(Delivery.Refused.class)
          .hasMessage("HTTP 307");
    }
    assertThat(got).hasSize(1);
  }

  @Test
  void reachesNothingInside() throws Exception {
    try (WebhookClient client = new WebhookClient(target(false))) {
      assertThatThrownBy(() -> client.send("msg_1", "{}"))
          .isInstanceOf(Delivery.Refused.class)
          .hasMessageContaining("not a public one");
    }
    assertThat(got).isEmpty();
    assertThatThrownBy(() -> new OutgoingWebhooks(Map.of("crm", target(false))))
        .hasMessageContaining("trailmark.webhooks-out.crm.url");
  }

  @Test
  void readsNoLongAnswer() throws Exception {
    answering =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < 1_000; i++) {
              out.write(block);
            }
          }
        };
    try (WebhookClient client = new WebhookClient(target(true))) {
      long start = System.nanoTime();
      client.send("msg_1", "{}");
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
  }

  private CommandSide telling(String... more) {
    String[] arguments =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    TWO_SEQUENCES,
                    "--trailmark.webhooks-out.crm.url=" + url(),
                    "--trailmark.webhooks-out.crm.secret=" + SECRET,
                    "--trailmark.webhooks-out.crm.inside=true",
                    "--trailmark.webhooks-out.crm.transitions=true",
                    "--trailmark.delivery.pause=20ms"),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    return CommandSide.start(NOON, arguments);
  }

  /** Each of them comes, though every second is not taken at first, and the order stays. */
  @Test
  void tellsEveryTransitionInOrder() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    answering =
        exchange -> exchange.sendResponseHeaders(asked.incrementAndGet() % 2 == 0 ? 503 : 200, -1);
    try (CommandSide app = telling()) {
      for (int i = 0; i < 10; i++) {
        app.record(
            order("a" + i, "c" + i, "2011-03-01T11:00:00Z", "10.00"),
            order("b" + i, "c" + i, "2011-03-01T11:30:00Z", "10.00"));
      }
      app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      eventually(
          () ->
              got.stream().map(g -> g.json().path("type").asString()).distinct().count() == 2
                  && app.jdbc()
                          .sql("select count(*) from delivery where fact is not null")
                          .query(Long.class)
                          .single()
                      == 0);
      for (int i = 0; i < 10; i++) {
        String who = "c" + i;
        String key = app.key(who);
        List<String> recorded =
            app.events(who).stream()
                .filter(e -> e.startsWith("Segment"))
                .map(
                    e ->
                        e.startsWith("SegmentEntered")
                            + e.replaceAll(".*\"segment\":\"([a-z-]+)\".*", "$1"))
                .toList();
        List<String> told =
            got.stream()
                .filter(g -> g.json().path("data").path("customer").asString().equals(key))
                .map(
                    g ->
                        g.id()
                            + g.json().path("type").asString().endsWith("entered")
                            + g.json().path("data").path("segment").asString())
                .distinct()
                .map(text -> text.substring(text.indexOf("msg_") + 26))
                .toList();
        assertThat(told).isEqualTo(recorded);
      }
      Got one = got.element();
      assertThat(one.signature()).isEqualTo(signed(one));
      assertThat(one.json().path("data").has("id")).isFalse();
      assertThat(one.json().path("data").path("quiet").isBoolean()).isTrue();
    }
  }

  @Test
  void namesTheCustomerToWhoMayKnow() throws Exception {
    try (CommandSide app = telling("--trailmark.webhooks-out.crm.source-ids=true")) {
      app.record(order("a", "ann", "2011-03-01T11:00:00Z", "10.00"));
      eventually(() -> !got.isEmpty());
      assertThat(got.element().json().path("data").path("id").asString()).isEqualTo("ann");
      assertThat(
              app.jdbc()
                  .sql("select count(*) from delivery where fact like '%ann%'")
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }

  @Test
  void marksTransitionsOfHistoryAsQuiet() throws Exception {
    try (CommandSide app = telling()) {
      app.post("/v1/import", order("a", "ann", "2011-03-01T11:00:00Z", "10.00"));
      eventually(() -> !got.isEmpty());
      assertThat(got).allMatch(g -> g.json().path("data").path("quiet").booleanValue());
    }
  }
}
