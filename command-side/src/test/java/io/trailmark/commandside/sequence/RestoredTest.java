package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was due before a restore may have been sent, by the server that was backed up. */
class RestoredTest {
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
  private final TestPostgres.Database database = TestPostgres.freshDatabase();

  private final Delivery delivery =
      new Delivery() {
        @Override
        public String name() {
          return "test";
        }

        @Override
        public void deliver(Message message) {
          delivered.add(message.template());
        }
      };

  private CommandSide start(String now) {
    return CommandSide.deliveringBy(delivery, database, now);
  }

  private static List<String> events(CommandSide app, String type) {
    return app.events("ann").stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void restored(JdbcClient jdbc, String sentUntil) {
    jdbc.sql("insert into restored (at, backup_at, sent_until) values (0, 0, ?)")
        .param(Instant.parse(sentUntil).toEpochMilli())
        .update();
  }

  @Test
  void goesThroughTheStepsThatWereDueAsTheOtherServerDid() {
    try (CommandSide app = start("2011-03-01T12:00:00Z")) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      eventually(() -> !events(app, "RunAdvanced").isEmpty());
      restored(app.jdbc(), "2011-03-11T00:00:00Z");
    }
    try (CommandSide app = start("2011-03-11T00:00:00Z")) {
      eventually(() -> events(app, "MessageSkipped").size() == 2);
      assertThat(events(app, "MessageSkipped")).allMatch(e -> e.contains("restored"));
      app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      eventually(() -> !events(app, "RunEnded").isEmpty());

      // Two and nine days after the order; the third was due 14 days after the second.
      assertThat(delivered).containsExactly("goes-well-with");
      long third = Instant.parse("2011-03-24T11:00:00Z").toEpochMilli();
      assertThat(events(app, "RunAdvanced").getLast()).contains("\"due\":" + third);
    }
  }

  @Test
  void holdsForWhatWasDueAtThatVeryInstant() {
    try (CommandSide app = start("2011-03-01T12:00:00Z")) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      restored(app.jdbc(), "2011-03-03T11:00:00Z");
    }
    try (CommandSide app = start("2011-03-03T11:00:00Z")) {
      eventually(() -> !events(app, "MessageSkipped").isEmpty());
      assertThat(delivered).isEmpty();
    }
  }

  @Test
  void doesNotSendWhatTheBackupFoundIntended() {
    try (CommandSide app = start("2011-03-01T12:00:00Z")) {
      app.bean(org.axonframework.config.Configuration.class)
          .eventProcessingConfiguration()
          .eventProcessor("delivery")
          .orElseThrow()
          .shutDown();
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      eventually(() -> !events(app, "MessageIntended").isEmpty());
      app.bean(PostgresBusinessClock.class).setSpeed(1);
      restored(app.jdbc(), "2011-04-30T00:00:00Z");
    }
    try (CommandSide app = start("")) {
      eventually(() -> !events(app, "MessageSkipped").isEmpty());
      assertThat(events(app, "MessageSkipped").getFirst()).contains("restored");
      assertThat(delivered).isEmpty();
    }
  }
}
