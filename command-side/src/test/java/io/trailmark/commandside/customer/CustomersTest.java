package io.trailmark.commandside.customer;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

class CustomersTest {
  private static final String NOW = "2011-12-10T00:00:00Z";

  private static String[] views(String id, String customer, int n) {
    return IntStream.range(0, n)
        .mapToObj(
            i -> activity(id + i, customer, "product_viewed", "2011-12-01T10:00:0" + i % 10 + "Z"))
        .toArray(String[]::new);
  }

  @Test
  void goesOnFromASnapshot() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    int events;
    try (CommandSide app = CommandSide.start(database, NOW, CommandSide.TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-12-01T10:00:00Z", "10.00"));
      app.record(views("v", "ann", 250));
      app.record(views("w", "ann", 5));
      events = app.events("ann").size();
      eventually(
          () -> app.jdbc().sql("select count(*) from snapshot").query(Long.class).single() == 1);
    }
    try (CommandSide app = CommandSide.join(database)) {
      // What the snapshot holds is not read from the events any more.
      app.jdbc()
          .sql(
              "update domain_event set payload = 'broken'::bytea from snapshot s where"
                  + " domain_event.aggregate = s.aggregate and domain_event.sequence <="
                  + " s.sequence")
          .update();
      app.record(order("o2", "ann", "2011-12-02T10:00:00Z", "10.00"));

      List<String> last =
          app.jdbc()
              .sql(
                  "select convert_from(payload, 'UTF8') from domain_event join identity on"
                      + " aggregate = customer where source_id = 'ann' and sequence >= ? order by"
                      + " sequence")
              .param(events)
              .query(String.class)
              .list();
      // Two orders by now, the first of which only the snapshot knows.
      assertThat(last).hasSize(3);
      assertThat(last.get(0)).contains("order_placed");
      assertThat(last.get(1)).contains("regular");
    }
  }

  @Test
  void readsItsOwnSnapshotBack() {
    try (CommandSide app = CommandSide.start(NOW)) {
      app.record(order("o1", "ann", "2011-12-09T10:00:00Z", "10.00"));
      app.record(views("v", "ann", 120));
      String stored =
          app.jdbc()
              .sql("select convert_from(payload, 'UTF8') from snapshot")
              .query(String.class)
              .single();
      assertThat(stored).contains("\"recent\"").contains("post-purchase");
      Serializer serializer = app.bean(Serializer.class);
      Customer read =
          serializer.deserialize(
              new org.axonframework.serialization.SimpleSerializedObject<>(
                  stored, String.class, Customer.class.getName(), null));
      assertThat(serializer.serialize(read, String.class).getData()).isEqualTo(stored);
      assertThat(read.state().timeline().size()).isEqualTo(121);
    }
  }

  @Test
  void isRightOnTwoNodesAtOnce() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide one = CommandSide.start(database, NOW);
        CommandSide two = CommandSide.join(database)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        CommandSide node = i % 2 == 0 ? one : two;
        int n = i;
        calls.add(
            () -> {
              List<String> activities = new ArrayList<>();
              for (int c = 0; c < 8; c++) {
                activities.add(
                    order("o" + n + "-" + c, "c" + (c + n) % 9, "2011-12-09T10:00:00Z", "1.00"));
              }
              node.record(activities.toArray(String[]::new));
              return null;
            });
      }
      try (var executor = Executors.newFixedThreadPool(8)) {
        for (Future<Void> f : executor.invokeAll(calls)) {
          f.get();
        }
      }
      long orders =
          one.jdbc()
              .sql(
                  "select count(*) from domain_event where convert_from(payload, 'UTF8') like"
                      + " '%order_placed%' and payload_type like '%ActivityRecorded'")
              .query(Long.class)
              .single();
      assertThat(orders).isEqualTo(960);
      assertThat(
              one.jdbc()
                  .sql(
                      "select count(*) from (select aggregate from domain_event where"
                          + " aggregate_type = 'Customer' group by aggregate having max(sequence) +"
                          + " 1 <> count(*)) x")
                  .query(Long.class)
                  .single())
          .isZero();
      // Both nodes see the last state: a sixth order took everybody out of `regular`, once.
      for (int c = 0; c < 9; c++) {
        List<String> events = one.events("c" + c);
        assertThat(
                events.stream()
                    .filter(e -> e.startsWith("SegmentEntered") && e.contains("regular")))
            .hasSize(1);
        assertThat(
                events.stream().filter(e -> e.startsWith("SegmentExited") && e.contains("regular")))
            .hasSize(1);
      }
    }
  }

  /**
   * "A customer whose command fails is reported alone and the others stand", and a message that had
   * no effect is new when it comes again.
   */
  @Test
  void reportsACustomerThatFailsAloneAndTakesItsMessageLater() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, NOW)) {
      app.record(order("o1", "ann", "2011-12-01T10:00:00Z", "10.00"));
      app.jdbc().sql("create table kept as select * from domain_event").update();
      app.jdbc()
          .sql(
              "update domain_event set payload = 'broken'::bytea where aggregate = (select customer"
                  + " from identity where source_id = 'ann')")
          .update();
    }
    try (CommandSide app = CommandSide.join(database)) {
      String body =
          "{\"activities\":["
              + order("o2", "ann", "2011-12-02T10:00:00Z", "10.00")
              + ","
              + order("o3", "bob", "2011-12-02T10:00:00Z", "10.00")
              + "]}";
      var failed = app.post("/v1/activities", body).body();
      assertThat(failed.path("accepted").intValue()).isEqualTo(1);
      assertThat(failed.path("rejected")).hasSize(1);
      assertThat(failed.path("rejected").path(0).path("messageId").asString()).isEqualTo("o2");
      assertThat(failed.path("rejected").path(0).path("problem").asString())
          .contains("send it again");
      assertThat(app.events("bob")).anyMatch(e -> e.contains("order_placed"));

      app.jdbc()
          .sql(
              "update domain_event e set payload = k.payload from kept k where k.aggregate ="
                  + " e.aggregate and k.sequence = e.sequence")
          .update();
      var again = app.post("/v1/activities", body).body();
      assertThat(again.path("accepted").intValue()).isEqualTo(1);
      assertThat(again.path("duplicates").intValue()).isEqualTo(1);
      assertThat(app.events("ann").stream().filter(e -> e.contains("order_placed"))).hasSize(2);
    }
  }
}
