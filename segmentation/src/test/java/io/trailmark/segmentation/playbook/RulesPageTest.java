package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.RulesPage.Example;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Window;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page on rules shows is so. */
class RulesPageTest {
  private static final RulesPage PAGE = RulesPage.read();

  static Stream<Example> examples() {
    return PAGE.examples().stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void movesTheCustomerAsTheExampleSays(Example example) {
    assertThat(example.expected()).as(example.written()).isNotEmpty();
    assertThat(example.reviewed()).as(example.written()).isEqualTo(example.expected());
    assertThat(example.carriedAlong()).as(example.written()).isEqualTo(example.expected());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void showsNoExampleThatTheSchemaRefuses(Example example) {
    assertThat(Schema.problems(example.playbook())).as(example.written()).isEmpty();
  }

  /** An example that is always in, or always out, would show nothing. */
  @ParameterizedTest
  @MethodSource("examples")
  void showsBothSides(Example example) {
    assertThat(String.join(" ", example.expected())).contains("→ in").contains("→ out");
  }

  @Test
  void showsPlaybooksThatAreRight() {
    List<String> playbooks =
        PAGE.blocks("yaml").stream().filter(block -> block.contains("playbook: ")).toList();
    assertThat(playbooks).hasSize(2);
    for (String playbook : playbooks) {
      assertThat(Playbook.parse(playbook).sequences()).isNotEmpty();
      assertThat(Schema.problems(playbook)).isEmpty();
    }
  }

  @Test
  void linksEveryShippedPlaybook() {
    assertThat(Playbook.shipped())
        .allSatisfy(name -> assertThat(PAGE.text()).contains("playbooks/" + name + ".yaml)"));
  }

  @Test
  void givesEveryRuleAndMeasureAHeadingWithAnExample() {
    for (String key : RuleParser.keys()) {
      assertThat(PAGE.examples())
          .as(key)
          .anyMatch(e -> e.heading().equals("`" + key + "`") && e.words().contains(key));
    }
  }

  /** Also those that have no name of their own. */
  @Test
  void hasAnExampleOfEveryOperatorOfTheModel() {
    Set<Object> shown = new HashSet<>();
    for (Example example : PAGE.examples()) {
      Playbook.parse(example.playbook()).segments().forEach(s -> collect(s.when(), shown));
    }
    assertThat(shown).containsAll(everyOperator());
  }

  private static List<Object> everyOperator() {
    List<Object> operators = new ArrayList<>();
    for (Class<?> family :
        List.of(
            Rule.class,
            Measure.class,
            Selection.class,
            Window.class,
            Occasion.class,
            Where.Condition.class,
            Where.Test.class)) {
      operators.addAll(List.of(family.getPermittedSubclasses()));
    }
    operators.addAll(List.of(Measure.Statistic.values()));
    operators.addAll(List.of(Measure.Pick.values()));
    return operators;
  }

  private static void collect(Object part, Set<Object> into) {
    into.add(part instanceof Enum<?> ? part : part.getClass());
    if (part instanceof Iterable<?> parts) {
      parts.forEach(p -> collect(p, into));
    } else if (part instanceof Record && part.getClass().getName().contains(".rule.")) {
      Arrays.stream(part.getClass().getRecordComponents())
          .map(component -> value(component, part))
          .filter(value -> value != null)
          .forEach(value -> collect(value, into));
    }
  }

  private static Object value(RecordComponent component, Object part) {
    try {
      return component.getAccessor().invoke(part);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Each word that can stand in a rule, in whatever place. */
  @Test
  void hasAnExampleOfEveryWord() {
    Set<String> shown = new TreeSet<>();
    PAGE.examples().forEach(example -> shown.addAll(example.words()));
    Set<String> words = new TreeSet<>(RuleParser.keys());
    Stream.of(RuleParser.Name.values()).forEach(name -> words.addAll(name.beside()));
    Stream.of(MeasureParser.Name.values()).forEach(name -> words.addAll(name.beside()));
    words.addAll(Comparisons.NAMES);
    words.addAll(SelectionParser.TESTS);
    words.addAll(SelectionParser.CONDITIONS);
    assertThat(shown).containsAll(words);
  }
}
