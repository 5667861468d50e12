package io.trailmark.commandside.delivery;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.sharedevents.MessageIntended;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** From a message's intent to its one outcome, with deliveries that refuse, fail and hang. */
class DeliveryTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static List<String> events(CommandSide app, String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static Delivery delivering(Consumer<Delivery.Message> how) {
    return new Delivery() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public void deliver(Message message) {
        how.accept(message);
      }
    };
  }

  private static void fast(CommandSide app) {
    app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
  }

  @Test
  void recordsWhyAMessageFailedAndNothingPersonal() {
    Delivery refusing =
        delivering(
            message -> {
              if (message.template().equals("thank-you")) {
                throw new Delivery.Refused("mailbox full");
              }
              throw new IllegalStateException("550 <ann@example.invalid> is not here");
            });
    try (CommandSide app = CommandSide.deliveringBy(refusing, NOON)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      fast(app);

      eventually(() -> events(app, "ann", "MessageFailed").size() == 3);

      assertThat(events(app, "ann", "MessageFailed"))
          .satisfiesExactly(
              e -> assertThat(e).contains("mailbox full"),
              e -> assertThat(e).contains("IllegalStateException"),
              e -> assertThat(e).contains("IllegalStateException"));
      assertThat(app.events("ann")).noneMatch(e -> e.contains("example.invalid"));
      assertThat(events(app, "ann", "MessageSent")).isEmpty();
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
    }
  }

  /** The JVM is gone between marking as sending and recording the outcome. */
  @Test
  void marksAMessageUnknownThatMayHaveGoneOut() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    CountDownLatch handedOver = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Delivery hanging =
        delivering(
            message -> {
              handedOver.countDown();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              // What a killed process does next.
              throw new StackOverflowError("gone");
            });
    try (CommandSide app = CommandSide.deliveringBy(hanging, database, NOON)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      fast(app);
      eventually(() -> handedOver.getCount() == 0);
      app.bean(PostgresBusinessClock.class).setSpeed(1);
      stopped.countDown();
    }
    Queue<String> delivered = new ConcurrentLinkedQueue<>();
    Delivery working = delivering(message -> delivered.add(message.template()));
    try (CommandSide app = CommandSide.deliveringBy(working, database, "")) {
      eventually(() -> !events(app, "ann", "MessageUnknown").isEmpty());
      fast(app);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());

      assertThat(delivered).containsExactly("how-to-use-it", "goes-well-with");
      assertThat(events(app, "ann", "MessageUnknown")).hasSize(1);
      assertThat(events(app, "ann", "MessageSent")).hasSize(2);
    }
  }

  /** The goal is reached between the intent and the mark. */
  @Test
  void skipsAMessageWhoseRunEndedBeforeItWasMarked() {
    Queue<String> delivered = new ConcurrentLinkedQueue<>();
    Delivery working = delivering(message -> delivered.add(message.template()));
    try (CommandSide app = CommandSide.deliveringBy(working, NOON)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      String key = app.key("ann");
      long now = Instant.parse("2011-03-01T11:30:00Z").toEpochMilli();
      NewActivity second = new NewActivity("test", "m", "order_placed", now, 100L, null, Map.of());

      app.bean(CustomerTransactions.class)
          .inTransaction(
              session -> {
                session.lock(List.of(key));
                session.send(CommandSide.takeSteps(key, "2011-03-04T12:00:00Z"));
                session.send(new RecordActivities(key, List.of(second), false));
                return true;
              });

      eventually(() -> !events(app, "ann", "MessageSkipped").isEmpty());
      assertThat(events(app, "ann", "MessageIntended")).hasSize(1);
      assertThat(events(app, "ann", "RunEnded").getFirst()).contains("GOAL");
      assertThat(delivered).isEmpty();
    }
  }

  /** Its events cannot be read; the messages of others go out, and an operator sees it. */
  @Test
  void parksACustomerThatCannotDecide() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    List<String> others = List.of("bob", "cid", "dan", "eve", "fay", "gus", "hal");
    try (CommandSide app = CommandSide.start(database, NOON, CommandSide.TWO_SEQUENCES)) {
      app.record(order("o-ann", "ann", "2011-03-01T11:00:00Z", "10.00"));
      for (String customer : others) {
        app.record(order("o-" + customer, customer, "2011-03-01T11:00:00Z", "10.00"));
      }
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 8);
    }
    intendForWhoCannotBeRead(database, "ann");
    try (CommandSide app = CommandSide.join(database)) {
      fast(app);
      for (String customer : others) {
        eventually(() -> events(app, customer, "MessageSent").size() == 3);
      }
      eventually(
          () ->
              app.jdbc()
                      .sql("select count(*) from delivery where parked and step = 1")
                      .query(Long.class)
                      .single()
                  == 1);
      JsonNode parked = app.get("/api/parked").body().path("parked");
      assertThat(parked).hasSize(1);
      assertThat(parked.path(0).path("what").asString()).isEqualTo("message");
      assertThat(parked.path(0).path("run").asString()).endsWith("/post-purchase/1");

      repair(database, "ann");
      String id = parked.path(0).path("id").asString();
      String retry = "{\"ids\":[\"%s\",\"step-x\"]}".formatted(id);
      assertThat(app.post("/api/parked/retry", retry).body().path("retried").intValue())
          .isEqualTo(1);
      eventually(() -> app.get("/api/parked").body().path("parked").isEmpty());
      assertThat(app.post("/api/parked/retry", retry).body().path("retried").intValue()).isZero();
      for (String body : List.of("{}", "{\"ids\":[]}", "{\"ids\":[1]}", "{\"id\":[\"x\"]}", "[")) {
        assertThat(app.post("/api/parked/retry", body).status()).as(body).isEqualTo(400);
      }
      assertThat(app.get("/api/parked?limit=0").status()).isEqualTo(400);
    }
  }

  private static void repair(TestPostgres.Database database, String customer) {
    JdbcClient.create(
            new DriverManagerDataSource(database.url(), database.user(), database.password()))
        .sql(
            "update domain_event e set payload = k.payload from kept k where k.global_index ="
                + " e.global_index and k.aggregate = (select customer from identity where source_id"
                + " = ?)")
        .param(customer)
        .update();
  }

  private static void intendForWhoCannotBeRead(TestPostgres.Database database, String customer) {
    JdbcClient jdbc =
        JdbcClient.create(
            new DriverManagerDataSource(database.url(), database.user(), database.password()));
    jdbc.sql(
            "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                + " payload_type, payload) select c.customer, c.sequence + 1, 'Customer',"
                + " (select max(recorded_at) from domain_event), ?,"
                + " convert_to(json_build_object('customer', c.customer, 'run', c.customer ||"
                + " '/post-purchase/1', 'sequence', 'post-purchase', 'step', 1, 'channel',"
                + " 'email', 'template', 'thank-you', 'at', 0)::text, 'UTF8') from customer c"
                + " join identity using (customer) where source_id = ?")
        .params(List.of(MessageIntended.class.getName(), customer))
        .update();
    jdbc.sql("create table kept as select * from domain_event where sequence = 0").update();
    jdbc.sql(
            "update domain_event set payload = 'broken'::bytea where sequence = 0 and aggregate ="
                + " (select customer from identity where source_id = ?)")
        .param(customer)
        .update();
  }
}
