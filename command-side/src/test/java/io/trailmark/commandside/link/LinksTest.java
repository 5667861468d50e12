package io.trailmark.commandside.link;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.delivery.Delivery.Message;
import io.trailmark.commandside.template.MessageLinks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What links of messages do, and what nobody can make them do. */
class LinksTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static CommandSide app;
  private static int people;

  private final HttpClient http = HttpClient.newHttpClient();
  private String who = "";
  private MessageLinks links = new LinksOfNobody();

  private record LinksOfNobody() implements MessageLinks {
    @Override
    public String unsubscribe() {
      return "";
    }

    @Override
    public String survey(String answer) {
      return "";
    }

    @Override
    public String click(String url) {
      return "";
    }

    @Override
    public String open() {
      return "";
    }
  }

  @BeforeAll
  static void start() {
    app = CommandSide.start(NOON, TWO_SEQUENCES);
    app.stopTime();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void aPersonWithAMessage() {
    who = "person-" + people++;
    app.record(order("o-" + who, who, "2011-03-01T11:00:00Z", "10.00"));
    links = links(app);
  }

  private MessageLinks links(CommandSide of) {
    String key = of.key(who);
    return of.bean(Links.class)
        .of(
            new Message(
                key, key + "/post-purchase/1", "post-purchase", 1, "email", "what-went-wrong"));
  }

  private HttpResponse<String> send(String method, String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(method, HttpRequest.BodyPublishers.ofString(""))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private List<String> activities(String kind) {
    return app.events(who).stream().filter(e -> e.contains("\"kind\":\"" + kind + "\"")).toList();
  }

  private boolean consents() {
    return app.jdbc()
        .sql("select count(*) from consent join identity using (customer) where source_id = ?")
        .param(who)
        .query(Long.class)
        .single()
        .equals(0L);
  }

  @Test
  void asksBeforeItUnsubscribes() throws Exception {
    for (String method : List.of("GET", "HEAD", "GET")) {
      assertThat(send(method, links.unsubscribe()).statusCode()).isEqualTo(200);
    }
    assertThat(consents()).isTrue();

    HttpResponse<String> done = send("POST", links.unsubscribe());
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).contains("You are unsubscribed");
    assertThat(consents()).isFalse();
    assertThat(send("POST", links.unsubscribe()).statusCode()).isEqualTo(200);
    assertThat(activities("unsubscribed")).hasSize(1);
    assertThat(activities("unsubscribed").getFirst())
        .contains("\"channel\":\"email\"", "\"purpose\":\"marketing\"");
  }

  /** Who agreed again and then opens an old mail again means it again. */
  @Test
  void unsubscribesAgainWhoAgreedAgain() throws Exception {
    send("POST", links.unsubscribe());
    app.put(
        "/v1/customers/" + who + "/consents",
        "{\"consents\":[{\"purpose\":\"marketing\",\"channel\":\"email\",\"given\":true}]}");
    send("POST", links.unsubscribe());
    assertThat(activities("unsubscribed")).hasSize(2);
    assertThat(
            app.jdbc()
                .sql(
                    "select given from consent join identity using (customer) where source_id = ?"
                        + " order by at desc limit 1")
                .param(who)
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  @Test
  void leadsOnAndCountsEachLinkOnce() throws Exception {
    String shop = links.click("https://shop.example/a?b=c&d=é");
    for (String method : List.of("HEAD", "GET", "GET")) {
      HttpResponse<String> answer = send(method, shop);
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location").orElse(""))
          .isEqualTo("https://shop.example/a?b=c&d=%C3%A9");
    }
    assertThat(activities("message_clicked")).hasSize(1);
    send("GET", links.click("https://shop.example/other"));
    assertThat(activities("message_clicked")).hasSize(2);
    assertThat(activities("message_clicked").getFirst())
        .contains("\"sequence\":\"post-purchase\"", "\"step\":1")
        .doesNotContain("shop.example");
  }

  @Test
  void leadsNowhereThatItDidNotSign() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String shop = links.click("https://shop.example/");
    int from = shop.lastIndexOf('/') + 1;
    for (int i = 0; i < 25; i++) {
      int at = from + random.nextInt(shop.length() - from - 1);
      char other = shop.charAt(at) == 'A' ? 'B' : 'A';
      String forged = shop.substring(0, at) + other + shop.substring(at + 1);
      assertThat(send("GET", forged).statusCode()).as("seed " + seed + " " + at).isIn(404, 429);
    }
    // What is signed for one thing is no key to another.
    String token = links.unsubscribe().replaceFirst(".*/", "");
    assertThat(send("GET", app.url() + "/c/" + token).statusCode()).isIn(404, 429);
    assertThat(links.click("javascript:alert(1)")).isEqualTo("javascript:alert(1)");
    assertThat(links.click("https://a b")).isEqualTo("https://a b");
    assertThat(activities("message_clicked")).isEmpty();
  }

  @Test
  void countsAnOpenOnce() throws Exception {
    String pixel = String.valueOf(links.open());
    for (String method : List.of("HEAD", "GET", "GET")) {
      HttpResponse<String> answer = send(method, pixel);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).isEqualTo("image/gif");
    }
    assertThat(activities("message_opened")).hasSize(1);
  }

  @Test
  void recordsEachAnswerOnceAndOnlyWhenItIsSent() throws Exception {
    String answer = links.survey("too-<b>expensive");
    HttpResponse<String> page = send("GET", answer);
    assertThat(page.body()).contains("Too &lt;b&gt;expensive").doesNotContain("<b>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(activities("survey_answered")).isEmpty();

    send("POST", answer);
    send("POST", answer);
    send("POST", links.survey("other"));
    assertThat(activities("survey_answered")).hasSize(2);
    assertThat(activities("survey_answered").getFirst())
        .contains("\"survey\":\"what-went-wrong\"", "\"sequence\":\"post-purchase\"");
  }

  @Test
  void answersPolitelyWhoIsErased() throws Exception {
    assertThat(app.delete("/v1/customers/" + who).status()).isEqualTo(204);
    long before = app.jdbc().sql("select count(*) from domain_event").query(Long.class).single();
    assertThat(send("GET", links.unsubscribe()).statusCode()).isEqualTo(200);
    assertThat(send("POST", links.unsubscribe()).body()).contains("Nothing left to do");
    assertThat(send("POST", links.survey("a")).body()).contains("Thank you");
    assertThat(send("GET", links.click("https://shop.example/")).statusCode()).isEqualTo(302);
    assertThat(app.jdbc().sql("select count(*) from domain_event").query(Long.class).single())
        .isEqualTo(before);
    assertThat(
            app.jdbc()
                .sql("select count(*) from identity where source_id = ?")
                .param(who)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void isNotOpenedTooOften() throws Exception {
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> answer = send("GET", links.unsubscribe());
      refused += answer.statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(10);
    assertThat(send("GET", links.survey("a")).statusCode()).isEqualTo(200);
  }

  @Test
  void looksAtNothingWhereItIsNotWanted() {
    try (CommandSide own =
        CommandSide.start(
            NOON,
            TWO_SEQUENCES,
            "--trailmark.tracking=false",
            "--trailmark.public-url=https://trail.shop.example/")) {
      own.stopTime();
      own.record(order("o", who, "2011-03-01T11:00:00Z", "10.00"));
      MessageLinks plain = links(own);
      assertThat(plain.open()).isNull();
      assertThat(plain.click("https://shop.example/")).isEqualTo("https://shop.example/");
      assertThat(plain.unsubscribe()).startsWith("https://trail.shop.example/u/");
    }
  }
}
