package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.Credentials.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trait holds from the instant that an import says: live, in the history and in backtests. */
class ImportedTraitsTest {
  private static final String PLAYBOOK =
      """
      playbook: plans
      zone: UTC
      currency: GBP
      segments:
        - id: gold
          when: { trait: plan, is: gold }
        - id: silver
          when: { trait: plan, is: silver }
      """;

  private static final String HISTORY =
      """
      {"messageId":"2","customerId":"ada","kind":"trait_changed","occurredAt":"2011-09-01T10:00:00Z","properties":{"trait":"plan","value":"silver"}}
      {"messageId":"1","customerId":"ada","kind":"trait_changed","occurredAt":"2011-06-01T10:00:00Z","properties":{"trait":"plan","value":"gold"}}
      {"messageId":"3","customerId":"ada","kind":"order_placed","occurredAt":"2011-06-05T10:00:00Z","properties":{"amount":"10.00"}}
      {"messageId":"4","customerId":"ada","kind":"trait_changed","occurredAt":"2011-06-01T10:00:00Z","properties":{"trait":"nickname","value":"countess"}}
      """;

  private static final String PLANS =
      """
      Customer,Since,Plan
      ben,2011-07-01 12:00,gold
      cleo,2011-07-02 12:00,
      """;

  private final CommandRun command = new CommandRun();
  @TempDir Path temporary;

  @Test
  void holdsFromTheInstantThatTheImportSays() throws Exception {
    Path playbook = Files.writeString(temporary.resolve("plans.yaml"), PLAYBOOK);
    Path history = Files.writeString(temporary.resolve("history.ndjson"), HISTORY);
    Path plans = Files.writeString(temporary.resolve("plans.csv"), PLANS);
    Path results = temporary.resolve("results");
    try (TrailmarkProcess server =
        TrailmarkProcess.serve(
            temporary,
            temporary.resolve("data"),
            Map.of("TRAILMARK_TRAITS", "plan"),
            "--playbook",
            playbook.toString(),
            "--now",
            "2011-12-10T00:00:00Z")) {
      String url = server.url();
      String key = server.key();
      assertThat(command.run("import", history.toString(), "--server", url, "--key", key)).isZero();
      assertThat(command.out()).contains("3 recorded, 0 known before, 1 rejected.");
      assertThat(Files.readString(Path.of(history + ".rejected")))
          .contains("\"line\":4", "properties.trait must be one of plan, zone");
      assertThat(importPlans(plans, url, key)).as(command.err()).isZero();
      assertThat(command.out()).contains("1 recorded, 0 known before, 0 rejected.");

      ServerClient client = new ServerClient(new Access(url, key, ""));
      assertThat(sizes(client)).isEqualTo("gold 1, silver 1");
      assertThat(client.get("/api/customers/ada/timeline").toString())
          .contains("2011-06-01T10:00:00", "gold", "2011-09-01T10:00:00", "silver")
          .doesNotContain("nickname", "countess");

      assertThat(
              command.run(
                  "backtest", playbook.toString(), "--out", results.toString(), "--server", url))
          .as(command.err())
          .isZero();
      assertThat(Files.readAllLines(results.resolve("intervals.csv")))
          .containsExactly(
              "segment,customer,from,to",
              "gold,ada,2011-06-01T10:00:00.000Z,2011-09-01T10:00:00.000Z",
              "gold,ben,2011-07-01T12:00:00.000Z,",
              "silver,ada,2011-09-01T10:00:00.000Z,");
      assertThat(Files.readString(results.resolve("predictive.csv")))
          .containsPattern("(?m)^,plan,gold,30,")
          .doesNotContain("nickname", "countess");

      assertThat(importPlans(plans, url, key)).isZero();
      assertThat(command.out()).contains("0 recorded, 1 known before, 0 rejected.");
    }
  }

  private int importPlans(Path file, String url, String key) {
    return command.run(
        "import",
        file.toString(),
        "--format",
        "csv",
        "--zone",
        "UTC",
        "--map",
        "customerId=Customer,occurredAt=Since,traits.plan=Plan",
        "--server",
        url,
        "--key",
        key);
  }

  private static String sizes(ServerClient client) {
    List<String> sizes =
        client
            .get("/api/segments")
            .path("segments")
            .valueStream()
            .map(s -> s.path("id").asString() + " " + s.path("size").asLong())
            .toList();
    return String.join(", ", sizes);
  }
}
