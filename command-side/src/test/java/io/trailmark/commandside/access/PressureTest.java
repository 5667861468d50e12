package io.trailmark.commandside.access;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.TestPostgres;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** PostgreSQL that is slow or gone: who cannot be served is told so soon, and nothing is lost. */
class PressureTest {
  private static final String NOW = "2011-03-01T12:00:00Z";

  private static String orders(int request) {
    return "{\"activities\":["
        + order("p" + request, "c" + request, "2011-03-01T11:00:00Z", "10.00")
        + "]}";
  }

  private static long recorded(CommandSide app) {
    return app.jdbc()
        .sql("select count(*) from domain_event where payload_type like '%ActivityRecorded'")
        .query(Long.class)
        .single();
  }

  @Test
  void turnsAwayWhatThereIsNoRoomForAndServesWhoWasLetIn() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app =
            CommandSide.start(
                database, NOW, "--trailmark.ingest.at-once=3", "--trailmark.ingest.wait=200");
        Connection slow = database.connect();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      slow.setAutoCommit(false);
      slow.createStatement().execute("lock table domain_event in exclusive mode");
      List<CompletableFuture<Answer>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int request = i;
        all.add(
            CompletableFuture.supplyAsync(
                () -> app.post("/v1/activities", orders(request)), threads));
      }
      eventually(() -> all.stream().filter(CompletableFuture::isDone).count() == 17);
      List<Answer> away =
          all.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
      assertThat(away)
          .allSatisfy(
              answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.raw().headers().firstValue("Retry-After")).hasValue("1");
                assertThat(answer.body().path("detail").asString()).contains("send it again");
              });
      slow.rollback();
      assertThat(all.stream().map(CompletableFuture::join).filter(a -> a.status() == 200))
          .hasSize(3)
          .allSatisfy(a -> assertThat(a.body().path("accepted").intValue()).isEqualTo(1));
      assertThat(recorded(app)).isEqualTo(3);
      for (int i = 0; i < 20; i++) {
        assertThat(app.post("/v1/activities", orders(i)).status()).isEqualTo(200);
      }
      assertThat(recorded(app)).isEqualTo(20);
    }
  }

  @Test
  void goesOnByItselfOncePostgresIsBack() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app =
        CommandSide.start(database, NOW, "--spring.datasource.hikari.connection-timeout=500")) {
      assertThat(app.post("/v1/activities", orders(1)).status()).isEqualTo(200);
      database.allow(false);
      Answer away = app.post("/v1/activities", orders(2));
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.raw().headers().firstValue("Retry-After")).isPresent();
      assertThat(away.body().path("detail").asString()).contains("PostgreSQL");
      database.allow(true);
      eventually(() -> app.post("/v1/activities", orders(2)).status() == 200);
      Answer again = app.post("/v1/activities", orders(2));
      assertThat(again.body().path("duplicates").intValue()).isEqualTo(1);
      assertThat(recorded(app)).isEqualTo(2);
    }
  }
}
