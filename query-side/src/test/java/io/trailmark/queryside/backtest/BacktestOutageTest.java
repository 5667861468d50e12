package io.trailmark.queryside.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.QuerySide.Answer;
import io.trailmark.queryside.history.HistoryMemory;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Backtests asked for, and what one found, while one of the databases is away. */
class BacktestOutageTest {
  private static final String BY_TEXT =
      BacktestsTest.body(Shop.PLAYBOOK, ",\"from\":\"2011-10-01\",\"to\":\"2011-10-31\"");
  private static final String BY_VERSION =
      "{\"version\":1,\"from\":\"2011-10-01\",\"to\":\"2011-10-31\"}";

  /** A history that is not told before somebody opens it, once. */
  private static final class Held implements RecordedHistory {
    private final RecordedHistory behind;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicInteger failed = new AtomicInteger();

    Held(RecordedHistory behind) {
      this.behind = behind;
    }

    @Override
    public Until now() {
      try {
        opened.await();
        return behind.now();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (RuntimeException e) {
        failed.incrementAndGet();
        throw e;
      }
    }
  }

  @Test
  void refusesAndWaitsWhileADatabaseIsNotThere() throws SQLException {
    Held[] held = new Held[1];
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    MongoServer mongo = new MongoServer(H2Backend.inMemory());
    String uri =
        "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/gone?serverSelectionTimeoutMS=300";
    try (QuerySide side =
        QuerySide.start(
            postgres,
            uri,
            "2011-12-09T12:00:00Z",
            context ->
                context.registerBean(
                    "held",
                    RecordedHistory.class,
                    () ->
                        held[0] =
                            new Held(
                                new RecordedHistory.Kept()
                                    .recordedHistory(context.getBean(HistoryMemory.class))),
                    definition -> definition.setPrimary(true)),
            "--spring.datasource.hikari.connection-timeout=300")) {
      side.activateStandardPlaybook("2011-01-01T00:00:00Z");
      Shop.of(20, 4).recordIn(side);
      String asked = ask(side);
      postgres.allow(false);
      held[0].opened.countDown();
      QuerySide.eventually(() -> held[0].failed.get() > 1);
      assertThat(status(side, asked)).isEqualTo("running");
      postgres.allow(true);
      QuerySide.eventually(() -> status(side, asked).equals("done"));
      String done = "/api/backtests/" + asked;
      List<String> named = List.of(done + "/findings", done + "/intervals.csv");
      postgres.allow(false);
      refuses(side, "PostgreSQL", named);
      postgres.allow(true);
      for (String path : named) {
        QuerySide.eventually(() -> side.get(path).status() == 200);
      }
      mongo.shutdownNow();
      refuses(
          side,
          "MongoDB",
          List.of(
              "/api/backtests",
              done,
              done + "/findings",
              done + "/days.csv",
              done + "/intervals.csv",
              done + "/overlap.csv",
              done + "/movements.csv",
              done + "/messages.csv",
              done + "/predictive.csv",
              done + "/playbook.yaml"));
    } finally {
      mongo.shutdownNow();
    }
  }

  private static String ask(QuerySide side) {
    Answer asked = side.post("/api/backtests", BY_TEXT);
    assertThat(asked.status()).as(asked.raw().body()).isEqualTo(202);
    return asked.body().path("id").asString();
  }

  private static String status(QuerySide side, String id) {
    return side.get("/api/backtests/" + id).body().path("status").asString();
  }

  private static void refuses(QuerySide side, String database, List<String> paths) {
    refused(side.post("/api/backtests", BY_TEXT), database, "by text");
    refused(side.post("/api/backtests", BY_VERSION), database, "by version");
    paths.forEach(path -> refused(side.get(path), database, path));
  }

  private static void refused(Answer answer, String database, String asked) {
    assertThat(answer.status()).as(asked + ": " + answer.raw().body()).isEqualTo(503);
    assertThat(answer.raw().headers().firstValue("Content-Type"))
        .as(asked)
        .hasValue("application/problem+json");
    assertThat(answer.body().path("detail").asString()).as(asked).contains(database);
    assertThat(answer.raw().headers().firstValue("Retry-After")).as(asked).hasValue("5");
  }
}
