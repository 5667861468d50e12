package io.trailmark.commandside.segmentapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.segment.analytics.Analytics;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.TrackMessage;
import io.trailmark.commandside.CommandSide;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that shops use, as published, against a started server. */
class SegmentClientsTest {
  private static final Path CLIENTS = Path.of("src/test/resources/segment-clients");
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z", "--trailmark.traits=plan");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void takesOrdersFromTheJavaClient() {
    Analytics client =
        Analytics.builder(CommandSide.KEY).endpoint(app.url()).flushQueueSize(10).build();
    client.enqueue(
        IdentifyMessage.builder()
            .userId("java")
            .traits(Map.of("email", "j@example.invalid", "plan", "gold")));
    client.enqueue(
        TrackMessage.builder("Order Completed")
            .userId("java")
            .properties(Map.of("order_id", "j1", "subtotal", 22.5, "currency", "GBP")));
    client.flush();

    CommandSide.eventually(() -> orders("java").size() == 1);
    client.shutdown();
    assertThat(orders("java").getFirst()).contains("2250", "j1");
    assertThat(email("java")).isEqualTo("j@example.invalid");
  }

  @Test
  void takesOrdersFromTheNodeClients(@TempDir Path folder) throws Exception {
    assumeTrue(Programs.runs(folder, "node", "--version"), "node is not installed");
    Programs.install(CLIENTS, folder);
    Files.copy(CLIENTS.resolve("send.mjs"), folder.resolve("send.mjs"));

    assertThat(Programs.runs(folder, "node", "send.mjs", app.url(), CommandSide.KEY)).isTrue();

    CommandSide.eventually(
        () -> orders("segment-node").size() == 1 && orders("rudder-node").size() == 1);
    assertThat(orders("segment-node").getFirst()).contains("2250", "n1", "p1", "s1");
    assertThat(orders("rudder-node").getFirst()).contains("2250", "r1", "p1", "s1");
    assertThat(email("segment-node")).isEqualTo("s@example.invalid");
  }

  private static List<String> orders(String customer) {
    return app.events(customer).stream()
        .filter(e -> e.startsWith("ActivityRecorded") && e.contains("\"order_placed\""))
        .toList();
  }

  private static String email(String customer) {
    return app.jdbc()
        .sql("select email from contact join identity using (customer) where source_id = ?")
        .param(customer)
        .query(String.class)
        .single();
  }
}
