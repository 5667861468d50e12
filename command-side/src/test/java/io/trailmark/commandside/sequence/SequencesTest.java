package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static List<String> events(CommandSide app, String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void fast(CommandSide app) {
    app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
  }

  @Test
  void sendsEachStepOnceAndCompletes() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      assertThat(events(app, "ann", "RunStarted")).hasSize(1);
      fast(app);

      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());

      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("COMPLETED");
      assertThat(events(app, "ann", "MessageIntended"))
          .hasSize(3)
          .satisfiesExactly(
              e -> assertThat(e).contains("thank-you"),
              e -> assertThat(e).contains("how-to-use-it"),
              e -> assertThat(e).contains("goes-well-with"));
      assertThat(events(app, "ann", "MessageSent")).hasSize(3).allMatch(e -> e.contains("outbox"));
      assertThat(
              events(app, "ann", "ActivityRecorded").stream()
                  .filter(e -> e.contains("message_sent")))
          .hasSize(3);
      eventually(
          () -> app.jdbc().sql("select count(*) from waiting_run").query(Long.class).single() == 0);
      assertThat(app.jdbc().sql("select count(*) from deadline").query(Long.class).single())
          .isZero();
    }
  }

  @Test
  void stopsAtTheGoalBeforeAnythingIsSent() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.record(order("o2", "ann", "2011-03-01T10:30:00Z", "10.00"));
      // An order that happened before the run began is not what the run was for.
      assertThat(events(app, "ann", "RunEnded")).isEmpty();
      app.record(order("o3", "ann", "2011-03-01T11:30:00Z", "10.00"));
      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
      // Nothing waits for it any more, though it would for days.
      eventually(() -> count(app, "waiting_run") == 0 && count(app, "deadline") == 0);
      app.record(order("o4", "bob", "2011-03-01T12:00:00Z", "10.00"));
      fast(app);

      eventually(() -> events(app, "bob", "MessageSent").size() == 3);

      assertThat(events(app, "ann", "MessageIntended")).isEmpty();
      assertThat(events(app, "ann", "RunStarted")).hasSize(1);
    }
  }

  /** A source that ships in batches tells of both orders at once, in any order. */
  @Test
  void stopsAtAGoalThatCameWithWhatStartedTheRun() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(
          order("o2", "ann", "2011-03-01T11:30:00Z", "10.00"),
          order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));

      assertThat(events(app, "ann", "RunStarted").getFirst())
          .contains("\"at\":" + Instant.parse("2011-03-01T11:00:00Z").toEpochMilli());
      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
    }
  }

  /** Begun, set and ended in one go: what was set last is cancelled all the same. */
  @Test
  void leavesNothingOfRunsThatEndAtOnce() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        orders.add(order("begin-" + i, "both-" + i, "2011-03-01T11:00:00Z", "10.00"));
        orders.add(order("end-" + i, "both-" + i, "2011-03-01T11:30:00Z", "10.00"));
      }
      for (int i = 0; i < 20; i++) {
        orders.add(order("only-" + i, "one-" + i, "2011-03-01T11:00:00Z", "10.00"));
      }
      app.record(orders.toArray(String[]::new));

      eventually(() -> count(app, "deadline where run like '%/post-purchase/%'") >= 20);
      eventually(() -> count(app, "waiting_run") == 20);
      assertThat(count(app, "deadline")).isEqualTo(20);
    }
  }

  @Test
  void stopsAtAGoalThatAnImportBrings() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.post("/v1/import", order("h1", "ann", "2011-02-01T11:00:00Z", "10.00"));
      assertThat(events(app, "ann", "RunEnded")).isEmpty();
      app.post("/v1/import", order("h2", "ann", "2011-03-01T11:30:00Z", "10.00"));
      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
    }
  }

  /** "Nearer ones count from their instant." */
  @Test
  void stopsAtAnAnnouncedGoalWhenItComes() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.record(order("o2", "ann", "2011-03-02T11:00:00Z", "10.00"));
      assertThat(events(app, "ann", "RunEnded")).isEmpty();
      fast(app);

      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());

      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
      assertThat(events(app, "ann", "MessageIntended")).isEmpty();
    }
  }

  @Test
  void winsGhostsBackUnlessTheyCameByHistory() {
    try (CommandSide app = CommandSide.start("2011-06-29T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "live", "2011-01-01T10:00:00Z", "10.00"));
      app.post("/v1/import", order("h1", "history", "2010-06-01T10:00:00Z", "10.00"));
      eventually(
          () ->
              events(app, "history", "SegmentEntered").stream().anyMatch(e -> e.contains("ghost")));
      assertThat(events(app, "live", "RunStarted")).isEmpty();
      fast(app);

      eventually(() -> !events(app, "live", "RunEnded").isEmpty());

      assertThat(events(app, "live", "MessageSent")).hasSize(4);
      assertThat(events(app, "live", "RunStarted").getFirst()).contains("win-back");
      assertThat(events(app, "history", "RunStarted")).isEmpty();
      assertThat(events(app, "history", "SegmentEntered"))
          .allMatch(e -> e.contains("\"quiet\":true"));
    }
  }

  @Test
  void startsNothingFromAnActivityOlderThanADay() {
    try (CommandSide app = CommandSide.start("2011-03-03T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "late", "2011-03-02T12:00:00Z", "10.00"));
      app.record(order("o2", "fresh", "2011-03-02T12:10:00Z", "10.00"));
      assertThat(events(app, "late", "RunStarted")).isEmpty();
      assertThat(events(app, "fresh", "RunStarted")).hasSize(1);
    }
  }

  @Test
  void goesOnAfterARestart() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 1);
    }
    try (CommandSide app = CommandSide.start(database, "2011-03-03T13:00:00Z", TWO_SEQUENCES)) {
      eventually(() -> events(app, "ann", "MessageSent").size() == 1);
    }
    try (CommandSide app = CommandSide.start(database, "2011-03-04T13:00:00Z", TWO_SEQUENCES)) {
      fast(app);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageIntended")).hasSize(3);
      assertThat(events(app, "ann", "MessageSent")).hasSize(3);
    }
  }

  /** Whoever fires deadlines holds their rows until all that they set off is done. */
  @Test
  void cancelsWithoutWaitingForADeadlineThatIsBeingFired() throws Exception {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      eventually(() -> count(app, "deadline") == 1);
      try (Connection firing = app.bean(DataSource.class).getConnection();
          Statement statement = firing.createStatement()) {
        firing.setAutoCommit(false);
        statement.executeQuery("select * from deadline for update");

        app.record(order("o2", "ann", "2011-03-01T11:30:00Z", "10.00"));

        assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
        eventually(() -> count(app, "waiting_run") == 0);
        assertThat(count(app, "deadline")).isEqualTo(1);
        firing.rollback();
      }
      // It finds that nothing stands before its step any more.
      fast(app);
      eventually(() -> count(app, "deadline") == 0);
      assertThat(events(app, "ann", "MessageIntended")).isEmpty();
    }
  }

  private static long count(CommandSide app, String table) {
    return app.jdbc().sql("select count(*) from " + table).query(Long.class).single();
  }

  /**
   * "Exit on leaving": the first mail of the win-back is out, then the ghost comes back to life.
   */
  @Test
  void stopsWhenTheCustomerLeavesTheSegment() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2011-06-29T12:00:00Z", TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-01-01T10:00:00Z", "10.00"));
    }
    try (CommandSide app = CommandSide.start(database, "2011-06-30T10:00:01Z", TWO_SEQUENCES)) {
      eventually(() -> events(app, "ann", "MessageSent").size() == 1);
      app.record(activity("m1", "ann", "message_opened", "2011-06-30T10:00:00Z"));

      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("LEFT");
      fast(app);
      eventually(() -> count(app, "deadline") == 0 && count(app, "waiting_run") == 0);
      assertThat(events(app, "ann", "MessageIntended")).hasSize(1);
    }
  }
}
