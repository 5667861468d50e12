package io.trailmark.commandside.template;

import static io.trailmark.commandside.CommandSide.activity;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.eventstore.Identities;
import io.trailmark.segmentation.playbook.Playbook;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class TemplatesTest {
  private static final Pattern SEND = Pattern.compile("send:\\s*([a-z0-9-]+)");
  private static final Pattern HREF = Pattern.compile("<a [^>]*href=\"([^\"]*)\"");
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app =
        CommandSide.start(
            "2011-12-10T00:00:00Z",
            "--trailmark.shop.name=Pots & Pans",
            "--trailmark.shop.url=https://shop.example.invalid",
            "--trailmark.shop.address=1 High Street, Ambleside",
            "--trailmark.shop.product-url=https://shop.example.invalid/p/{productId}",
            "--trailmark.shop.locale=en-GB");
    app.put(
        "/v1/customers/ada",
        """
        {"email":"ada@example.invalid","name":"Ada Lovelace","phone":"+44 20 7946 0000",
         "traits":{"points":120,"pets":["Byron"]}}
        """);
    app.record(
        order("o1", "2011-11-01T10:00:00Z", "20.00", "\"productId\":\"1\",\"name\":\"Pot\""),
        order(
            "o2",
            "2011-12-01T10:00:00Z",
            "35.50",
            "\"productId\":\"2\",\"name\":\"Pan\",\"category\":\"kitchen\",\"price\":\"17.75\",\"quantity\":2"),
        cart("a0", "added", "2011-11-30T10:00:00Z", "\"productId\":\"0\",\"name\":\"Bought\""),
        cart(
            "a1",
            "added",
            "2011-12-09T10:00:00Z",
            "\"productId\":\"3/4\",\"name\":\"Lid <b>\",\"price\":\"5\",\"quantity\":3"),
        cart("a2", "added", "2011-12-09T10:01:00Z", "\"productId\":\"5\""),
        cart("a3", "added", "2011-12-09T10:02:00Z", "\"productId\":\"6\",\"name\":\"Gone\""),
        cart("a4", "removed", "2011-12-09T10:03:00Z", "\"productId\":\"6\""),
        cart("a5", "removed", "2011-12-09T10:04:00Z", "\"productId\":\"3/4\",\"quantity\":1"),
        """
        {"messageId":"b1","customerId":"ada","kind":"occasion_declared","occurredAt":"2011-12-09T11:00:00Z",
         "properties":{"occasion":"birthday","month":12,"day":14}}
        """);
    app.record(activity("n1", "nobody", "product_viewed", "2011-12-09T12:00:00Z"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String order(String id, String at, String amount, String item) {
    return """
    {"messageId":"%s","customerId":"ada","kind":"order_placed","occurredAt":"%s",
     "properties":{"orderId":"%s","amount":"%s","items":[{%s}]}}
    """
        .formatted(id, at, id, amount, item);
  }

  private static String cart(String id, String what, String at, String item) {
    return """
    {"messageId":"%s","customerId":"ada","kind":"cart_item_%s","occurredAt":"%s","properties":{%s}}
    """
        .formatted(id, what, at, item);
  }

  private static Answer preview(String name, String customer, @Nullable String text) {
    var body = JsonMapper.shared().createObjectNode().put("customer", customer);
    if (text != null) {
      body.put("text", text);
    }
    return app.post("/api/templates/" + name + "/preview", body.toString());
  }

  private static String text(String liquid) {
    Answer answer = preview("draft", "ada", "---\nsubject: x\n---\n" + liquid + "\n");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    String text = answer.body().path("text").stringValue();
    return text.substring(0, text.indexOf("\n\n-- \n")).replace('\n', ' ');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          {{ customer.name }}, {{ customer.first_name }}, {{ customer.email }}, {{ customer.phone }} ~ Ada Lovelace, Ada, ada@example.invalid, +44 20 7946 0000
          {{ customer.traits.points | plus: 1 }} {{ customer.traits.pets | first }} ~ 121 Byron
          {{ customer.traits.nothing | default: 'none' }} ~ none
          {{ orders.count }} {{ last_order.order_id }} {{ last_order.at }} {{ last_order.amount }} {{ last_order.currency }} ~ 2 o2 1 December 2011 £35.50 GBP
          {{ last_order.items[0].name }} {{ last_order.items[0].category }} {{ last_order.items[0].price }} {{ last_order.items[0].quantity }} ~ Pan kitchen £17.75 2
          {{ first_order.items.first.url }} ~ https://shop.example.invalid/p/1
          {% if last_order.amount > 35 %}more{% endif %} ~ more
          {{ cart.count }}:{% for item in cart.items %} {{ item.quantity }} {{ item.name }} {{ item.price | default: '-' }} {{ item.url }}{% endfor %} ~ 2: 2 Lid <b> £5.00 https://shop.example.invalid/p/3%2F4 1 5 - https://shop.example.invalid/p/5
          {{ cart.url }} {{ shop.url }} {{ shop.name }} {{ shop.coupon | default: 'none' }} ~ https://shop.example.invalid/cart https://shop.example.invalid Pots & Pans none
          {{ occasion.name }} {{ occasion.date }} {{ occasion.days_ahead }} ~ birthday 14 December 2011 4
          {{ segments | join: ' ' }} ~ cart-abandoner recent regular
          {{ now | date: '%F' }} {{ unsubscribe_url }} ~ 2011-12-10 https://preview.invalid/unsubscribe
          """)
  void seesWhatIsKnownOfACustomer(String liquid, String written) {
    assertThat(text(liquid)).isEqualTo(written);
  }

  /** Every template that a playbook we ship sends. */
  static Stream<String> sent() {
    return Playbook.shipped().stream()
        .flatMap(name -> SEND.matcher(Playbook.shipped(name)).results().map(m -> m.group(1)))
        .distinct()
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("sent")
  void shipsWhatPlaybooksSend(String name) {
    for (String customer : List.of("ada", "nobody")) {
      List<String> clicked = new ArrayList<>();
      Composed mail =
          app.bean(Composing.class).compose(name, "email", key(customer), null, links(clicked));
      assertThat(mail.subject()).isNotBlank().doesNotContain("{", "\n");
      assertThat(mail.text())
          .doesNotContain("{{", "{%", "}}", "%}", "\n\n\n", "[", "**")
          .contains("https://t.example.invalid/u")
          .contains("Pots & Pans");
      String html = String.valueOf(mail.html());
      assertThat(html).contains("https://t.example.invalid/u").contains("</html>");
      assertThat(html.substring(html.indexOf("<body")))
          .doesNotContain("{{", "{%", "}}", "%}", "**", "](");
      assertThat(HREF.matcher(html).results().map(m -> m.group(1)))
          .isNotEmpty()
          .allSatisfy(url -> assertThat(url).matches("https://t\\.example\\.invalid/[ucs].*"));
      assertThat(
              Pattern.compile("https?://\\S+").matcher(mail.text()).results().map(m -> m.group()))
          .allSatisfy(url -> assertThat(url).startsWith("https://t.example.invalid/"));
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void shipsWhatWouldBeTaken(String name) {
    String text = app.get("/api/templates/" + name).body().path("text").stringValue();
    assertThat(app.put("/api/templates/" + name, json(text)).status()).isEqualTo(204);
    assertThat(app.delete("/api/templates/" + name).status()).isEqualTo(204);
  }

  static Stream<String> shipped() {
    return app.bean(Templates.class).all().stream().map(Templates.Written::name);
  }

  private static String key(String customer) {
    return Objects.requireNonNull(
        app.bean(Identities.class).keysOf(Set.of(customer)).get(customer));
  }

  private static MessageLinks links(List<String> clicked) {
    return new MessageLinks() {
      @Override
      public String unsubscribe() {
        return "https://t.example.invalid/u";
      }

      @Override
      public String survey(String answer) {
        return "https://t.example.invalid/s/" + answer;
      }

      @Override
      public String click(String url) {
        clicked.add(url);
        return "https://t.example.invalid/c/" + clicked.size();
      }

      @Override
      public String open() {
        return "https://t.example.invalid/o";
      }
    };
  }

  private static String json(String text) {
    return JsonMapper.shared().createObjectNode().put("text", text).toString();
  }

  @Test
  void showsWhatOneCustomerWouldReadAndRecordsNothing() {
    List<String> before = app.events("ada");
    Answer answer = preview("you-left-something", "ada", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("subject").stringValue())
        .isEqualTo("Ada, you left something in your cart");
    assertThat(answer.body().path("text").stringValue())
        .contains("- Lid <b> (https://shop.example.invalid/p/3%2F4) × 2, £5.00")
        .contains("No more mails like this: https://preview.invalid/unsubscribe");
    assertThat(answer.body().path("html").stringValue())
        .contains("Lid &lt;b&gt;")
        .doesNotContain("<img");
    assertThat(answer.raw().headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(app.events("ada")).isEqualTo(before);
  }

  @Test
  void keepsATemplateOfAUsersInPlaceOfTheShippedOneUntilItIsDeleted() {
    String own = "---\nsubject: Mine, {{ customer.first_name }}\n---\nHello\n";
    Answer put =
        app.put(
            "/api/templates/thank-you",
            own,
            "Authorization",
            CommandSide.basic(CommandSide.KEY),
            "Content-Type",
            "text/markdown");
    assertThat(put.status()).isEqualTo(204);
    Answer kept = app.get("/api/templates/thank-you");
    assertThat(kept.body().path("from").stringValue()).isEqualTo("own");
    assertThat(kept.body().path("text").stringValue()).isEqualTo(own);
    assertThat(kept.body().path("changedAt").stringValue()).startsWith("2011-12-10T00:0");
    assertThat(preview("thank-you", "ada", null).body().path("subject").stringValue())
        .isEqualTo("Mine, Ada");

    assertThat(app.delete("/api/templates/thank-you").status()).isEqualTo(204);
    assertThat(app.get("/api/templates/thank-you").body().path("from").stringValue())
        .isEqualTo("shipped");
    assertThat(app.delete("/api/templates/thank-you").status()).isEqualTo(404);
  }

  @Test
  void listsShippedAndOwnOnes() {
    app.put("/api/templates/0-first", json("---\nsubject: x\n---\nHello\n"));
    var rows = app.get("/api/templates").body().path("templates");
    assertThat(rows.get(0).toString())
        .startsWith(
            "{\"name\":\"0-first\",\"from\":\"own\",\"shipped\":false,\"changedAt\":\"2011-12-10T");
    assertThat(rows.findValuesAsString("name")).contains("you-left-something", "we-miss-you");
    app.delete("/api/templates/0-first");
    assertThat(app.get("/api/templates/0-first").status()).isEqualTo(404);
  }

  @Test
  void failsBeforeSendingWhatHasNoValue() {
    String text = "---\nsubject: x\n---\nHello\n\n{{ customer.first_name }}\n";
    assertThat(preview("draft", "ada", text).status()).isEqualTo(200);
    Answer answer = preview("draft", "nobody", text);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").stringValue())
        .startsWith("template, line 6, column 4: `customer.first_name` has no value");
    assertThat(answer.body().path("problems").get(0).path("variable").stringValue())
        .isEqualTo("customer.first_name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          subject: x|---|{{ customer.nmae }}|{{ crat.count }} ~ template, line 4, column 13: `nmae` is not known in `customer`: `name` was probably meant (the first of 2 problems)
          subject: {{ customer.nmae }}|---|b ~ template, line 2, column 22: `nmae` is not known
          subject: x|---|{% if customer.name %} ~ template, line 4, column 4: `if` is never closed by `endif`
          preheader: x|---|b ~ template, line 1, column 1: an e-mail has a `subject:`
          subject: x|---|{{ last_order.amount | date: '%Y' }} ~ template, line 4, column 24: `date` is for days
          subject: x|---|[cart](cart.html) ~ a link leads to an address
          subject: x|---|[{{ 'a' }}]({{ 'Too Dear' | survey }}) ~ an answer to a survey is called as `too-expensive` is
          subject: x|---|b|html:|<html><body>{{ shop.name }}</body></html> ~ has a link to {{ unsubscribe_url }}
          subject: x|---|{% for i in (1..100000) %}x{% endfor %} ~ a range has at most 10000 numbers
          """)
  void refusesWhatWouldFailForEverybody(String lines, String problem) {
    Answer answer =
        app.put(
            "/api/templates/bad",
            json(
                "---\n"
                    + lines
                        .replace('|', '\n')
                        .replace("\n date", "| date")
                        .replace("\n survey", "| survey")));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("field").stringValue()).isEqualTo("text");
    assertThat(answer.body().path("detail").stringValue()).contains(problem);
    assertThat(app.get("/api/templates/bad").status()).isEqualTo(404);
  }

  @Test
  void takesWhatTraitsMayHold() {
    String text =
        "---\n"
            + "subject: x\n"
            + "---\n"
            + "{{ customer.traits.since | date: '%Y' }}{{ customer.traits.n | plus: 1 }}\n";
    assertThat(app.put("/api/templates/traits", json(text)).status()).isEqualTo(204);
    app.delete("/api/templates/traits");
  }

  @Test
  void refusesFiveMegabytesNamingTheLimit() {
    String text = "---\nsubject: x\n---\n" + "x".repeat(5 << 20);
    for (String body : List.of(json(text), json(text.substring(0, 300_000)))) {
      Answer answer = app.put("/api/templates/large", body);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body().path("detail").stringValue()).containsAnyOf("262144", "524288");
    }
    Answer raw =
        app.put(
            "/api/templates/large",
            text,
            "Authorization",
            CommandSide.basic(CommandSide.KEY),
            "Content-Type",
            "text/markdown");
    assertThat(raw.status()).isEqualTo(413);
    assertThat(raw.body().path("detail").stringValue()).contains("262144");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          {} ~ customer
          {"customer":""} ~ customer
          {"customer":"ada","chanel":"sms"} ~ chanel
          {"customer":"ada","channel":"fax"} ~ channel
          {"customer":"ada","text":7} ~ text
          [] ~ body
          {"customer": ~ body
          """)
  void refusesPreviewsOfNobody(String body, String field) {
    Answer answer = app.post("/api/templates/thank-you/preview", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("field").stringValue()).isEqualTo(field);
  }

  @Test
  void knowsNeitherTemplatesNorPeopleThatAreNotThere() {
    assertThat(preview("thank-you", "who", null).status()).isEqualTo(404);
    assertThat(preview("no-such-thing", "ada", null).status()).isEqualTo(404);
    assertThat(app.get("/api/templates/No_Name").status()).isEqualTo(400);
    assertThat(
            app.put(
                    "/api/templates/x",
                    "x",
                    "Authorization",
                    CommandSide.basic(CommandSide.KEY),
                    "Content-Type",
                    "text/html")
                .status())
        .isEqualTo(415);
  }

  @Test
  void tellsWhichTemplateThereIsNot() {
    assertThat(app.bean(Templates.class).exists("no-such-thing")).isFalse();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                app.bean(Composing.class)
                    .compose("no-such-thing", "email", key("ada"), null, new NoLinks()))
        .isInstanceOf(TemplateProblem.class)
        .hasMessageContaining("template no-such-thing: there is no such template");
  }
}
