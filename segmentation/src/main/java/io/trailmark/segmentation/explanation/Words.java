package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says rules in plain English, without a full stop. */
public final class Words {
  private final Map<String, String> names;
  private final ConditionWords conditions;
  private final Quantities quantities;
  private final SelectionWords selections;
  private final MeasureWords measures;

  /** As a playbook's rules are said: with its segments' names and its currency. */
  public Words(Playbook playbook) {
    names =
        playbook.segments().stream()
            .collect(Collectors.toMap(Segment::id, Segment::name, (first, second) -> first));
    quantities = new Quantities(playbook.currency());
    conditions = new ConditionWords(quantities);
    selections = new SelectionWords(conditions);
    measures = new MeasureWords(quantities, selections);
  }

  /**
   * The rule of one of a playbook's segments, for example "2 to 5 orders placed".
   *
   * @throws IllegalArgumentException if the playbook has no such segment
   */
  public static String rule(Playbook playbook, String segment) {
    for (Segment known : playbook.segments()) {
      if (known.id().equals(segment)) {
        return new Words(playbook).rule(known.when());
      }
    }
    throw new IllegalArgumentException("the playbook has no segment " + segment);
  }

  /** A rule, for example "last order placed 60 days or more ago". */
  public String rule(Rule rule) {
    return switch (rule) {
      case Rule.All all -> joined(all.parts(), "and", Rule.Any.class, "always");
      case Rule.Any any -> joined(any.parts(), "or", Rule.All.class, "never");
      case Rule.Not not -> not(not.rule());
      case Rule.In in -> "in the segment " + names.getOrDefault(in.segment(), in.segment());
      case Rule.Compare c -> measures.compared(c.measure(), c.range());
      case Rule.NoneAfterLast n ->
          "no " + selections.one(n.none()) + " since the last " + selections.one(n.last());
      case Rule.Trend t -> trend(t);
      case Rule.Top t -> top(t);
      case Rule.Trait t ->
          "the customer's " + ConditionWords.name(t.name()) + " " + conditions.test(t.test());
      case Rule.Seeks s -> "seeks \"" + s.benefit() + "\" in what they buy";
    };
  }

  /** What a measure measures, for example "net value of orders placed". */
  public String measure(Measure measure) {
    return measures.words(measure);
  }

  /** What belongs together stands in brackets where it otherwise might not. */
  private String joined(
      List<Rule> parts, String conjunction, Class<? extends Rule> bracketed, String empty) {
    if (parts.isEmpty()) {
      return empty;
    }
    Function<Rule, String> part =
        p -> bracketed.isInstance(p) && p.parts().size() > 1 ? "(" + rule(p) + ")" : rule(p);
    return parts.stream().map(part).collect(Collectors.joining(", " + conjunction + " "));
  }

  private String not(Rule rule) {
    String words = rule(rule);
    return switch (rule) {
      case Rule.Top top -> "not " + words;
      case Rule.In in -> "not " + words;
      case Rule.All all -> "not (" + words + ")";
      case Rule.Any any -> "not (" + words + ")";
      case Rule.Not inner -> "not (" + words + ")";
      case Rule.Compare c -> "not: " + words;
      case Rule.NoneAfterLast n -> "not: " + words;
      case Rule.Trend t -> "not: " + words;
      case Rule.Trait t -> "not: " + words;
      case Rule.Seeks s -> "not: " + words;
    };
  }

  private String trend(Rule.Trend trend) {
    String over = Durations.exactly(trend.over());
    return selections.many(trend.of(), "and")
        + " of the last "
        + over
        + " at least "
        + Math.abs(trend.percent())
        + (trend.percent() < 0 ? "% below the " : "% above the ")
        + over
        + " before"
        + (trend.orNever() ? " (or none ever)" : "");
  }

  private String top(Rule.Top top) {
    String words =
        "in the top "
            + top.cut().percent().toPlainString()
            + "% by "
            + measure(top.cut().measure());
    return top.keep() == null
        ? words
        : words + ", staying while in the top " + top.keep().percent().toPlainString() + "%";
  }

  Quantities quantities() {
    return quantities;
  }

  SelectionWords selections() {
    return selections;
  }

  String test(Rule.Trait trait) {
    return conditions.test(trait.test());
  }

  MeasureWords measures() {
    return measures;
  }
}
