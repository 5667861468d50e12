package io.trailmark.commandside.delivery;

import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is paused waits, and goes on when it is resumed; what is not goes on meanwhile. */
class PausesTest {
  private static final double TEN_DAYS_A_SECOND = 864_000;
  private static CommandSide app;
  private static int people;

  @BeforeAll
  static void start() {
    app = CommandSide.start("2011-03-01T12:00:00Z", CommandSide.TWO_SEQUENCES);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String pause(String body) {
    Answer answer = app.post("/api/pauses", body);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    assertThat(answer.raw().headers().firstValue("Location"))
        .contains("/api/pauses/" + answer.body().path("id").asString());
    assertThat(app.post("/api/pauses", body).status()).as("again").isEqualTo(200);
    return answer.body().path("id").asString();
  }

  private static String shopper() {
    PostgresBusinessClock clock = app.bean(PostgresBusinessClock.class);
    clock.setSpeed(1);
    String who = "p" + people++;
    app.record(order("o-" + who, who, clock.instant().toString(), "10.00"));
    return who;
  }

  private static void daysPass(int days) throws InterruptedException {
    PostgresBusinessClock clock = app.bean(PostgresBusinessClock.class);
    long until = clock.millis() + Duration.ofDays(days).toMillis();
    clock.setSpeed(TEN_DAYS_A_SECOND);
    eventually(() -> clock.millis() >= until);
    Thread.sleep(700);
  }

  private static List<String> events(String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void completes(String who) {
    eventually(() -> !events(who, "RunEnded").isEmpty());
    assertThat(events(who, "MessageSent")).hasSize(3);
  }

  @Test
  void holdsEverything() throws Exception {
    String who = shopper();
    String id = pause("{\"all\":true,\"because\":\"the shop is closed\"}");
    daysPass(30);
    assertThat(events(who, "MessageIntended")).isEmpty();
    assertThat(app.get("/api/pauses").body().path("pauses").path(0).path("because").asString())
        .isEqualTo("the shop is closed");
    assertThat(app.delete("/api/pauses/" + id).status()).isEqualTo(204);
    assertThat(app.delete("/api/pauses/" + id).status()).isEqualTo(404);
    completes(who);
  }

  @Test
  void holdsASequenceOrARunAndNoOther() throws Exception {
    String one = shopper();
    String other = shopper();
    String run = events(one, "RunStarted").getFirst().replaceAll(".*\"run\":\"([^\"]+)\".*", "$1");
    String id = pause("{\"run\":\"%s\"}".formatted(run));
    String unrelated = pause("{\"sequence\":\"win-back\"}");
    daysPass(30);
    completes(other);
    assertThat(events(one, "MessageIntended")).isEmpty();
    app.delete("/api/pauses/" + id);
    completes(one);

    String third = shopper();
    String sequence = pause("{\"sequence\":\"post-purchase\"}");
    daysPass(10);
    assertThat(events(third, "MessageIntended")).isEmpty();
    app.delete("/api/pauses/" + sequence);
    app.delete("/api/pauses/" + unrelated);
    completes(third);
  }

  /** Also what is in the queue already. */
  @Test
  void holdsWhatIsQueued() throws Exception {
    String who = shopper();
    String id = pause("{\"all\":true}");
    app.jdbc()
        .sql(
            "insert into delivery (destination, item, customer, sequence, run, step, channel,"
                + " template, intended_at, ready_machine, first_machine) select 'email', 'x',"
                + " customer, 'post-purchase', customer || '/post-purchase/1', 9, 'email', 't', 0,"
                + " 0, 0 from identity where source_id = ?")
        .param(who)
        .update();
    Thread.sleep(700);
    assertThat(app.jdbc().sql("select count(*) from delivery").query(Long.class).single())
        .isEqualTo(1);
    app.delete("/api/pauses/" + id);
    eventually(
        () -> app.jdbc().sql("select count(*) from delivery").query(Long.class).single() == 0);
    completes(who(who));
  }

  private static String who(String who) {
    app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
    return who;
  }

  @Test
  void saysWhatIsWrong() {
    for (String body :
        List.of(
            "{}",
            "{\"all\":false}",
            "{\"all\":true,\"run\":\"x\"}",
            "{\"sequence\":7}",
            "{\"sequenz\":\"x\"}",
            "[]",
            "{")) {
      assertThat(app.post("/api/pauses", body).status()).as(body).isEqualTo(400);
    }
    assertThat(app.delete("/api/pauses/x").status()).isEqualTo(404);
  }
}
