package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunsInTurnTest {

  /** Runs of one sequence come due at one instant, and there is room for one message. */
  @Test
  void sendsForTheEarlierRunFirst() {
    sendsFirst("one-at-a-time", "/each-order/1", 2);
  }

  /** It stands before a choice, the other before its message. */
  @Test
  void sendsForTheFirstSequenceThoughItHasYetToChoose() {
    sendsFirst("choosing-first", "/chooses/1", 1);
  }

  private static void sendsFirst(String file, String run, int orders) {
    String playbook = "--trailmark.playbook=src/test/resources/" + file + ".yaml";
    List<String> customers = IntStream.range(0, 20).mapToObj(i -> "ann-" + i).toList();
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2012-05-01T08:00:00Z", playbook)) {
      customers.forEach(
          customer ->
              app.record(
                  IntStream.range(0, orders)
                      .mapToObj(
                          i ->
                              order(
                                  i + "-" + customer,
                                  customer,
                                  "2012-05-01T07:%02d:00Z".formatted(i),
                                  "1.00"))
                      .toArray(String[]::new)));
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 40);
    }
    // Both are due at once.
    try (CommandSide app = CommandSide.start(database, "2012-05-01T10:00:01Z", playbook)) {
      eventually(() -> customers.stream().allMatch(c -> has(app, c, "StepPostponed", 1)));
      eventually(() -> customers.stream().allMatch(c -> has(app, c, "MessageSent", 1)));

      for (String customer : customers) {
        assertThat(app.events(customer))
            .filteredOn(e -> e.startsWith("MessageIntended "))
            .singleElement()
            .satisfies(e -> assertThat(e).contains(run + "\""));
      }
      app.bean(PostgresBusinessClock.class).setSpeed(43_200);
      eventually(() -> customers.stream().allMatch(c -> has(app, c, "MessageSent", 2)));
    }
  }

  private static boolean has(CommandSide app, String customer, String type, int n) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).count() == n;
  }
}
