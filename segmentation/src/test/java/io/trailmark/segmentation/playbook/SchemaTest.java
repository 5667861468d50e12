package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema says of playbooks what the parser does, as far as a schema can. */
class SchemaTest {
  private static final JsonNode SCHEMA = JsonMapper.shared().readTree(Playbook.schema());
  private static final Pattern EXAMPLE = Pattern.compile("Example: (\\{.*})$");

  private static JsonNode definition(String name) {
    return SCHEMA.path("$defs").path(name);
  }

  private static Set<String> names(JsonNode definition) {
    return new TreeSet<>(definition.path("properties").propertyNames());
  }

  private static Set<String> namesOfAny(String name) {
    Set<String> names = new TreeSet<>();
    definition(name).path("anyOf").forEach(way -> names.addAll(names(way)));
    return names;
  }

  private static Set<String> values(JsonNode enumeration) {
    Set<String> values = new TreeSet<>();
    enumeration.path("enum").forEach(value -> values.add(value.asString()));
    return values;
  }

  private static Set<String> with(Collection<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void isASchemaOfItsDraft() {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(Playbook.schema(), InputFormat.JSON))
        .isEmpty();
  }

  /** Each rule and measure of the parser, and no other, with what may stand beside it. */
  @Test
  void namesExactlyTheOperatorsOfTheParser() {
    List<String> listed = new ArrayList<>();
    definition("rule")
        .path("anyOf")
        .forEach(way -> listed.add(way.path("$ref").asString().replace("#/$defs/rule-", "")));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(RuleParser.keys());
    for (RuleParser.Name name : RuleParser.Name.values()) {
      assertThat(names(definition("rule-" + name.key())))
          .as(name.key())
          .isEqualTo(with(name.beside(), name.key()));
    }
    for (MeasureParser.Name name : MeasureParser.Name.values()) {
      Set<String> beside = with(name.beside(), name.key());
      beside.addAll(Comparisons.NAMES);
      assertThat(names(definition("rule-" + name.key()))).as(name.key()).isEqualTo(beside);
    }
    assertThat(definition("ranked").path("anyOf").size()).isEqualTo(RuleParser.RANKED.size());
    assertThat(namesOfAny("ranked")).isEqualTo(with(RuleParser.RANKED, "of", "where"));
  }

  @Test
  void namesExactlyTheOtherWordsOfTheParser() {
    assertThat(names(definition("document"))).isEqualTo(with(List.of(PlaybookParser.KEYS)));
    assertThat(namesOfAny("test"))
        .isEqualTo(with(Comparisons.NAMES, SelectionParser.TESTS.toArray(String[]::new)));
    assertThat(names(definition("money-test"))).isEqualTo(with(Comparisons.NAMES));
    assertThat(names(definition("where"))).isEqualTo(SelectionParser.CONDITIONS);
    JsonNode send = definition("step").path("anyOf").get(0).path("properties");
    assertThat(values(send.path("channel"))).isEqualTo(with(StepParser.CHANNELS));
    assertThat(values(definition("rule-time-from").path("properties").path("pick")))
        .isEqualTo(with(MeasureParser.PICKS));
    assertThat(values(definition("rule-predicted").path("properties").path("predicted")))
        .isEqualTo(with(MeasureParser.PREDICTIONS));
    assertThat(values(definition("day"))).isEqualTo(with(Literals.DAYS));
  }

  @Test
  void explainsEveryOperatorByAnExampleThatIsRight() {
    for (String key : RuleParser.keys()) {
      String description = definition("rule-" + key).path("description").asString();
      Matcher matcher = EXAMPLE.matcher(description);
      assertThat(matcher.find()).as(key + ": " + description).isTrue();
      assertThat(matcher.group(1)).startsWith("{ " + key + ": ");
      String text = playbook(matcher.group(1));
      assertThat(Playbook.parse(text).segments()).hasSize(2);
      assertThat(Schema.problems(text)).as(text).isEmpty();
    }
  }

  private static String playbook(String rule) {
    return """
    playbook: test
    zone: UTC
    currency: GBP
    country: GB
    predictions: true
    segments:
      - { id: vip, when: { count: any, is: 1 } }
      - { id: it, when: %s }
    """
        .formatted(rule);
  }

