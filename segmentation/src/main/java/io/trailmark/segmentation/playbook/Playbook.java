package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.sequence.Sequence;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of segments in order of priority, and the sequences that speak to them.
 *
 * @param zone of midnights and calendar days
 * @param currency the reporting currency: amounts that name none are in it
 * @param predictions whether rules may use predicted measures
 * @param guards what holds for all messages
 * @param sequences in order of priority: where only one may speak, the first does
 */
public record Playbook(
    String name,
    ZoneId zone,
    Currency currency,
    boolean predictions,
    Guards guards,
    List<Segment> segments,
    List<Sequence> sequences) {

  public Playbook {
    segments = List.copyOf(segments);
    sequences = List.copyOf(sequences);
  }

  /**
   * Reads a playbook.
   *
   * @param text YAML or JSON: one document, and further ones that it can include, in JSON as a list
   *     of documents; up to 1 MB
   * @throws InvalidPlaybook naming every problem with its line and column
   */
  public static Playbook parse(String text) {
    return PlaybookParser.parse(text, false);
  }

  /**
   * Reads a playbook that was stored, and so was right when it was: what {@link #parse} came to
   * refuse since, although it can be read, is read as it was.
   *
   * @throws InvalidPlaybook if it never was a playbook
   */
  public static Playbook stored(String text) {
    return PlaybookParser.parse(text, true);
  }

  /**
   * The same document as JSON, several as a list; comments are left out.
   *
   * @param text YAML or JSON
   * @throws InvalidPlaybook if it cannot be read as documents; that they make a playbook is not
   *     asked
   */
  public static String toJson(String text) {
    return Documents.json(text);
  }

  /**
   * The same document as YAML, several one after the other; comments are left out.
   *
   * @param text YAML or JSON
   * @throws InvalidPlaybook as {@link #toJson} does
   */
  public static String toYaml(String text) {
    return Documents.yaml(text);
  }

  /** The JSON Schema, draft 2020-12, of a playbook's document. */
  public static String schema() {
    return Included.resource("playbook.schema.json");
  }

  /**
   * The text with every shipped playbook that it includes as a further document, so that it means
   * the same for ever.
   *
   * @throws InvalidPlaybook as {@link #parse} does
   */
  public static String complete(String yaml) {
    return Included.complete(yaml);
  }

  /** Names of the playbooks that come with Trailmark, which others can include. */
  public static List<String> shipped() {
    return Included.SHIPPED;
  }

  /**
   * The text of a playbook that comes with Trailmark.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static String shipped(String name) {
    return Included.text(name);
  }

  /** The rules of segments and sequences. */
  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(segments.stream().map(Segment::when).toList());
    sequences.forEach(sequence -> rules.addAll(sequence.rules()));
    return rules;
  }

  /** The cuts that a survey of this playbook takes, each once. */
  public Set<TopCut> cuts() {
    Set<TopCut> cuts = new LinkedHashSet<>();
    rules().forEach(rule -> collect(rule, cuts));
    return cuts;
  }

  /** The cuts of conditions with a margin, which depend on past surveys too. */
  public Set<TopCut> marginalCuts() {
    Set<TopCut> cuts = new LinkedHashSet<>();
    rules().forEach(rule -> collectMarginal(rule, cuts));
    return cuts;
  }

  private static void collectMarginal(Rule rule, Set<TopCut> into) {
    if (rule instanceof Rule.Top top && top.keep() != null) {
      into.add(top.cut());
      into.add(top.keep());
    }
    rule.parts().forEach(part -> collectMarginal(part, into));
  }

  /**
   * One of {@link #cuts}, null if there is none such.
   *
   * @param measure key of what it ranks by
   * @param percent as a decimal number
   */
  public @Nullable TopCut cut(String measure, String percent) {
    BigDecimal p = new BigDecimal(percent).stripTrailingZeros();
    return cuts().stream()
        .filter(cut -> cut.measure().key().equals(measure) && cut.percent().equals(p))
        .findFirst()
        .orElse(null);
  }

  private static void collect(Rule rule, Set<TopCut> into) {
    if (rule instanceof Rule.Top top) {
      into.add(top.cut());
      if (top.keep() != null) {
        into.add(top.keep());
      }
    }
    rule.parts().forEach(part -> collect(part, into));
  }

  /** Whether any rule asks for a predicted measure: then surveys fit the models. */
  public boolean predicts() {
    return rules().stream().anyMatch(Playbook::predicts);
  }

  private static boolean predicts(Rule rule) {
    return rule instanceof Rule.Compare compare && compare.measure() instanceof Measure.Predicted
        || rule.parts().stream().anyMatch(Playbook::predicts);
  }

  /** The measures that the cuts rank by, each once. */
  public Set<Measure> rankedMeasures() {
    Set<Measure> measures = new LinkedHashSet<>();
    cuts().forEach(cut -> measures.add(cut.measure()));
    return measures;
  }
}
