package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.benchmarks.api.ApiDescription;
import io.trailmark.benchmarks.api.Examples;
import io.trailmark.benchmarks.api.Operation;
import io.trailmark.benchmarks.api.RawHttp;
import io.trailmark.benchmarks.api.RawRequest;
import io.trailmark.benchmarks.api.Vendors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code /openapi.json} tells every operation, and what it shows works as it is written. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentedApiTest {
  private static final int CASES = 2_000;
  private static final String NOW = "2011-12-10T00:00:00Z";

  /** What asks first must find what is asked for: it is told, then looked at, then deleted. */
  private static final List<String> METHODS = List.of("PUT", "POST", "GET", "DELETE");

  /** What only a vendor can give. */
  private static final Set<String> SIGNED =
      Set.of(
          "X-Shopify-Hmac-Sha256",
          "X-Twilio-Email-Event-Webhook-Signature",
          "X-Twilio-Email-Event-Webhook-Timestamp");

  @TempDir static Path temporary;
  private static final Vendors vendors = new Vendors();
  private static Server server;
  private static ApiDescription api;

  @BeforeAll
  static void start() throws Exception {
    server = Server.start(temporary.resolve("data"), 0, vendors.environment(), "--now", NOW);
    api = new ApiDescription(server.get("/openapi.json").body());
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Order(1)
  void showsABodyOrValuesForEveryOperation() {
    List<String> missing = new ArrayList<>();
    for (Operation operation : api.operations()) {
      if (!operation.bodies().isEmpty() && operation.examples().isEmpty()) {
        missing.add(operation + " body");
      }
      operation.parameters().stream()
          .filter(p -> p.isRequired() && p.example().isEmpty() && !SIGNED.contains(p.name()))
          .forEach(p -> missing.add(operation + " " + p.name()));
      if (Set.of("POST", "PUT").contains(operation.method())
          && operation.bodies().isEmpty()
          && !operation.path().endsWith("/rebuild")) {
        missing.add(operation + " takes a body");
      }
    }
    assertThat(missing).isEmpty();
    assertThat(api.operations()).hasSizeGreaterThan(50);
  }

  @Test
  @Order(2)
  void doesWhatEveryExampleAsks() throws Exception {
    Examples examples = new Examples(vendors, server.authorization());
    RawHttp http = new RawHttp(server.port());
    List<Operation> operations = new ArrayList<>(api.operations());
    operations.sort(Comparator.comparing(o -> METHODS.indexOf(o.method())));
    List<String> wrong = new ArrayList<>();
    String method = "";
    for (Operation operation : operations) {
      if (!operation.method().equals(method)) {
        method = operation.method();
        awaitBacktests();
      }
      for (RawRequest request : examples.of(operation)) {
        RawHttp.Answer answer = http.send(request);
        if (answer.status() / 100 != 2 || !operation.statuses().contains(answer.status())) {
          wrong.add(request + " → " + answer);
        } else if (answer.body().matches("(?s).*\"(rejected|problem)\":(\\[\\{|\").*")) {
          wrong.add(request + " → " + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Another seed in every build; what it finds can be sent again by {@link FuzzApi}. */
  @Test
  @Order(3)
  void standsWhatItsDescriptionForbids() throws Exception {
    FuzzApi fuzz = new FuzzApi(server, temporary.resolve("data"), vendors);
    long seed = Long.getLong("trailmark.fuzz.seed", System.nanoTime());
    assertThat(fuzz.run(0, CASES, seed)).as("seed %d", seed).isEmpty();
  }

  private static void awaitBacktests() throws Exception {
    while (server.get("/api/backtests").body().matches("(?s).*\"(queued|running)\".*")) {
      Thread.sleep(50);
    }
  }
}
