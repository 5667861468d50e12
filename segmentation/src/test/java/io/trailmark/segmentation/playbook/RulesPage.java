package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.review.Cause;
import io.trailmark.segmentation.review.Memberships;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The page {@code docs/rules.md}, whose examples can be run. */
record RulesPage(String text) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static RulesPage read() {
    try {
      return new RulesPage(Files.readString(Path.of("../docs/rules.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of the blocks of a language. */
  List<String> blocks(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** The examples, each with the heading under which it stands. */
  List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("example")) {
        String heading =
            HEADING
                .matcher(text.substring(0, block.start()))
                .results()
                .reduce("", (before, next) -> next.group(1), (a, b) -> b);
        examples.add(Example.of(heading, block.group(2)));
      }
    }
    return examples;
  }

  /**
   * A rule, and what one customer did.
   *
   * @param playbook with the rule as the one of segment {@code it}
   */
  record Example(String heading, String written, String playbook, List<Line> lines) {

    static Example of(String heading, String written) {
      String[] parts = written.split("\n\n", 2);
      Map<?, ?> head = (Map<?, ?>) yaml(parts[0]);
      Map<String, Object> playbook = new LinkedHashMap<>();
      playbook.put("playbook", "example");
      playbook.put("zone", "UTC");
      playbook.put("currency", "GBP");
      head.forEach((key, value) -> playbook.put((String) key, value));
      List<Object> segments = new ArrayList<>();
      if (playbook.remove("segments") instanceof Map<?, ?> others) {
        others.forEach((id, rule) -> segments.add(Map.of("id", id, "when", rule)));
      }
      segments.add(Map.of("id", "it", "when", playbook.remove("rule")));
      playbook.put("segments", segments);
      String text = JsonMapper.shared().writeValueAsString(playbook);
      return new Example(heading, written, text, parts[1].lines().map(Line::of).toList());
    }

    /** What the arrows should be, in order. */
    List<String> expected() {
      return answers().map(Line::toString).toList();
    }

    /** What they are when the customer is reviewed at each of these instants alone. */
    List<String> reviewed() {
      return answers().map(line -> line.answering(isIn(at(line.at)))).toList();
    }

    /** What they are when the customer is carried along from one change to the next. */
    List<String> carriedAlong() {
      List<String> answers = new ArrayList<>();
      Outcome now = at(lines.getFirst().at);
      for (Line line : answers().toList()) {
        now = Review.catchUp(timeline(), now.memberships(), standing(), line.at);
        answers.add(line.answering(isIn(now)));
      }
      return answers;
    }

    private Stream<Line> answers() {
      return lines.stream().filter(line -> line.answer != null);
    }

    private Outcome at(long at) {
      return Review.at(timeline(), Memberships.NONE, standing(), at, Cause.ACTIVITY, false);
    }

    private static boolean isIn(Outcome outcome) {
      return outcome.memberships().since().containsKey("it");
    }

    private Timeline timeline() {
      Timeline timeline = new Timeline();
      for (Line line : lines) {
        if (line.kind != null && !line.isSurvey()) {
          timeline.add(line.kind, line.at, line.amount, Properties.of(line.properties));
        }
      }
      return timeline;
    }

    private Standing standing() {
      Playbook read = Playbook.parse(playbook);
      Standing standing = Standing.NONE.activated(1, read, 0, false);
      for (Line line : lines) {
        if (line.isSurvey()) {
          Map<TopCut, OptionalLong> cuts = new HashMap<>();
          read.cuts().forEach(cut -> cuts.put(cut, OptionalLong.of(line.cut(cut))));
          standing = standing.surveyed(new Survey(line.at, line.at, false, cuts, line.fitted()));
        }
      }
      return standing;
    }

    /** All the words that are keys in the rule. */
    Set<String> words() {
      Set<String> words = new TreeSet<>();
      collect(yaml(playbook), words);
      return words;
    }

    private static void collect(Object node, Set<String> into) {
      if (node instanceof Map<?, ?> map) {
        map.forEach(
            (key, value) -> {
              into.add((String) key);
              collect(value, into);
            });
      } else if (node instanceof List<?> list) {
        list.forEach(item -> collect(item, into));
      }
    }

    @Override
    public String toString() {
      return heading + ": " + written.lines().findFirst().orElse("");
    }
  }

  /**
   * A line of an example.
   *
   * @param kind null if nothing happens
   * @param amount in minor units
   * @param answer null if nothing is said
   */
  record Line(
      String when,
      long at,
      String kind,
      long amount,
      Map<String, Object> properties,
      String answer) {
    private static final Pattern WRITTEN =
        Pattern.compile(
            "(?<day>\\d{4}-\\d\\d-\\d\\d)( (?<time>\\d\\d:\\d\\d\\S*))?"
                + "( +(?<kind>[a-z_]+)( (?<amount>[\\d.]+))?( (?<properties>\\{.*}))?)?"
                + "( +→ (?<answer>in|out))?");

    static Line of(String text) {
      Matcher line = WRITTEN.matcher(text);
      if (!line.matches()) {
        throw new IllegalArgumentException("not a line of an example: " + text);
      }
      LocalTime time = LocalTime.parse(Objects.requireNonNullElse(line.group("time"), "00:00"));
      Instant at = LocalDate.parse(line.group("day")).atTime(time).toInstant(ZoneOffset.UTC);
      return new Line(
          text.split(" {2,}")[0],
          at.toEpochMilli(),
          line.group("kind"),
          pence(Objects.requireNonNullElse(line.group("amount"), "0")),
          properties(line.group("properties")),
          line.group("answer"));
    }

    private static long pence(String amount) {
      return new BigDecimal(amount).movePointRight(2).longValueExact();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(String text) {
      return text == null ? Map.of() : (Map<String, Object>) yaml(text);
    }

    boolean isSurvey() {
      return "survey".equals(kind);
    }

    long cut(TopCut cut) {
      String value = String.valueOf(properties.get(cut.percent().toPlainString() + "%"));
      return cut.measure().unit() == Unit.MONEY ? pence(value) : Long.parseLong(value);
    }

    /** What predictions are made by from then on, null if that stays as it was. */
    Fitted fitted() {
      return properties.containsKey("alpha")
          ? new Fitted(at, new BgNbd(number("r"), number("alpha"), number("a"), number("b")), null)
          : null;
    }

    private double number(String name) {
      return ((Number) properties.get(name)).doubleValue();
    }

    String answering(boolean in) {
      return when + " → " + (in ? "in" : "out");
    }

    @Override
    public String toString() {
      return when + " → " + answer;
    }
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }
}
