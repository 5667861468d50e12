package io.trailmark.segmentation.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Measure.Pick;
import io.trailmark.segmentation.rule.Measure.Prediction;
import io.trailmark.segmentation.rule.Measure.Statistic;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Window;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final String SAID = "  → ";

  private static String approved() throws IOException {
    try (InputStream in = WordsTest.class.getResourceAsStream("/explanation/rules-in-words.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> rules() throws IOException {
    return approved().lines().filter(line -> line.startsWith("{")).toList();
  }

  private static Playbook playbook(String rule) {
    return Playbook.parse(
        """
        playbook: test
        zone: UTC
        currency: GBP
        predictions: true
        segments:
          - { id: vip, name: VIPs, when: { trait: plan } }
          - id: it
            when: %s
        """
            .formatted(rule));
  }

  @Test
  void saysEveryRuleAsApproved() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line : approved().lines().filter(line -> !line.startsWith(SAID)).toList()) {
      said.append(line).append('\n');
      if (line.startsWith("{")) {
        said.append(SAID).append(Words.rule(playbook(line), "it")).append('\n');
      }
    }
    assertThat(said.toString()).isEqualTo(approved());
  }

  /** An operator that is added needs an example: what is not shown there is not said well. */
  @Test
  void hasAnExampleOfEveryOperator() throws IOException {
    Set<Object> shown = new HashSet<>();
    for (String rule : rules()) {
      note(playbook(rule).segments().getLast().when(), shown);
    }
    for (Class<?> family :
        List.of(
            Rule.class,
            Measure.class,
            Selection.class,
            Window.class,
            Occasion.class,
            Where.Condition.class,
            Where.Test.class)) {
      assertThat(shown).containsAll(List.of(family.getPermittedSubclasses()));
    }
    assertThat(shown).contains((Object[]) Statistic.values()).contains((Object[]) Pick.values());
    assertThat(shown).contains((Object[]) Prediction.values());
    assertThat(shown).contains((Object[]) Unit.values());
  }

  /** Everything that a rule is made of. */
  private static void note(Object part, Set<Object> shown) {
    if (part instanceof Measure measure) {
      shown.add(measure.unit());
    }
    if (part instanceof Collection<?> parts) {
      parts.forEach(p -> note(p, shown));
    } else if (part instanceof Enum<?>) {
      shown.add(part);
    } else if (part instanceof Record record) {
      shown.add(record.getClass());
      components(record).forEach(p -> note(p, shown));
    }
  }

  private static List<Object> components(Record record) {
    List<Object> components = new ArrayList<>();
    try {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        components.add(component.getAccessor().invoke(record));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return components;
  }

  @Test
  void saysDurationsInTheLargestUnitsThatFit() {
    assertThat(Durations.words(0)).isEqualTo("0 seconds");
    assertThat(Durations.words(1)).isEqualTo("1 millisecond");
    assertThat(Durations.words(60 * 86_400_000L - 1)).isEqualTo("59 days 23 hours");
    assertThat(Durations.words(60 * 86_400_000L + 3_599_999L)).isEqualTo("60 days");
    assertThat(Durations.words(5_400_000)).isEqualTo("1 hour 30 minutes");
    assertThat(Durations.exactly(86_400_000L + 61_001))
        .isEqualTo("1 day 1 minute 1 second 1 millisecond");
  }

  @Test
  void saysMoneyWithItsCurrencysDecimals() {
    String rule = "{ net: order_placed, at-least: 1000 }";
    Playbook yen =
        Playbook.parse(
            "playbook: p\nzone: UTC\ncurrency: JPY\nsegments: [ { id: it, when: " + rule + " } ]");
    assertThat(Words.rule(yen, "it")).isEqualTo("net value of orders placed is at least 1000 JPY");
  }

  @Test
  void knowsOnlyThePlaybooksOwnSegments() {
    assertThatThrownBy(() -> Words.rule(playbook("{ trait: plan }"), "whales"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whales");
  }
}
