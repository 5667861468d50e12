package io.trailmark.queryside.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.QuerySide.Answer;
import io.trailmark.queryside.TestMongo;
import io.trailmark.queryside.history.HistoryMemory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of backtests as jobs: nodes here hold their history back until a test says so. */
class JobsTest {
  private static final String NOW = "2011-12-09T12:00:00Z";
  private static final String ASKED =
      BacktestsTest.body(Shop.PLAYBOOK, ",\"from\":\"2011-10-01\",\"to\":\"2011-10-31\"");

  private final TestPostgres.Database postgres = TestPostgres.freshDatabase();
  private final String mongo = TestMongo.freshDatabase();
  private final Shop shop = Shop.of(20, 4);
  private final List<Node> nodes = new ArrayList<>();

  /** A query side and what it waits for. */
  private record Node(QuerySide side, Gate gate) {

    String ask() {
      Answer answer = side.post("/api/backtests", ASKED);
      assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
      return answer.body().path("id").asString();
    }

    JsonNode job(String id) {
      return side.get("/api/backtests/" + id).body();
    }

    void awaitStatus(String id, String status) {
      QuerySide.eventually(() -> job(id).path("status").asString().equals(status));
    }
  }

  private Node node(String... more) {
    Gate[] gate = new Gate[1];
    List<String> settings = new ArrayList<>(List.of(more));
    if (settings.stream().noneMatch(setting -> setting.contains(".beat="))) {
      settings.addAll(
          List.of("--trailmark.backtest.beat=50ms", "--trailmark.backtest.lease=400ms"));
    }
    QuerySide side =
        QuerySide.start(
            postgres,
            mongo,
            nodes.isEmpty() ? NOW : "",
            context ->
                context.registerBean(
                    "gate",
                    RecordedHistory.class,
                    () ->
                        gate[0] =
                            new Gate(
                                new RecordedHistory.Kept()
                                    .recordedHistory(context.getBean(HistoryMemory.class))),
                    definition -> definition.setPrimary(true)),
            settings.toArray(String[]::new));
    Node node = new Node(side, gate[0]);
    nodes.add(node);
    if (nodes.size() == 1) {
      shop.recordIn(side);
    }
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(
        node -> {
          node.gate().open();
          node.side().close();
        });
  }

  private void findsAllOf(Node node, String id) {
    node.awaitStatus(id, "done");
    assertThat(node.side().get("/api/backtests/" + id + "/days.csv").raw().body())
        .isEqualTo(shop.days(LocalDate.of(2011, 10, 1), LocalDate.of(2011, 10, 31)));
    assertThat(node.side().get("/api/backtests/" + id + "/intervals.csv").raw().body())
        .isEqualTo(shop.intervals(LocalDate.of(2011, 10, 1), LocalDate.of(2011, 10, 31)));
  }

  @Test
  void runsOneAtATimeAndRefusesWhatIsTooMuch() {
    Node node = node("--trailmark.backtest.queue=1");
    String one = node.ask();
    String two = node.ask();
    node.awaitStatus(one, "running");
    assertThat(node.job(two).path("status").asString()).isEqualTo("queued");
    Answer refused = node.side().post("/api/backtests", ASKED);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
    assertThat(node.side().get("/api/backtests/" + one + "/days.csv").status()).isEqualTo(409);
    node.gate().open();
    findsAllOf(node, one);
    findsAllOf(node, two);
  }

  @Test
  void cancelsMidwayAndGoesOnWithTheNext() {
    Node node = node();
    String one = node.ask();
    String two = node.ask();
    String three = node.ask();
    QuerySide.eventually(() -> node.gate().asked() == 1);
    Answer cancelled = node.side().delete("/api/backtests/" + one);
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.body().path("status").asString()).isEqualTo("cancelled");
    assertThat(node.side().delete("/api/backtests/" + two).status()).isEqualTo(200);
    node.gate().open();
    findsAllOf(node, three);
    assertThat(node.job(one).path("status").asString()).isEqualTo("cancelled");
    assertThat(node.job(two).path("status").asString()).isEqualTo("cancelled");
    assertThat(node.side().get("/api/backtests/" + one + "/days.csv").status()).isEqualTo(409);
    assertThat(node.side().delete("/api/backtests/" + one).status()).isEqualTo(204);
  }

  @Test
  void resumesAfterARestart() {
    Node before = node();
    String one = before.ask();
    String two = before.ask();
    QuerySide.eventually(() -> before.gate().asked() == 1);
    before.side().close();
    Node after = node();
    after.gate().open();
    findsAllOf(after, one);
    findsAllOf(after, two);
  }

  /** A node that says nothing for long is taken over from; what it finds after all is dropped. */
  @Test
  void takesOverFromANodeThatSaysNothing() {
    Node dead = node("--trailmark.backtest.beat=1h", "--trailmark.backtest.lease=4h");
    String id = dead.ask();
    QuerySide.eventually(() -> dead.gate().asked() == 1);
    Node other = node();
    other.gate().open();
    findsAllOf(other, id);
    JsonNode done = other.job(id);
    dead.gate().open();
    QuerySide.eventually(() -> dead.gate().told() > 0);
    dead.side().close();
    assertThat(other.job(id)).isEqualTo(done);
    findsAllOf(other, id);
  }

  @Test
  void runsEachOnOneOfTwoNodesAndCancelsOnTheOther() {
    Node one = node();
    Node two = node();
    List<String> ids = IntStream.range(0, 6).mapToObj(i -> (i % 2 == 0 ? one : two).ask()).toList();
    QuerySide.eventually(() -> one.gate().asked() + two.gate().asked() == 2);
    // The first two run, one on each node: each is cancelled by way of the other.
    assertThat(two.side().delete("/api/backtests/" + ids.get(0)).status()).isEqualTo(200);
    assertThat(one.side().delete("/api/backtests/" + ids.get(1)).status()).isEqualTo(200);
    one.gate().open();
    two.gate().open();
    ids.subList(2, 6).forEach(id -> findsAllOf(one, id));
    assertThat(one.gate().asked() + two.gate().asked()).isEqualTo(6);
    ids.subList(0, 2)
        .forEach(id -> assertThat(one.job(id).path("status").asString()).isEqualTo("cancelled"));
  }
}
