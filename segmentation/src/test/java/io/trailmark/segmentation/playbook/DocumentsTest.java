package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** YAML and JSON say the same. */
class DocumentsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  static Stream<String> shipped() {
    return Playbook.shipped().stream().map(Playbook::shipped);
  }

  private static void meansTheSame(String text) {
    Playbook playbook = Playbook.parse(text);
    String json = Playbook.toJson(text);
    JSON.readTree(json);
    assertThat(Playbook.parse(json)).as(json).isEqualTo(playbook);
    String yaml = Playbook.toYaml(json);
    assertThat(Playbook.parse(yaml)).as(yaml).isEqualTo(playbook);
    assertThat(Playbook.toJson(yaml)).isEqualTo(json);
    assertThat(Playbook.parse(Playbook.toYaml(text))).isEqualTo(playbook);
    assertThat(Playbook.parse(Playbook.complete(json))).isEqualTo(playbook);
    // Another program may write it otherwise.
    String rewritten = JSON.writeValueAsString(JSON.readTree(json));
    assertThat(Playbook.parse(rewritten)).as(rewritten).isEqualTo(playbook);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void meansTheSameInJsonAndBackForWhatIsShipped(String text) {
    meansTheSame(text);
  }

  @Test
  void meansTheSameInJsonAndBackForAThousandRandomPlaybooks() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("DocumentsTest seed " + seed);
    for (int round = 0; round < 1_000; round++) {
      String text = new RandomPlaybooks(new Random(seed + round)).text();
      try {
        meansTheSame(text);
      } catch (InvalidPlaybook | AssertionError e) {
        throw new AssertionError("seed " + seed + " round " + round + "\n" + text, e);
      }
    }
  }

  private static final String MIXED =
      """
      playbook: "7"
      zone: UTC
      currency: GBP
      predictions: true
      segments:
        - include: other
        - id: a
          name: "true"
          when: { count: order_placed, where: { sku: [05, 5, 5.0, "5", no, ~, 0x1F] }, is: 3 }
      ---
      playbook: other
      zone: UTC
      currency: GBP
      segments: [{ id: b, when: { count: any, is: 0 } }]
      """;

  @Test
  void writesNumbersAndBooleansAsSuchAndEverythingElseAsText() {
    JsonNode documents = JSON.readTree(Playbook.toJson(MIXED));
    assertThat(documents.size()).isEqualTo(2);
    JsonNode first = documents.get(0);
    assertThat(first.path("playbook").toString()).isEqualTo("\"7\"");
    assertThat(first.path("predictions").toString()).isEqualTo("true");
    JsonNode segment = first.path("segments").get(1);
    assertThat(segment.path("name").toString()).isEqualTo("\"true\"");
    assertThat(segment.path("when").path("is").toString()).isEqualTo("3");
    assertThat(segment.path("when").path("where").path("sku").toString())
        .isEqualTo("[\"05\",5,5.0,\"5\",\"no\",\"~\",\"0x1F\"]");
    assertThat(documents.get(1).path("playbook").asString()).isEqualTo("other");
  }

  @Test
  void writesYamlAsAPersonWould() {
    assertThat(Playbook.toYaml(Playbook.toJson(MIXED)))
        .isEqualTo(
            """
            playbook: '7'
            zone: UTC
            currency: GBP
            predictions: true
            segments:
              - {include: other}
              - id: a
                name: 'true'
                when: {count: order_placed, where: {sku: ['05', 5, 5.0, '5', no, '~', '0x1F']}, is: 3}
            ---
            playbook: other
            zone: UTC
            currency: GBP
            segments: [{id: b, when: {count: any, is: 0}}]
            """);
  }

  @Test
  void readsJsonThatIsIndentedByTabs() {
    String json = Playbook.toJson(Playbook.shipped("starter")).replace("  ", "\t");
    assertThat(Playbook.parse(json)).isEqualTo(Playbook.parse(Playbook.shipped("starter")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "[]", "a: [", "{\"a\": 1, \"a\": 2}", "[{}, 3]", "{? [a] : b}"})
  void refusesWhatIsNoDocument(String text) {
    for (UnaryOperator<String> way :
        List.<UnaryOperator<String>>of(Playbook::toJson, Playbook::toYaml)) {
      assertThatThrownBy(() -> way.apply(text))
          .isInstanceOfSatisfying(
              InvalidPlaybook.class, e -> assertThat(e.problems()).isNotEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500, 1_500, 100_000})
  void refusesWhatNestsWithoutEnd(int deep) {
    String text = "a: " + "[".repeat(deep) + "]".repeat(deep);
    assertThatThrownBy(() -> Playbook.toJson(text)).hasMessageContaining("nests more than 200");
    assertThatThrownBy(() -> Playbook.parse(text)).hasMessageContaining("nests more than 200");
    assertThat(Playbook.toJson("a: " + "[".repeat(199) + "]".repeat(199))).contains("[[[");
  }

  /** What is wrong in JSON has its place too. */
  @Test
  void saysWhereJsonIsWrong() {
    String json = Playbook.toJson(Playbook.shipped("starter")).replace("\"over\"", "\"ovr\"");
    assertThatThrownBy(() -> Playbook.parse(json))
        .isInstanceOfSatisfying(
            InvalidPlaybook.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(
                        p -> {
                          assertThat(p.message()).contains("did you mean `over`?");
                          String line = json.lines().toList().get(p.line() - 1);
                          assertThat(line.substring(p.column() - 1)).startsWith("\"ovr\"");
                        }));
  }
}
