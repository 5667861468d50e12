package io.trailmark.commandside.outbox;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.commandside.delivery.Delivery.Message;
import io.trailmark.commandside.template.Composed;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Messages that stay here: to be looked at, erased with their people, and not for ever. */
class OutboxTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private static Kept kept(String customer, String subject) {
    return new Kept(
        new Message(customer, customer + "/s/1", "s", 0, "email", "t"),
        "someone@example.invalid",
        new Composed(
            subject, "text of " + subject, "<html><head></head><body><script>x</script></body>"),
        false);
  }

  @Test
  void showsWhatWasSent() throws Exception {
    try (CommandSide app = CommandSide.start(NOON, TWO_SEQUENCES)) {
      app.put("/v1/customers/ann", "{\"email\":\"ann@example.invalid\"}");
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.record(order("o2", "bob", "2011-03-01T11:00:00Z", "10.00"));
      app.bean(PostgresBusinessClock.class).setSpeed(TEN_DAYS_A_SECOND);
      eventually(() -> app.get("/api/outbox").body().path("messages").size() == 6);

      JsonNode first = app.get("/api/outbox?customer=ann&limit=2").body();
      assertThat(first.path("messages")).hasSize(2);
      JsonNode newest = first.path("messages").path(0);
      assertThat(newest.path("to").asString()).isEqualTo("ann@example.invalid");
      assertThat(newest.path("customer").asString()).isEqualTo("ann");
      assertThat(newest.path("template").asString()).isEqualTo("goes-well-with");
      assertThat(newest.path("text").asString()).contains("/u/");
      assertThat(newest.path("html").asString()).contains("<");
      JsonNode last =
          app.get("/api/outbox?customer=ann&limit=2&after=" + first.path("next").asString()).body();
      assertThat(last.path("messages")).hasSize(1);
      assertThat(last.path("next").isNull()).isTrue();
      assertThat(app.get("/api/outbox?customer=nobody").body().path("messages")).isEmpty();

      String page = app.getRaw("/outbox", "Accept", "*/*").raw().body();
      assertThat(page).contains("ann@example.invalid", "/outbox/");
      Answer one = app.getRaw("/outbox/" + newest.path("id").asString(), "Accept", "*/*");
      assertThat(one.raw().body()).contains("<iframe sandbox=");
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    try (CommandSide app = CommandSide.start(NOON, TWO_SEQUENCES)) {
      for (String query : List.of("limit=0", "limit=x", "after=-1", "limit=1001", "custmer=a")) {
        Answer answer = app.get("/api/outbox?" + query);
        assertThat(answer.status()).as(query).isEqualTo(400);
        assertThat(answer.body().path("detail").asString()).contains(query.split("=")[0]);
      }
      assertThat(app.get("/outbox/77").status()).isEqualTo(404);
      assertThat(app.get("/outbox/x").status()).isEqualTo(404);
    }
  }

  @Test
  void letsNothingOfAMessageRun() {
    try (CommandSide app = CommandSide.start(NOON, TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.bean(Outbox.class).keep(List.of(kept(app.key("ann"), "<b>&\"'")));
      String id = app.get("/api/outbox").body().path("messages").path(0).path("id").asString();
      Answer page = app.getRaw("/outbox/" + id, "Accept", "*/*");
      assertThat(page.raw().headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'")
          .doesNotContain("script", "http");
      assertThat(page.raw().body())
          .contains("<iframe sandbox=", "&lt;script&gt;")
          .doesNotContain("<script>", "allow-scripts", "allow-same-origin");
      assertThat(app.getRaw("/outbox", "Accept", "*/*").raw().body())
          .contains("&lt;b&gt;&amp;&quot;")
          .doesNotContain("<b>");
    }
  }

  @Test
  void forgetsWhoIsErasedAlsoWhenItIsHandedOverLater() {
    try (CommandSide app = CommandSide.start(NOON, TWO_SEQUENCES)) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      app.record(order("o2", "bob", "2011-03-01T11:00:00Z", "10.00"));
      String ann = app.key("ann");
      Outbox outbox = app.bean(Outbox.class);
      outbox.keep(List.of(kept(ann, "one"), kept(app.key("bob"), "two")));
      assertThat(app.get("/api/customers/ann/export").body().path("messages").toString())
          .contains("text of one");

      assertThat(app.delete("/v1/customers/ann").status()).isEqualTo(204);
      outbox.keep(List.of(kept(ann, "three")));

      List<String> left = new ArrayList<>();
      app.get("/api/outbox")
          .body()
          .path("messages")
          .forEach(m -> left.add(m.path("subject").asString()));
      assertThat(left).containsExactly("two");
    }
  }

  @Test
  void keepsSoManyForSoLong() {
    try (CommandSide app =
        CommandSide.start(
            NOON, TWO_SEQUENCES, "--trailmark.outbox.messages=500", "--trailmark.outbox.days=2")) {
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      Outbox outbox = app.bean(Outbox.class);
      String ann = app.key("ann");
      List<Kept> many = new ArrayList<>();
      for (int i = 0; i < 1_200; i++) {
        many.add(kept(ann, "m" + i));
      }
      outbox.keep(many);
      outbox.keep(many.subList(0, 1));
      long rows = app.jdbc().sql("select count(*) from outbox").query(Long.class).single();
      assertThat(rows).isBetween(1L, 501L);
      assertThat(
              app.get("/api/outbox?limit=1")
                  .body()
                  .path("messages")
                  .path(0)
                  .path("subject")
                  .asString())
          .isEqualTo("m0");
    }
  }
}
