package io.trailmark.commandside.delivery;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue between intents and ways out: apart from each other, patient, and bounded. */
class QueueTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static final String ONE_STEP =
      """
      playbook: one-step
      zone: UTC
      currency: GBP
      segments:
        - id: recent
          when: { since-last: order_placed, less-than: 60d }
      sequences:
        greet:
          on: %s
          re-enter: always
          steps:
            - { wait: 1d }
            - { send: hello, channel: %s }
      """;

  @TempDir private Path folder;

  record Told(String name, Consumer<Message> how) implements Delivery {
    @Override
    public void deliver(Message message) {
      how.accept(message);
    }
  }

  static List<String> events(CommandSide app, String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void fast(CommandSide app) {
    app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
  }

  private static long queued(CommandSide app) {
    return app.jdbc().sql("select count(*) from delivery").query(Long.class).single();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String playbook(String... sequences) throws Exception {
    return "--trailmark.playbook="
        + Files.writeString(folder.resolve("playbook.yaml"), String.join("", sequences));
  }

  private static String both() {
    return ONE_STEP.formatted("order_placed", "email")
        + """
          text:
            on: order_placed
            re-enter: always
            steps:
              - { wait: 1d }
              - { send: hi, channel: sms }
        """;
  }

  /** E-mail hangs for good; text messages go out as ever. */
  @Test
  void delaysNoOtherDestination() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Queue<String> texts = new ConcurrentLinkedQueue<>();
    Map<String, Delivery> ways =
        Map.of(
            "email", new Told("hanging", message -> await(released)),
            "sms", new Told("quick", message -> texts.add(message.customer())));
    try (CommandSide app =
        CommandSide.sendingBy(ways, TestPostgres.freshDatabase(), NOON, playbook(both()))) {
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        orders.add(order("o" + i, "c" + i, "2011-03-01T11:00:00Z", "10.00"));
      }
      app.record(orders.toArray(String[]::new));
      fast(app);

      eventually(() -> texts.size() == 40);
      assertThat(events(app, "c0", "MessageSending").size()).isBetween(1, 2);
      released.countDown();
      eventually(() -> queued(app) == 0);
      assertThat(events(app, "c39", "MessageSent")).hasSize(2);
    }
  }

  /** It surely did not go out: the mark is taken back, and it goes once all the same. */
  @Test
  void triesAgainWhatSurelyDidNotGoOut() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Delivery shy =
        new Told(
            "shy",
            message -> {
              if (attempts.incrementAndGet() < 4) {
                throw new Delivery.NotSent("nobody listens");
              }
            });
    try (CommandSide app =
        CommandSide.sendingBy(
            Map.of("email", shy),
            TestPostgres.freshDatabase(),
            NOON,
            playbook(ONE_STEP.formatted("order_placed", "email")),
            "--trailmark.delivery.pause=20ms")) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      fast(app);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());

      assertThat(events(app, "ann", "MessageDeferred"))
          .hasSize(3)
          .allMatch(e -> e.contains("nobody listens"));
      assertThat(events(app, "ann", "MessageSending")).hasSize(4);
      assertThat(events(app, "ann", "MessageSent")).hasSize(1);
      assertThat(attempts).hasValue(4);
    }
  }

  @Test
  void givesUpAfterAWhile() throws Exception {
    Delivery dead =
        new Told(
            "dead",
            message -> {
              throw new Delivery.NotSent("nobody listens");
            });
    try (CommandSide app =
        CommandSide.sendingBy(
            Map.of("email", dead),
            TestPostgres.freshDatabase(),
            NOON,
            playbook(ONE_STEP.formatted("order_placed", "email")),
            "--trailmark.delivery.pause=10ms",
            "--trailmark.delivery.attempts=3")) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      fast(app);
      eventually(() -> !events(app, "ann", "MessageFailed").isEmpty());
      assertThat(events(app, "ann", "MessageFailed").getFirst())
          .contains("gave up: nobody listens");
      assertThat(events(app, "ann", "MessageSending")).hasSize(3);
      eventually(() -> queued(app) == 0);
    }
  }

  /** Nobody can tell: it is unknown, and not tried again. */
  @Test
  void repeatsNothingThatMayHaveGoneOut() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Delivery silent =
        new Told(
            "silent",
            message -> {
              attempts.incrementAndGet();
              throw new Delivery.Ambiguous("no answer");
            });
    try (CommandSide app =
        CommandSide.sendingBy(
            Map.of("email", silent),
            TestPostgres.freshDatabase(),
            NOON,
            playbook(ONE_STEP.formatted("order_placed", "email")))) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      fast(app);
      eventually(() -> !events(app, "ann", "MessageUnknown").isEmpty());
      eventually(() -> queued(app) == 0);
      assertThat(attempts).hasValue(1);
    }
  }

  @Test
  void keepsToTheRateAndToHowManyGoAtOnce() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Queue<Long> at = new ConcurrentLinkedQueue<>();
    Delivery counted =
        new Told(
            "counted",
            message -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              at.add(System.nanoTime());
              try {
                Thread.sleep(150);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              now.decrementAndGet();
            });
    try (CommandSide app =
        CommandSide.sendingBy(
            Map.of("email", counted),
            TestPostgres.freshDatabase(),
            NOON,
            playbook(ONE_STEP.formatted("order_placed", "email")),
            "--trailmark.delivery.email.rate=10",
            "--trailmark.delivery.email.parallel=2")) {
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        orders.add(order("o" + i, "c" + i, "2011-03-01T11:00:00Z", "10.00"));
      }
      app.record(orders.toArray(String[]::new));
      fast(app);
      eventually(() -> at.size() == 30);

      assertThat(most).hasValue(2);
      List<Long> all = at.stream().sorted().toList();
      // After the burst of a second's worth, ten a second.
      assertThat((all.getLast() - all.getFirst()) / 1e9).isGreaterThan(1.8);
    }
  }

  /** The same queue on two nodes. */
  @Test
  void sendsOnceWithTwoNodes() throws Exception {
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    Map<String, Delivery> ways =
        Map.of("email", new Told("counting", message -> sent.add(message.customer())));
    TestPostgres.Database database = TestPostgres.freshDatabase();
    String playbook = playbook(ONE_STEP.formatted("order_placed", "email"));
    try (CommandSide one = CommandSide.sendingBy(ways, database, NOON, playbook);
        CommandSide two = CommandSide.sendingBy(ways, database, "")) {
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        orders.add(order("o" + i, "c" + i, "2011-03-01T11:00:00Z", "10.00"));
      }
      one.record(orders.toArray(String[]::new));
      fast(one);
      eventually(() -> sent.size() >= 300 && queued(two) == 0);
      assertThat(sent).hasSize(300).doesNotHaveDuplicates();
    }
  }

  @Test
  void failsWhatGoesWhereNothingIsConfigured() throws Exception {
    try (CommandSide app =
        CommandSide.start(NOON, playbook(ONE_STEP.formatted("order_placed", "email")))) {
      app.stopTime();
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.jdbc()
          .sql(
              "insert into delivery (destination, item, customer, sequence, run, step, channel,"
                  + " template, intended_at, ready_machine, first_machine) select 'webhook:crm',"
                  + " 'x', customer, 'greet', customer || '/greet/1', 1, 'webhook', 'crm', 0, 0, 0"
                  + " from customer")
          .update();
      eventually(() -> queued(app) == 0);
    }
  }
}
