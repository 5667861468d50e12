package io.trailmark.commandside.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import io.trailmark.commandside.customer.CustomerFacts;
import io.trailmark.commandside.liquid.Shown;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What set a run off, whatever it was. */
class RunWordsTest {
  private static CommandSide app;

  @BeforeAll
  static void start() {
    app =
        CommandSide.start(
            "2011-12-10T07:00:00Z",
            "--trailmark.playbook=src/test/resources/triggers.yaml",
            "--trailmark.shop.locale=en-GB");
    app.record(
        order("o1", "10.00", "1"),
        order("o2", "20.00", "2"),
        """
        {"messageId":"v","customerId":"ada","kind":"product_viewed","occurredAt":"2011-12-10T06:30:00Z",
         "properties":{"productId":"7","name":"Kettle","price":"25"}}
        """,
        """
        {"messageId":"b","customerId":"ada","kind":"occasion_declared","occurredAt":"2011-12-10T06:00:00Z",
         "properties":{"occasion":"birthday","month":12,"day":20}}
        """);
  }

  /** Two orders at one instant. */
  private static String order(String id, String amount, String product) {
    return """
    {"messageId":"%s","customerId":"ada","kind":"order_placed","occurredAt":"2011-12-10T06:45:00Z",
     "properties":{"orderId":"%s","amount":"%s","items":[{"productId":"%s"}]}}
    """
        .formatted(id, id, amount, product);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String run(String sequence, String and) {
    Pattern run = Pattern.compile("\"run\":\"([^\"]*/" + sequence + "/\\d+)\"");
    return app.events("ada").stream()
        .filter(e -> e.startsWith("RunStarted") && e.contains(and))
        .map(run::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          each-order ~ "o1" ~ {{ run.trigger.kind }} {{ run.trigger.order_id }} {{ run.trigger.amount }} {{ run.trigger.items[0].product_id }} ~ order_placed o1 £10.00 1
          each-order ~ "o2" ~ {{ run.trigger.order_id }} {{ run.trigger.amount }} {{ run.trigger.at }} {{ run.sequence }} ~ o2 £20.00 10 December 2011 each-order
          viewed ~ "" ~ {{ run.trigger.kind }} {{ run.trigger.name }} {{ run.trigger.price }} {{ run.trigger.amount | default: 'no amount' }} ~ product_viewed Kettle £25.00 no amount
          entered ~ "" ~ {{ run.trigger.kind }} {{ run.trigger.segment }} ~ segment_entered recent
          """)
  void tellsWhatSetItOff(String sequence, String and, String liquid, String written) {
    assertThat(text(run(sequence, and.replace("\"", "")), liquid)).isEqualTo(written);
  }

  private static String text(String run, String liquid) {
    var body =
        JsonMapper.shared()
            .createObjectNode()
            .put("customer", "ada")
            .put("run", run)
            .put("text", "---\nsubject: x\n---\n" + liquid + "\n");
    Answer answer = app.post("/api/templates/draft/preview", body.toString());
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    String text = answer.body().path("text").stringValue();
    return text.substring(0, text.indexOf("\n\n-- \n")).replace('\n', ' ');
  }

  @Test
  void tellsOfTheOccasionThatSetItOff() throws IOException {
    Playbook playbook =
        Playbook.parse(Files.readString(Path.of("src/test/resources/triggers.yaml")));
    Timeline timeline = new Timeline();
    long declared = Instant.parse("2011-12-10T06:00:00Z").toEpochMilli();
    for (String[] one : new String[][] {{"birthday", "20"}, {"name-day", "15"}}) {
      timeline.add(
          "occasion_declared",
          declared,
          0,
          Properties.of(Map.of("occasion", one[0], "month", "12", "day", one[1])));
    }
    long started = Instant.parse("2011-12-13T09:00:00Z").toEpochMilli();
    Words words =
        new Words(
            new View(timeline, Surveys.NONE, playbook.zone()),
            started + 86_400_000,
            playbook.currency(),
            new Shop(null, null, null, null, null, null, Locale.UK));
    RunWords run =
        new RunWords(words, new CustomerFacts.Passage("birthday", 1, null, started), playbook);

    assertThat(words.occasion()).containsEntry("name", "name day");
    assertThat(run.occasion())
        .containsEntry("name", "birthday")
        .containsEntry("days_ahead", BigDecimal.valueOf(6));
    assertThat(((Shown) Objects.requireNonNull(run.occasion()).get("date")).text())
        .isEqualTo("20 December 2011");
    assertThat(run.values().get("trigger").toString()).contains("kind=occasion");
  }
}
