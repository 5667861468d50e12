package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Timeline;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookTest {

  private static String standard() throws Exception {
    return shipped("standard");
  }

  private static String shipped(String name) throws Exception {
    try (InputStream in = Playbook.class.getResourceAsStream("/playbooks/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsTheStandardPlaybook() throws Exception {
    Playbook standard = Playbook.parse(standard());
    assertThat(standard.segments())
        .extracting(Segment::id)
        .containsExactly(
            "vip",
            "high-value",
            "regular",
            "recent",
            "at-risk",
            "one-time",
            "cart-abandoner",
            "ghost");
    assertThat(standard.rankedMeasures())
        .extracting(m -> m.key())
        .containsExactly("net(order_placed)", "count(order_placed)");
    assertThat(standard.cuts()).hasSize(3);
    assertThat(standard.sequences())
        .extracting(s -> s.id())
        .containsExactly(
            "win-back",
            "post-purchase",
            "vip-circle",
            "loyalty-welcome",
            "keep-in-touch",
            "re-engagement",
            "second-purchase",
            "cart-reminder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zone: UTC|zone: Mars/Base|is not a time zone
          currency: GBP|currency: POUND|ISO 4217
          within: 90d|witin: 90d|did you mean `within`?
          over: 30d|over: 30 days|is not a duration
          top: 20%|top: 0%|percentage above 0%
          between: [2, 5]|between: [5, 2]|no value is in this range
          between: [2, 5]|between: [2]|two bounds
          for: ghost|for: gost|did you mean `ghost`?
          id: regular|id: vip|is there twice
          count: order_placed, is: 1|count: order_placed|a comparison is missing
          since-last: order_placed, less-than|since-lst: order_placed, less-than|did you mean `since-last`?
          wait: 5d|wait: -5d|is not a duration
          goal: order_placed|goal: Order Placed|cannot be a kind
          """)
  void saysWhereAndWhatIsWrong(String right, String wrong, String message) throws Exception {
    String text = standard();
    assertThat(text).contains(right);
    String broken = text.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
    int line = 1 + text.substring(0, text.indexOf(right)).replaceAll("[^\n]", "").length();
    assertThatThrownBy(() -> Playbook.parse(broken))
        .isInstanceOfSatisfying(
            InvalidPlaybook.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(
                        p -> {
                          assertThat(p.message()).contains(message);
                          assertThat(p.column()).isPositive();
                          assertThat(p.line()).as(p.toString()).isEqualTo(line);
                        }));
  }

  private static Rule rule(String when) {
    return Playbook.parse(
            "playbook: x\nzone: UTC\ncurrency: GBP\nsegments: [{ id: a, when: " + when + " }]")
        .segments()
        .getFirst()
        .when();
  }

  /** Every comparison that is written counts, whatever the order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          at-least: 20, more-than: 10|20|9223372036854775807
          more-than: 10, at-least: 5|11|9223372036854775807
          at-most: 3, less-than: 10|-9223372036854775807|3
          less-than: 3, at-most: 10|-9223372036854775807|2
          between: [2, 5], at-most: 3|2|3
          between: [2, 5], more-than: 2|3|5
          is: 3, at-least: 2|3|3
          """)
  void meetsAllComparisonsThatAreWritten(String comparisons, long least, long most) {
    assertThat(rule("{ count: order_placed, " + comparisons + " }"))
        .isInstanceOfSatisfying(
            Rule.Compare.class, c -> assertThat(c.range()).isEqualTo(new Range(least, most)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { count: a, is: 3, at-least: 4 }|no value is in this range
          { count: a, between: [2, 5], more-than: 5 }|no value is in this range
          { count: a, less-than: 0 }|no value is in this range
          { top: 10%, of: { net: any } }|`any` cannot stand here
          { top: 10%, of: { net: order_refunded } }|order_refunded
          { total: order_placed, of: amount, at-least: 50 }|leave out `of`
          { average: [order_placed, order_refunded], of: amount, at-least: 50 }|leave out `of`
          { top: 10%, of: { maximum: { of: order_refunded }, of: amount } }|leave out `of`
          { distinct: order_placed, of: amount, at-least: 2 }|none of its properties
          { time-from: a, to: a, at-least: 1d }|must be different things
          { time-from: [b, a], to: [a, b], at-least: 1d }|must be different things
          { time-from: any, to: any, at-least: 1d }|must be different things
          { time-from: { of: a, where: { x: 1 } }, to: [a, b], at-least: 1d }|must be different things
          """)
  void refusesRulesThatCannotMeanWhatTheySay(String when, String message) {
    assertThatThrownBy(() -> rule(when))
        .isInstanceOf(InvalidPlaybook.class)
        .hasMessageContaining(message);
  }

  /** A kind of one's own may have a property that is called so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ total: quote_sent, of: amount, at-least: 50 }",
        "{ total: [order_placed, quote_sent], of: amount, at-least: 50 }",
        "{ total: any, of: amount, at-least: 50 }",
        "{ distinct: quote_sent, of: amount, at-least: 50 }"
      })
  void takesAPropertyCalledAmount(String when) {
    assertThat(rule(when)).isInstanceOf(Rule.Compare.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ time-from: a, to: { of: a, where: { x: 1 } }, at-least: 1d }",
        "{ time-from: [a, b], to: a, at-least: 1d }",
        "{ time-from: any, to: a, at-least: 1d }",
        "{ time-from: { of: a, where: { x: 1 } }, to: { of: a, where: { x: 2 } }, at-least: 1d }"
      })
  void takesTheTimeBetweenThingsOfWhichSomeAreBoth(String when) {
    assertThat(rule(when)).isInstanceOf(Rule.Compare.class);
  }

  /** It is kept where it is another than the playbook's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          order_placed, where: { currency: GBP }|1
          order_placed, where: { currency: EUR }|2
          [order_placed, order_refunded], where: { currency: [GBP, EUR] }|3
          order_placed, where: { currency: { not-in: [GBP] } }|2
          order_placed, where: { currency: { not-in: [EUR] } }|1
          order_placed, where: { currency: { exists: true } }|2
          quote_sent, where: { currency: GBP }|1
          """)
  void findsOrdersInThePlaybooksCurrency(String which, int number) {
    Timeline timeline = new Timeline();
    timeline.add("order_placed", 1, 5L, null, Map.of());
    timeline.add("order_placed", 2, 5L, "EUR", Map.of());
    timeline.add("order_placed", 3, 5L, "EUR", Map.of());
    timeline.add("quote_sent", 4, null, null, Map.of());
    timeline.add("quote_sent", 5, null, null, Map.of("currency", "GBP"));
    Rule rule = rule("{ count: " + which + ", is: " + number + " }");
    assertThat(rule.holds(new View(timeline, Surveys.NONE, ZoneOffset.UTC), 9)).isTrue();
  }

  private static final String MOTHERS_DAY = "when: { until: mothers-day, is: 0d }";

  /** A document with a segment that looks at a calendar, and another that it includes. */
  private static String including(String country, String includedCountry) {
    return """
    playbook: outer
    zone: UTC
    currency: GBP
    %s
    segments:
      - { id: own, %s }
      - { id: naming, when: { all: [{ segment: theirs }, { until: mothers-day, is: 0d }] } }
      - include: inner
    ---
    playbook: inner
    zone: UTC
    currency: GBP
    %s
    segments:
      - { id: theirs, %s }
    """
        .formatted(country, MOTHERS_DAY, includedCountry, MOTHERS_DAY);
  }

  /** The countries of all calendars of a segment's rule, in the order in which it names them. */
  private static List<String> countries(Playbook playbook, String segment) {
    return playbook.segments().stream()
        .filter(s -> s.id().equals(segment))
        .flatMap(s -> calendars(s.when()))
        .toList();
  }

  private static Stream<String> calendars(Rule rule) {
    return rule instanceof Rule.Compare compare
            && compare.measure() instanceof Measure.Until until
            && until.occasion() instanceof Occasion.Calendar calendar
        ? Stream.of(calendar.country())
        : rule.parts().stream().flatMap(PlaybookTest::calendars);
  }

  @Test
  void letsTheCountryOfADocumentHoldForItsOwnRulesOnly() {
    Playbook both = Playbook.parse(including("country: US", "country: GB"));
    assertThat(countries(both, "own")).containsExactly("US");
    assertThat(countries(both, "theirs")).containsExactly("GB");
    assertThat(countries(both, "naming")).containsExactly("GB", "US");

    String leaking = including("", "country: GB");
    assertThatThrownBy(() -> Playbook.parse(leaking))
        .isInstanceOfSatisfying(
            InvalidPlaybook.class,
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .allSatisfy(p -> assertThat(p.message()).contains("Name the country"))
                    .extracting(InvalidPlaybook.Problem::line)
                    .containsExactly(6, 7));
    assertThat(countries(Playbook.stored(leaking), "naming")).containsExactly("GB", "GB");
  }

  @Test
  void lendsItsCountryToAnIncludedDocumentThatHasNone() {
    Playbook lent = Playbook.parse(including("country: US", ""));
    assertThat(countries(lent, "theirs")).containsExactly("US");
    assertThat(countries(lent, "own")).containsExactly("US");
  }

  @Test
  void refusesACountryThatNoCalendarKnowsWhereverItStands() {
    assertThatThrownBy(() -> Playbook.parse(including("country: GB", "country: XX")))
        .hasMessageContaining("`XX` is not a country whose calendar is known");
  }

  /** What was drafted before something was refused must not keep the server from starting. */
  @Test
  void readsWhatIsStoredAsItWasRead() {
    String text =
        """
        playbook: x
        zone: UTC
        currency: GBP
        segments: [{ id: a, when: { time-from: a, to: a, at-most: 1d } }]
        """;
    assertThatThrownBy(() -> Playbook.parse(text)).isInstanceOf(InvalidPlaybook.class);
    assertThat(Playbook.stored(text).segments()).hasSize(1);
    assertThat(Difference.between(text, text)).isEmpty();
    assertThatThrownBy(() -> Playbook.stored(text.replace("time-from", "time-form")))
        .isInstanceOf(InvalidPlaybook.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          on: order_placed|on: [order_placed, signed_up]|only one kind
          on: order_placed|on: any|`any` cannot stand here
          goal: order_placed|goal: any|`any` cannot stand here
          """)
  void refusesSequencesThatCannotMeanWhatTheySay(String right, String wrong, String message)
      throws Exception {
    String broken = standard().replaceFirst(java.util.regex.Pattern.quote(right), wrong);
    assertThatThrownBy(() -> Playbook.parse(broken))
        .isInstanceOf(InvalidPlaybook.class)
        .hasMessageContaining(message);
  }

  /** "Canonical text, the same for the same measure in every playbook." */
  @Test
  void ranksTheSameMeasureUnderOneNameHoweverItIsWritten() {
    Rule.Top one = (Rule.Top) rule("{ top: 10%, of: { count: [b, a] } }");
    Rule.Top other = (Rule.Top) rule("{ top: 10.0%, of: { count: [a, b, a] } }");
    assertThat(one.cut()).isEqualTo(other.cut());
    assertThat(one.cut().measure().key()).isEqualTo("count(a, b)");
  }

  /** Keys are stored: those of ordinary values stay what they are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          web|is web
          [web, app]|is app or web
          Salt & Pepper's (1.5)|is Salt & Pepper's (1.5)
          { not-in: [web, app] }|is not app or web
          { exists: true }|is given
          { exists: false }|is not given
          app or web|is "app or web"
          [app or web, fax]|is "app or web" or fax
          '"app" or "web"'|is \"""app"" or ""web\"""
          '6" pipe'|is "6"" pipe"
          not web|is "not web"
          given|is "given"
          { not-in: [given] }|is not "given"
          """)
  void givesEveryConditionAKeyOfItsOwn(String test, String key) {
    Rule.Top top =
        (Rule.Top) rule("{ top: 10%, of: { count: a, where: { channel: " + test + " } } }");
    assertThat(top.cut().measure().key()).isEqualTo("count(a where channel " + key + ")");
  }

  @Test
  void refusesWhatIsNoPlaybook() {
    for (String text :
        new String[] {
          "", "[]", "7", "a: [", "a: *b", "segments: []", "playbook:", "\u0000", "{}"
        }) {
      assertThatThrownBy(() -> Playbook.parse(text))
          .as(text)
          .isInstanceOfSatisfying(
              InvalidPlaybook.class, e -> assertThat(e.problems()).isNotEmpty());
    }
  }

  @Test
  void refusesRulesNestedWithoutEnd() {
    String deep = "{ not: ".repeat(40) + "{ count: a, is: 1 }" + " }".repeat(40);
    assertThatThrownBy(
            () ->
                Playbook.parse(
                    "playbook: x\nzone: UTC\ncurrency: GBP\nsegments: [{ id: a, when: "
                        + deep
                        + " }]"))
        .hasMessageContaining("nest at most");
  }

  /** The YAML engine reads 1,024 characters at a time, and a smiley is two. */
  @Test
  void readsASmileyWhereverItStands() {
    for (int length = 900; length < 1_100; length++) {
      String text =
          "#"
              + "x".repeat(length)
              + "😀\n"
              + "playbook: x\n"
              + "zone: UTC\n"
              + "currency: GBP\n"
              + "segments: [{ id: a, when: { count: a, is: 1 } }]";
      assertThat(Playbook.parse(text).segments()).hasSize(1);
    }
    assertThatThrownBy(() -> Playbook.parse("playbook: \ud83d"))
        .isInstanceOf(InvalidPlaybook.class);
  }

  @Test
  void neverFailsOtherwiseOnAMutatedPlaybook() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("PlaybookTest seed " + seed);
    Random random = new Random(seed);
    String text = standard();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder mutated = new StringBuilder(text);
      for (int m = 0; m <= random.nextInt(3); m++) {
        int at = random.nextInt(mutated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutated.deleteCharAt(at);
          case 1 -> mutated.insert(at, "{}[]:,-&*!|>'\"%@`#\n \t0aZ".charAt(random.nextInt(24)));
          default -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(40)));
        }
      }
      try {
        Playbook.parse(mutated.toString());
      } catch (InvalidPlaybook e) {
        assertThat(e.problems()).allMatch(p -> p.line() >= 1 && p.column() >= 1);
      }
    }
  }

  @Test
  void readsTheStarterPlaybookWithAFlowForEachSegment() throws Exception {
    Playbook starter = Playbook.parse(shipped("starter"));

    assertThat(starter.segments())
        .extracting(Segment::id)
        .containsExactly("high-value", "recent", "at-risk");
    assertThat(starter.sequences())
        .extracting(s -> s.id())
        .containsExactly("loyalty-welcome", "post-purchase", "re-engagement");
  }

  private static Playbook segments(String... rules) {
    StringBuilder text = new StringBuilder("playbook: test\nzone: UTC\ncurrency: GBP\nsegments:\n");
    for (int i = 0; i < rules.length; i++) {
      text.append("  - { id: s").append(i).append(", when: ").append(rules[i]).append(" }\n");
    }
    return Playbook.parse(text.toString());
  }

  @Test
  void letsARuleNameAnotherSegmentBeforeOrAfterIt() {
    Playbook playbook =
        segments(
            "{ all: [{ segment: s1 }, { not: { segment: s2 } }] }",
            "{ count: order_placed, at-least: 2 }",
            "{ count: order_placed, aged: [30d, 60d], at-least: 1 }");

    Timeline timeline = new Timeline();
    long day = 86_400_000L;
    timeline.add("order_placed", 0, 1);
    timeline.add("order_placed", 0, 1);
    assertThat(at(playbook, timeline, 30 * day - 1)).containsExactly("s0", "s1");
    assertThat(at(playbook, timeline, 30 * day)).containsExactly("s1", "s2");
    assertThat(at(playbook, timeline, 60 * day - 1)).containsExactly("s1", "s2");
    assertThat(at(playbook, timeline, 60 * day)).containsExactly("s0", "s1");
  }

  private static List<String> at(Playbook playbook, Timeline timeline, long at) {
    return playbook.segments().stream()
        .filter(s -> s.when().holds(new View(timeline, Surveys.NONE, playbook.zone()), at))
        .map(Segment::id)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { segment: s0 }|`s0` is defined by itself here: s0 → s0
          { not: { segment: s1 } }|`s0` is defined by itself here: s0 → s1 → s0
          { segment: s7 }|`s7` is not a segment of this playbook
          { segment: s1, at-least: 2 }|`at-least` is not known here
          { count: order_placed, aged: [60d, 30d], is: 0 }|the shorter first
          { count: order_placed, aged: [60d], is: 0 }|the shorter first
          { count: order_placed, aged: [1d, 2d], within: 3d, is: 0 }|one window is `within`
          """)
  void refusesSegmentsAndWindowsThatMeanNothing(String rule, String message) {
    assertThatThrownBy(() -> segments(rule, "{ segment: s0 }"))
        .isInstanceOfSatisfying(
            InvalidPlaybook.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(
                        p -> {
                          assertThat(p.message()).contains(message);
                          assertThat(p.line()).isGreaterThan(4);
                        }));
  }

  /** Each names the one before it twice: evaluating the last would take years. */
  @Test
  void refusesRulesThatGrowTooLargeByNamingEachOther() {
    String[] rules = new String[25];
    rules[0] = "{ count: order_placed, is: 1 }";
    for (int i = 1; i < rules.length; i++) {
      rules[i] = "{ all: [{ segment: s" + (i - 1) + " }, { segment: s" + (i - 1) + " }] }";
    }
    assertThatThrownBy(() -> segments(rules)).hasMessageContaining("more than 10000 parts");
  }
}
