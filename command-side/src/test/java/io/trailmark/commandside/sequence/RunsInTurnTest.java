package io.trailmark.commandside.sequence;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.customer.CustomerCommand;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.time.Duration;
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

  /** Its second message is due only once its first is taken. */
  @Test
  void sendsAllOfTheFirstSequenceThatIsDue() {
    sendsFirst("two-in-a-row", "/twice/1", 1, 2);
  }

  private static void sendsFirst(String file, String run, int orders) {
    sendsFirst(file, run, orders, 1);
  }

  private static void sendsFirst(String file, String run, int orders, int messages) {
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
      eventually(() -> customers.stream().allMatch(c -> has(app, c, "MessageSent", messages)));

      for (String customer : customers) {
        assertThat(app.events(customer))
            .filteredOn(e -> e.startsWith("MessageIntended "))
            .hasSize(messages)
            .allMatch(e -> e.contains(run + "\""));
      }
      app.bean(PostgresBusinessClock.class).setSpeed(43_200);
      eventually(() -> customers.stream().allMatch(c -> has(app, c, "MessageSent", messages + 1)));
    }
  }

  /** Though another step of the same customer is taken at the same time. */
  @Test
  void leavesWhatIsPausedOrTriedAgainLater() {
    String playbook = "--trailmark.playbook=src/test/resources/two-in-a-row.yaml";
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2012-05-01T08:00:00Z", playbook)) {
      for (String customer : List.of("ann", "bob", "cid")) {
        app.record(order("o-" + customer, customer, "2012-05-01T07:00:00Z", "1.00"));
      }
      app.record(activity("s-cid", "cid", "signed_up", "2012-05-01T07:00:00Z"));
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 7);
      app.stopTime();
      app.post("/api/pauses", "{\"run\":\"%s\"}".formatted(firstRun(app, "ann")));
      app.post("/api/pauses", "{\"sequence\":\"paused\"}");
      app.jdbc()
          .sql("update deadline set attempts = 8, parked = true where run = ?")
          .param(firstRun(app, "bob"))
          .update();
    }
    try (CommandSide app = CommandSide.start(database, "2012-05-01T10:00:01Z", playbook)) {
      eventually(() -> has(app, "cid", "MessageSent", 2));
      assertThat(app.events("cid"))
          .noneMatch(e -> e.matches("(MessageIntended|StepPostponed) .*/paused/1\".*"));
      for (String customer : List.of("ann", "bob")) {
        eventually(() -> has(app, customer, "MessageSent", 1));
        assertThat(app.events(customer))
            .filteredOn(e -> e.startsWith("MessageIntended "))
            .singleElement()
            .satisfies(e -> assertThat(e).contains("/once/1\""));
      }
      app.jdbc().sql("delete from pause").update();
      app.jdbc().sql("update deadline set parked = false").update();
      app.bean(PostgresBusinessClock.class).setSpeed(43_200);
      eventually(() -> has(app, "ann", "MessageSent", 3) && has(app, "bob", "MessageSent", 3));
      eventually(() -> has(app, "cid", "MessageSent", 4));
    }
  }

  private static String firstRun(CommandSide app, String customer) {
    return app.key(customer) + "/twice/1";
  }

  /** Refuses the first run's message and counts how often it came, which no rollback undoes. */
  private static final String REFUSAL =
      """
      create sequence tries;
      create table before_the_other (tries bigint);
      create function refuse() returns trigger language plpgsql as $$
      begin
        if convert_from(new.payload, 'UTF8') like '%/twice/1"%' then
          perform nextval('tries');
          raise exception 'refused';
        end if;
        insert into before_the_other select last_value from tries;
        return new;
      end $$;
      create trigger refuses before insert on domain_event for each row
        when (new.payload_type like '%.MessageIntended') execute function refuse();
      """;

  /** Both fail together; alone the other does not even try what fails. */
  @Test
  void holdsUpNoOtherRunOfTheCustomerByOneThatFails() {
    String playbook = "--trailmark.playbook=src/test/resources/two-in-a-row.yaml";
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (CommandSide app = CommandSide.start(database, "2012-05-01T08:00:00Z", playbook)) {
      app.record(order("o-ann", "ann", "2012-05-01T07:00:00Z", "1.00"));
      eventually(
          () -> app.jdbc().sql("select count(*) from deadline").query(Long.class).single() == 2);
      app.stopTime();
      app.jdbc().sql(REFUSAL).update();
    }
    try (CommandSide app = CommandSide.start(database, "2012-05-01T10:00:01Z", playbook)) {
      eventually(() -> has(app, "ann", "MessageSent", 1));
      assertThat(app.jdbc().sql("select tries from before_the_other").query(Long.class).single())
          .isBetween(1L, 2L);
    }
  }

  @Test
  void movesTheCustomerBeforeItTakesTheNextStep() {
    String playbook = "--trailmark.playbook=src/test/resources/tag-first.yaml";
    try (CommandSide app = CommandSide.start("2012-05-01T08:00:00Z", playbook)) {
      app.stopTime();
      app.record(order("o-ann", "ann", "2012-05-01T07:00:00Z", "1.00"));
      app.bean(CustomerTransactions.class)
          .send(CommandSide.takeSteps(app.key("ann"), "2012-05-01T12:00:00Z"));
      assertThat(app.events("ann"))
          .anyMatch(e -> e.startsWith("RunEnded ") && e.contains("/while-untagged/1\""))
          .noneMatch(e -> e.startsWith("MessageIntended "));
    }
  }

  /** A step of one run begins the other, again and again. */
  @Test
  void comesToAnEndThoughRunsBeginEachOtherWithoutEnd() {
    String playbook = "--trailmark.playbook=src/test/resources/without-end.yaml";
    try (CommandSide app = CommandSide.start("2012-05-01T08:00:00Z", playbook)) {
      app.stopTime();
      app.record(activity("s-ann", "ann", "signed_up", "2012-05-01T07:00:00Z"));
      CustomerCommand steps = CommandSide.takeSteps(app.key("ann"), "2012-05-01T12:00:00Z");
      for (int tags : new int[] {1, 3, 4, 5}) {
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> app.bean(CustomerTransactions.class).send(steps));
        assertThat(app.events("ann"))
            .filteredOn(e -> e.startsWith("ActivityRecorded ") && e.contains("tagged"))
            .hasSize(tags);
      }
    }
  }

  private static boolean has(CommandSide app, String customer, String type, int n) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).count() == n;
  }
}
