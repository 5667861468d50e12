package io.trailmark.commandside.customer;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.PostgresEventStorageEngine;
import io.trailmark.eventstore.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkReviewTest {
  private static final String NOW = "2011-12-10T00:00:00Z";
  private static final String FORTY_DAYS_AGO = "2011-10-31T00:00:00Z";

  @TempDir private Path folder;

  private static String playbook(int days) {
    return """
    playbook: shop
    zone: UTC
    currency: GBP
    segments:
      - id: recent
        when: { since-last: order_placed, less-than: %dd }
    """
        .formatted(days);
  }

  /**
   * Between reading a customer and writing what was found, another node's transaction commits that
   * decided them under the version before: what was found holds no longer, and must not pass for
   * decided.
   */
  @Test
  void passesOverWhoeverChangedAfterTheyWereRead() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    Path file = Files.writeString(folder.resolve("shop.yaml"), playbook(60));
    try (CommandSide app = CommandSide.start(database, NOW, "--trailmark.playbook=" + file);
        CommandSide other = CommandSide.join(database)) {
      app.record(order("o1", "ann", "2011-06-01T00:00:00Z", "10.00"));
      eventually(() -> app.get("/api/playbooks/1/activation").body().toString().contains("done"));
      app.stopTime();
      other.stopTime();
      String ann = app.key("ann");
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch read = new CountDownLatch(1);
      long late = Instant.parse(FORTY_DAYS_AGO).toEpochMilli();
      var order = new NewActivity("test", "m", "order_placed", late, 100L, null, Map.of());
      var hanging =
          CompletableFuture.runAsync(
              () ->
                  other
                      .bean(CustomerTransactions.class)
                      .inTransaction(
                          session -> {
                            session.lock(List.of(ann));
                            held.countDown();
                            await(read);
                            session.send(new RecordActivities(ann, List.of(order), false));
                            return true;
                          }));
      await(held);
      app.post("/api/playbooks?because=test", playbook(30), "Content-Type", "application/yaml");
      app.post("/api/playbooks/2/activate", "{}");

      var changing =
          new CustomerStates(
              app.bean(CustomerTable.class),
              app.bean(PostgresEventStorageEngine.class),
              app.bean(EventStore.class)) {
            @Override
            Map<String, Known> read(Collection<String> customers) {
              Map<String, Known> known = super.read(customers);
              read.countDown();
              hanging.join();
              return known;
            }
          };
      assertThat(look(app, new BulkReview(app.bean(CustomerTable.class), changing)).lookedAt())
          .isZero();
      assertThat(app.events("ann").getLast()).contains("\"recent\"", "\"playbookVersion\":1");

      BulkReview.Page again = look(app, app.bean(BulkReview.class));
      assertThat(again.changed()).isEqualTo(1);
      assertThat(app.events("ann")).anyMatch(e -> e.startsWith("SegmentExited"));
      assertThat(look(app, app.bean(BulkReview.class)).last()).isNull();
    }
  }

  private static BulkReview.Page look(CommandSide app, BulkReview bulk) {
    return app.bean(CustomerTransactions.class)
        .inTransaction(
            session ->
                bulk.review(
                    session,
                    app.bean(Standings.class).refresh(),
                    app.bean(BusinessClock.class).millis(),
                    "",
                    10));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
