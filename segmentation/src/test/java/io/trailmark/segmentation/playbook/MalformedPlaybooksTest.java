package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailmark.segmentation.playbook.InvalidPlaybook.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Shipped playbooks with one mistake: each is refused as a whole, at a place, and with words that
 * help.
 */
class MalformedPlaybooksTest {
  private static final Pattern KEY = Pattern.compile("(?<=[\\s{])([a-z][a-z-]*): ?");
  private static final Pattern LIST = Pattern.compile("(?<=: )\\[.*?](?=\\s|,| })");

  /** A shipped playbook with one mistake. */
  private record Mutation(String what, String text, int line) {}

  private static String shipped(String name) {
    return Playbook.shipped(name);
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  private static boolean isComment(String text, int offset) {
    String before = text.substring(text.lastIndexOf('\n', offset) + 1, offset);
    return before.contains("#");
  }

  /** Every problem has a place within the text, and says something. */
  private static List<Problem> refused(Mutation mutation) {
    InvalidPlaybook refused =
        catchThrowableOfType(InvalidPlaybook.class, () -> Playbook.parse(mutation.text));
    assertThat(refused).as(mutation.what + "\n" + mutation.text).isNotNull();
    assertThat(refused.problems()).isNotEmpty();
    List<String> lines = mutation.text.lines().toList();
    for (Problem problem : refused.problems()) {
      assertThat(problem.line()).as(mutation + " " + problem).isBetween(1, lines.size() + 1);
      String line = problem.line() > lines.size() ? "" : lines.get(problem.line() - 1);
      assertThat(problem.column()).as(mutation + " " + problem).isBetween(1, line.length() + 1);
      assertThat(problem.message()).isNotBlank();
    }
    return refused.problems();
  }

  /** The words of the grammar that stand as keys in a text, each with a letter wrong. */
  private static List<Mutation> misspelt(String name, Random random) {
    String text = shipped(name);
    Set<String> words = grammar();
    List<Mutation> mutations = new ArrayList<>();
    for (MatchResult key : KEY.matcher(text).results().toList()) {
      String word = key.group(1);
      if (words.contains(word) && !isComment(text, key.start())) {
        String wrong = misspell(word, random);
        mutations.add(
            new Mutation(
                wrong + " for " + word,
                text.substring(0, key.start(1)) + wrong + text.substring(key.end(1)),
                line(text, key.start())));
      }
    }
    return mutations;
  }

  private static Set<String> grammar() {
    Set<String> words = new TreeSet<>(RuleParser.keys());
    for (RuleParser.Name name : RuleParser.Name.values()) {
      words.addAll(name.beside());
    }
    for (MeasureParser.Name name : MeasureParser.Name.values()) {
      words.addAll(name.beside());
    }
    words.addAll(Comparisons.NAMES);
    words.addAll(List.of(PlaybookParser.KEYS));
    words.addAll(List.of("id", "name", "when", "send", "avoid", "goal", "re-enter", "steps"));
    words.addAll(List.of("wait", "after", "on", "for", "declared", "anniversary"));
    return words;
  }

  /** Left out, doubled, replaced or swapped; never another word of the grammar. */
  private static String misspell(String word, Random random) {
    while (true) {
      int i = random.nextInt(word.length());
      String wrong =
          switch (random.nextInt(4)) {
            case 0 -> word.substring(0, i) + word.substring(i + 1);
            case 1 -> word.substring(0, i) + word.charAt(i) + word.substring(i);
            case 2 ->
                word.substring(0, i)
                    + "aeioukmnrst".charAt(random.nextInt(11))
                    + word.substring(i + 1);
            default ->
                i == 0
                    ? word
                    : word.substring(0, i - 1)
                        + word.charAt(i)
                        + word.charAt(i - 1)
                        + word.substring(i + 1);
          };
      if (wrong.matches("[a-z][a-z-]*") && !grammar().contains(wrong)) {
        return wrong;
      }
    }
  }

  /** "`witin` is not known here: did you mean `within`?", at the word itself. */
  @Test
  void saysWhichWordWasMeantByAMisspeltOne() {
    int mutations = 0;
    for (String name : Playbook.shipped()) {
      for (Mutation mutation : misspelt(name, new Random(name.hashCode()))) {
        mutations++;
        String wrong = mutation.what.split(" for ")[0];
        String right = mutation.what.split(" for ")[1];
        List<Problem> problems = refused(mutation);
        // Of two words that look alike either may have been meant: is, in; or, on.
        String meant = right.length() > 3 ? "did you mean `" + right + "`?" : "";
        assertThat(problems)
            .as(mutation.what + " in line " + mutation.line + " of " + name)
            .anySatisfy(
                p -> {
                  assertThat(p.message()).startsWith("`" + wrong + "` is not ").contains(meant);
                  assertThat(p.line()).isEqualTo(mutation.line);
                  String line = mutation.text.lines().toList().get(p.line() - 1);
                  assertThat(line.substring(p.column() - 1)).startsWith(wrong + ":");
                });
      }
    }
    System.out.println("misspelt: " + mutations);
    assertThat(mutations).isGreaterThan(400);
  }

  /** Values where a list should be, lists and mappings where a value should be, nothing at all. */
  private static List<Mutation> ofAnotherType(String name) {
    String text = shipped(name);
    List<Mutation> mutations = new ArrayList<>();
    for (MatchResult list : LIST.matcher(text).results().toList()) {
      // Kinds may be one or several, and so may values.
      boolean several =
          list.group().contains("_") || text.startsWith("category: ", list.start() - 10);
      if (!isComment(text, list.start()) && !several) {
        mutations.add(replaced(text, list.start(), list.end(), "nothing"));
      }
    }
    Pattern value = Pattern.compile("(?<=[a-z]: )([a-zA-Z0-9_/%-]+)(?=\\s|,| })");
    String[] others = {"[[a]]", "{ a: b }", "\"\""};
    int i = 0;
    for (MatchResult plain : value.matcher(text).results().toList()) {
      if (!isComment(text, plain.start())) {
        mutations.add(replaced(text, plain.start(), plain.end(), others[i++ % others.length]));
      }
    }
    return mutations;
  }

  private static Mutation replaced(String text, int from, int to, String by) {
    return new Mutation(
        by + " for " + text.substring(from, to),
        text.substring(0, from) + by + text.substring(to),
        line(text, from));
  }

  @Test
  void refusesValuesOfAnotherTypeWhereTheyStand() {
    int mutations = 0;
    for (String name : Playbook.shipped()) {
      for (Mutation mutation : ofAnotherType(name)) {
        mutations++;
        assertThat(refused(mutation))
            .as(mutation.what + " in line " + mutation.line + " of " + name)
            .anySatisfy(p -> assertThat(p.line()).isEqualTo(mutation.line));
      }
    }
    System.out.println("of another type: " + mutations);
    assertThat(mutations).isGreaterThan(300);
  }

  /** A duration where a percentage should be, and so on; the smaller after the larger. */
  private static List<Mutation> swapped(String name) {
    String text = shipped(name);
    List<Mutation> mutations = new ArrayList<>();
    String[][] swaps = {
      {"(?<=[a-z]: )\\d+[dhms](?=\\s|,)", "30%"},
      {"(?<=[a-z]: )\\d+%", "30d"},
      {"(?<=(is|at-least|at-most|less-than|more-than): )\\d+(?=\\s|,)", "many"},
      {"(?<=(for|segment): )[a-z-]+", "order_placed"},
      {"(?<=(count|since-last|none|net): )[a-z_]+", "\"Order Placed\""},
      {"(?<=zone: )\\S+", "GBP"},
      {"(?<=currency: )\\S+", "UTC"},
      {"(?<=(until|before-last): )[a-z]+[a-z-]*", "12-32"},
      {"\\[2, 5]", "[5, 2]"},
      {"\\[1d, (\\d+)d]", "[$1d, 1d]"}
    };
    for (String[] swap : swaps) {
      for (MatchResult found : Pattern.compile(swap[0]).matcher(text).results().toList()) {
        if (!isComment(text, found.start())) {
          String by =
              found.group().replaceFirst(swap[0].startsWith("\\[") ? swap[0] : ".*", swap[1]);
          mutations.add(replaced(text, found.start(), found.end(), by));
        }
      }
    }
    return mutations;
  }

  @Test
  void refusesValuesInEachOthersPlaceWhereTheyStand() {
    int mutations = 0;
    for (String name : Playbook.shipped()) {
      for (Mutation mutation : swapped(name)) {
        mutations++;
        assertThat(refused(mutation))
            .as(mutation.what + " in line " + mutation.line + " of " + name)
            .anySatisfy(p -> assertThat(p.line()).isEqualTo(mutation.line));
      }
    }
    System.out.println("swapped: " + mutations);
    assertThat(mutations).isGreaterThan(150);
  }

  /** Left out, doubled, moved to the left or the right by one to three blanks. */
  private static Mutation broken(String name, Random random) {
    List<String> lines = new ArrayList<>(shipped(name).lines().toList());
    int i = random.nextInt(lines.size());
    String line = lines.get(i);
    String what = "line " + (i + 1) + " of " + name + " ";
    switch (random.nextInt(4)) {
      case 0 -> {
        what += "left out";
        lines.remove(i);
      }
      case 1 -> {
        what += "twice";
        lines.add(i, line);
      }
      case 2 -> {
        what += "to the right";
        lines.set(i, " ".repeat(1 + random.nextInt(3)) + line);
      }
      default -> {
        what += "to the left";
        lines.set(i, line.replaceFirst("^ {1,3}", ""));
      }
    }
    return new Mutation(what, String.join("\n", lines) + "\n", i + 1);
  }

  /** The schema, which does not know the parser, tells which of them are still right. */
  @Test
  void refusesLinesThatAreMissingTwiceOrMoved() {
    Random random = new Random(2_024);
    int malformed = 0;
    for (int round = 0; round < 1_200; round++) {
      List<String> names = Playbook.shipped();
      Mutation mutation = broken(names.get(random.nextInt(names.size())), random);
      if (isMalformed(mutation.text)) {
        malformed++;
        refused(mutation);
      }
    }
    System.out.println("missing, twice or moved: " + malformed);
    assertThat(malformed).isGreaterThan(400);
  }

  private static boolean isMalformed(String text) {
    try {
      return !Schema.problems(text).isEmpty();
    } catch (InvalidPlaybook noDocument) {
      return true;
    }
  }

  /** What was refused leaves nothing behind: what is read next is as if it had never been. */
  @Test
  void takesNothingOfWhatItRefuses() {
    Playbook before = Playbook.parse(shipped("occasions"));
    for (Mutation mutation : misspelt("occasions", new Random(1))) {
      refused(mutation);
      assertThat(
              catchThrowableOfType(InvalidPlaybook.class, () -> Playbook.complete(mutation.text)))
          .isNotNull();
    }
    assertThat(Playbook.parse(shipped("occasions"))).isEqualTo(before);
  }

  /** One mistake, and all that is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          { count: a, witin: 90d, is: 0 }|`witin` is not known here: did you mean `within`?
          { cuont: a, is: 0 }|`cuont` is not a rule: did you mean `count`?
          { within: 90d, cuont: a, is: 0 }|`cuont` is not a rule: did you mean `count`?
          { since-lats: a, at-least: 3d }|`since-lats` is not a rule: did you mean `since-last`?
          { count: a, where: { time-of-dya: "1:00" }, is: 0 }|did you mean `time-of-day`?
          { count: a, where: { weekday: sunday }, is: 0 }|`sunday` is not a day of the week: it can be fri, mon, sat, sun, thu, tue, wed
          { count: a, where: { weekday: wedd }, is: 0 }|did you mean `wed`?
          { count: a, where: { x: { contians: y } }, is: 0 }|`contians` is not known here: did you mean `contains`?
          { count: a, where: { x: { exist: true } }, is: 0 }|`exist` is not known here: did you mean `exists`?
          { time-from: a, to: b, pick: averge, at-least: 1d }|`averge` is not a pick: did you mean `average`?
          { predicted: churn-rsk, at-least: 70% }|`churn-rsk` is not a prediction: did you mean `churn-risk`?
          { predicted: churn-risk, at-least: 70% }|write `predictions: true` at the top of the playbook
          { until: christmass, country: GB, at-most: 3d }|did you mean `christmas`?
          { until: christmas, country: GBR, at-most: 3d }|GBR
          { until: { declard: birthday }, at-most: 3d }|did you mean `declared`?
          { until: { aniversary: a }, at-most: 3d }|did you mean `anniversary`?
          { segment: others }|`others` is not a segment of this playbook: did you mean `other`?
          { trait: plan, iss: gold }|did you mean `is`?
          { trait: plan, is: gold, in: [a] }|one test stands beside a trait
          { count: a, country: GB, is: 0 }|`country` says whose calendar `before-last` goes by
          { top: 10%, of: { count: a, country: GB } }|`country` says whose calendar
          { top: 10%, of: net }|this must be a mapping
          { top: 10%, of: { since-last: a } }|`since-last` is not what customers can be ranked by
          { not: {} }|a rule is missing here
          { trend: a, over: 30d, fals-by: 30% }|did you mean `falls-by`?
          """)
  void helpsWithAWordThatIsUnknownInARule(String rule, String message) {
    Mutation mutation =
        new Mutation(
            rule,
            "playbook: x\n"
                + "zone: UTC\n"
                + "currency: GBP\n"
                + "segments:\n"
                + "  - { id: other, when: { count: a, is: 1 } }\n"
                + "  - { id: it, when: "
                + rule
                + " }\n",
            6);
    assertThat(refused(mutation))
        .anySatisfy(
            p -> {
              assertThat(p.message()).contains(message);
              assertThat(p.line()).isEqualTo(6);
              assertThat(p.column()).isGreaterThan(20);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { sned: hello }|`sned` is not a step: did you mean `send`?
          { send: hello, chanel: sms }|`chanel` is not known here: did you mean `channel`?
          { send: hello, channel: emial }|`emial` is not a channel: did you mean `email`?
          { wiat: 3d }|`wiat` is not a step: did you mean `wait`?
          hello|this must be a step
          """)
  void helpsWithAWordThatIsUnknownInAStep(String step, String message) {
    String text =
        shipped("starter")
            .replaceFirst(
                "\\{ send: early-access }", java.util.regex.Matcher.quoteReplacement(step));
    assertThat(refused(new Mutation(step, text, 0)))
        .anySatisfy(p -> assertThat(p.message()).contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          re-enter: never|re-enter: nevr|`nevr` is not a way to re-enter: did you mean `never`?
          for: high-value|for: high-valu|did you mean `high-value`?
          - id: recent|- inclde: benefits|`inclde` is not known here: did you mean `include`?
          playbook: starter|playbok: starter|did you mean `playbook`?
          """)
  void helpsWithAWordThatIsUnknownElsewhere(String right, String wrong, String message) {
    assertThat(shipped("starter")).contains(right);
    assertThat(refused(new Mutation(wrong, shipped("starter").replaceFirst(right, wrong), 0)))
        .anySatisfy(p -> assertThat(p.message()).contains(message));
  }

  private static final String HEAD = "playbook: t\nzone: UTC\ncurrency: GBP\nsegments:\n";

  private static String told(String text) {
    return refused(new Mutation("", text, 1)).stream()
        .map(p -> p.line() + ":" + p.column() + ": " + p.message())
        .collect(java.util.stream.Collectors.joining("\n"));
  }

  /** Each says what stands there and what would be right, in words that need no YAML. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          count order_placed|5:20: this must be a mapping, like { count: order_placed, at-least: 1 }, not `count order_placed`
          [{ count: a, is: 1 }]|several stand under `all` or `any`, like { all: [ … ] }, not a list
          |5:19: this must be a mapping, like { count: order_placed, at-least: 1 }: there is nothing here
          { count: a, at-least: 5, at-most: 3 }|nothing is at-least 5 and at-most 3
          { count: a, between: [5, 2] }|nothing is between 5 and 2, the smaller stands first
          { count: a, between: 2 }|this must be a list, like [a, b], not `2`
          { count: a, at-least: -1 }|`-1` is not a whole number of 0 or more, like 3
          { count: a, where: { amount: 50 }, is: 1 }|this must be a comparison, like { at-least: 50 }, not `50`
          { top: 10%, of: net }|this must be a mapping, like { net: order_placed }, not `net`
          { benefit: [a, b] }|this must be a plain value, not a list
          { until: christmas, country: UK, is: 3d }|no christmas is known in UK
          { segment: b }|`b` is not a segment of this playbook: it can be a
          { all: [*r] }|found undefined alias r
          { all: [&r { count: a, is: 1 }, *r] }|5:52: `*r` stands for what is written elsewhere
          { count: a, is: 1|what begins in line 5 is not closed
          """)
  void saysWhatStandsThereAndWhatWouldBeRight(String rule, String message) {
    assertThat(told(HEAD + "  - { id: a, when: " + (rule == null ? "" : rule) + " }\n"))
        .contains(message)
        .doesNotContain("``");
  }

  @Test
  void saysEachThingOnce() {
    assertThat(told(HEAD.replace("segments:", "segmnts: []"))).hasLineCount(2);
    assertThat(told(HEAD + "  - { id: a }")).hasLineCount(1);
    assertThat(
            told(HEAD + "  - { id: a, when: { count: b, where: { weekday: Saturday }, is: 1 } }"))
        .hasLineCount(1);
    assertThat(
            told(
                HEAD
                    + "  - { id: a, when: { count: b, is: 1 } }\nsequences:\n"
                    + "  q: { for: a, steps: [ { send: x }, { survey: true } ] }"))
        .hasLineCount(1);
  }

  @Test
  void refusesWhatIsEmptyEndlessOrNoYaml() {
    assertThat(told("name: VIPs: the best\n"))
        .contains("put a text with a colon in it into quotes");
    assertThat(told(HEAD + "  - id: a\n  name: b\n")).contains("begins in the same column");
    assertThat(told("# nothing\n")).contains("there is nothing here");
    assertThat(told("hello\nthere\n"))
        .contains("begins with `playbook: <name>`, not with `hello there`");
    assertThat(told("a".repeat(2_000_000))).contains("2000000 characters: it can have 1048576");
    StringBuilder many = new StringBuilder(HEAD);
    for (int i = 0; i < 15_000; i++) {
      many.append("  - { id: s").append(i).append(", when: { count: a, is: 1 } }\n");
    }
    assertThat(told(many.toString()))
        .isEqualTo("255:5: a playbook has at most 250 segments, not 15000");
  }

  @Test
  void tellsTheFirstHundredOfVeryManyProblems() {
    assertThat(told(HEAD + "  - {}\n".repeat(200_000).substring(0, 1_000_000)))
        .hasLineCount(101)
        .startsWith("5:5: `id` is missing here")
        .contains("104:5: from here on there are ", " problems more");
  }

  @Test
  void comparesWithNothingToo() {
    for (String rule :
        List.of(
            "{ share: a, among: b, at-most: 0% }",
            "{ until: \"12-25\", is: 0d }", "{ until: \"12-25\", between: [0d, 7d] }")) {
      String text = HEAD + "  - { id: a, when: " + rule + " }\n";
      assertThat(Playbook.parse(text).segments()).hasSize(1);
      assertThat(Schema.problems(text)).as(rule).isEmpty();
    }
    assertThat(told(HEAD + "  - { id: a, when: { count: b, within: 0d, is: 1 } }"))
        .contains("`0d` is not a duration above 0");
  }
}