  static Stream<String> shipped() {
    return Playbook.shipped().stream();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void acceptsWhatIsShipped(String name) {
    assertThat(Schema.problems(Playbook.shipped(name))).isEmpty();
  }

  /** An editor does not complain about what is right. */
  @Test
  void acceptsWhateverTheParserDoes() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("SchemaTest seed " + seed);
    for (int round = 0; round < 300; round++) {
      String text = new RandomPlaybooks(new Random(seed + round)).text();
      Playbook.parse(text);
      assertThat(Schema.problems(text)).as("seed " + seed + " round " + round + text).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ cuont: order_placed, is: 1 }",
        "{ count: order_placed }",
        "{ count: order_placed, is: many }",
        "{ count: order_placed, is: 1.5 }",
        "{ count: order_placed, is: -1 }",
        "{ count: order_placed, is: [1] }",
        "{ count: order_placed, at-lest: 1 }",
        "{ count: order_placed, between: [1] }",
        "{ count: { kind: order_placed }, is: 1 }",
        "{ count: Order Placed, is: 1 }",
        "{ count: [], is: 1 }",
        "{ count: order_placed, within: 60, is: 1 }",
        "{ count: order_placed, within: 0d, is: 1 }",
        "{ count: order_placed, within: 9d, aged: [1d, 2d], is: 1 }",
        "{ count: order_placed, aged: [1d, 2d], before-last: easter, is: 1 }",
        "{ count: order_placed, country: GB, is: 1 }",
        "{ count: order_placed, where: {}, is: 1 }",
        "{ count: order_placed, where: { category: { contians: a } }, is: 1 }",
        "{ count: order_placed, where: { category: { in: [] } }, is: 1 }",
        "{ count: order_placed, where: { category: { in: [a], exists: true } }, is: 1 }",
        "{ count: order_placed, where: { amount: 50 }, is: 1 }",
        "{ count: order_placed, where: { items: shoes }, is: 1 }",
        "{ count: order_placed, where: { time-of-day: night }, is: 1 }",
        "{ count: order_placed, where: { time-of-dya: \"22:00-06:00\" }, is: 1 }",
        "{ count: order_placed, where: { weekday: sunday }, is: 1 }",
        "{ distinct: order_placed, is: 1 }",
        "{ total: order_placed, of: items.price, is: 1 }",
        "{ share: order_placed, at-least: 10% }",
        "{ share: order_placed, among: any, at-least: 10 }",
        "{ rate: order_placed, per: 7d, at-least: 10 }",
        "{ net: any, at-least: 10 }",
        "{ since-last: order_placed, within: 3d, at-least: 3d }",
        "{ since-last: order_placed, at-least: 3 }",
        "{ time-from: a, to: b, pick: middle, at-least: 3d }",
        "{ predicted: churn-risk }",
        "{ predicted: churn, at-least: 70% }",
        "{ predicted: churn-risk, at-least: 0.7 }",
        "{ predicted: churn-risk, in-next: 90d, at-least: 70% }",
        "{ predicted: expected-orders, at-least: 1 }",
        "{ predicted: expected-value, in-next: 90d, at-least: 70% }",
        "{ until: easter, at-most: soon }",
        "{ until: { birthday: true }, at-most: 3d }",
        "{ until: \"13-01\", at-most: 3d }",
        "{ all: [] }",
        "{ all: { count: order_placed, is: 1 } }",
        "{ not: [] }",
        "{ none: order_placed }",
        "{ first: a, within: 3d }",
        "{ first: a, then: b, without: c, within: 3d }",
        "{ first: a, then: b }",
        "{ trend: a, over: 3d }",
        "{ trend: a, over: 3d, falls-by: 30%, rises-by: 30% }",
        "{ trend: a, over: 3d, falls-by: 30 }",
        "{ trend: a, over: 3d, falls-by: 30.5% }",
        "{ trend: a, over: 3d, falls-by: 30%, or-never: maybe }",
        "{ top: 10% }",
        "{ top: 10, of: { net: a } }",
        "{ top: 0%, of: { net: a } }",
        "{ top: 101%, of: { net: a } }",
        "{ top: [10%], of: { net: a } }",
        "{ top: [10%, 20%], of: { net: a }, keep: 30% }",
        "{ top: 10%, of: { count: a, within: 3d } }",
        "{ top: 10%, of: { since-last: a } }",
        "{ trait: plan, is: gold, exists: true }",
        "{ trait: plan, equals: gold }",
        "{ benefit: [a] }",
        "count",
        "[]"
      })
  void refusesRulesThatTheParserRefuses(String rule) {
    refused(playbook(rule));
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> Playbook.parse(text)).isInstanceOf(InvalidPlaybook.class);
    assertThat(Schema.problems(text)).as(text).isNotEmpty();
  }

  private static final String RIGHT =
      """
      playbook: test
      zone: UTC
      currency: GBP
      segments:
        - { id: it, when: { count: any, is: 0 }, send: [thanks] }
      sequences:
        hello: { for: it, re-enter: { after: 3d }, steps: [{ send: hi, channel: sms }, { wait: 3d }] }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "playbook: test->",
        "zone: UTC->zones: UTC",
        "currency: GBP->currency: pounds",
        "id: it->id: It",
        "id: it, ->",
        "when: { count: any, is: 0 }, ->",
        "send: [thanks]->send: thanks",
        "{ id: it, when->{ include: standard, when",
        "for: it->on: Signed Up",
        "for: it->for: it, on: signed_up",
        "{ after: 3d }->3d",
        "{ after: 3d }->{ until: 3d }",
        "channel: sms->channel: pigeon",
        "send: hi, channel: sms->wait: 1d",
        "wait: 3d->wait: 3",
        "hello: {->Hello: {",
        "steps: [{ send: hi, channel: sms }, { wait: 3d }]->steps: hi"
      })
  void refusesPlaybooksThatTheParserRefuses(String change) {
    assertThat(Schema.problems(RIGHT)).isEmpty();
    assertThat(Playbook.parse(RIGHT).sequences()).hasSize(1);
    String[] parts = change.split("->", -1);
    assertThat(RIGHT).contains(parts[0]);
    refused(RIGHT.replace(parts[0], parts[1]));
  }
}
