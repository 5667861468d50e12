package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Window;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From YAML to a rule. Each that is not the comparison of a measure is named here once. */
final class RuleParser {

  /** The key that names a rule, and what may stand beside it. */
  enum Name implements Word {
    ALL(),
    ANY(),
    NOT(),
    SEGMENT(),
    NONE("after-last"),
    FIRST("then", "without", "within"),
    TREND("where", "over", "falls-by", "rises-by", "or-never"),
    TOP("of", "keep"),
    TRAIT("is", "in", "not-in", "contains", "exists"),
    BENEFIT();

    private static final Map<String, Name> BY_KEY = Word.byKey(values());

    private final List<String> beside;

    Name(String... beside) {
      this.beside = List.of(beside);
    }

    @Override
    public List<String> beside() {
      return beside;
    }
  }

  /** Stands for what could not be read. */
  static final Rule NOTHING = new Rule.Any(List.of());

  private static final int DEEPEST = 32;
  static final Set<String> RANKED =
      Set.of("count", "distinct", "total", "average", "minimum", "maximum", "net");

  private final Problems problems;
  private final Literals literals;
  private final Comparisons comparisons;
  private final SelectionParser selections;
  private final OccasionParser occasions;
  private final MeasureParser measures;
  private final Function<Entry, Rule> segments;
  private int depth;

  /**
   * @param segments the rule of the segment that an entry names, noting a problem if there is none
   */
  RuleParser(Problems problems, Function<Entry, Rule> segments) {
    this.problems = problems;
    this.segments = segments;
    this.literals = new Literals(problems);
    this.comparisons = new Comparisons(problems, literals);
    this.selections = new SelectionParser(problems, literals, comparisons);
    this.occasions = new OccasionParser(problems, literals, selections);
    this.measures = new MeasureParser(problems, literals, selections, occasions);
  }

  Literals literals() {
    return literals;
  }

  OccasionParser occasions() {
    return occasions;
  }

  MeasureParser measures() {
    return measures;
  }

  /** The keys by one of which every rule is known. */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>(Name.BY_KEY.keySet());
    keys.addAll(MeasureParser.Name.keys());
    return keys;
  }

  Rule rule(Entry entry) {
    if (!entry.isMap()) {
      entry.must(
          entry.isList()
              ? "be one rule: several stand under `all` or `any`, like { all: [ … ] }"
              : "be a mapping, like { count: order_placed, at-least: 1 }");
      return NOTHING;
    }
    if (depth == DEEPEST) {
      problems.add(entry, "rules nest at most " + DEEPEST + " deep");
      return NOTHING;
    }
    depth++;
    try {
      return named(entry);
    } finally {
      depth--;
    }
  }

  private Rule named(Entry entry) {
    Set<String> keys = keys();
    List<String> named = entry.names().stream().filter(keys::contains).toList();
    if (named.isEmpty()) {
      if (entry.names().isEmpty()) {
        problems.add(entry, "a rule is missing here, like { count: order_placed, at-least: 1 }");
      } else {
        problems.unknown(nearest(entry, keys), keys, "a rule");
      }
      return NOTHING;
    }
    // Of several the first counts: the others are told to be unknown beside it.
    String key = named.getFirst();
    Name name = Name.BY_KEY.get(key);
    if (name != null) {
      return operator(entry, name);
    }
    Measure measure = measures.measure(entry, key, Comparisons.NAMES);
    return new Rule.Compare(measure, comparisons.range(entry, measure.unit()));
  }

  /** What looks most like a rule among what stands there, else the first. */
  private Entry nearest(Entry entry, Set<String> keys) {
    List<Entry> values = entry.values();
    return values.stream()
        .filter(value -> Spelling.nearest(value.key(), keys).isPresent())
        .findFirst()
        .orElseGet(() -> values.isEmpty() ? entry : values.getFirst())
        .name();
  }

  private Rule operator(Entry entry, Name name) {
    name.only(entry, List.of());
    Entry of = entry.need(name.key());
    return switch (name) {
      case ALL -> new Rule.All(parts(of));
      case ANY -> new Rule.Any(parts(of));
      case NOT -> new Rule.Not(rule(of));
      case SEGMENT -> segments.apply(of);
      case NONE ->
          new Rule.NoneAfterLast(
              selections.activities(of, null),
              selections.activities(entry.need("after-last"), null));
      case FIRST ->
          new Rule.Compare(
              new Measure.Count(selections.paired(entry), Window.ALL), new Range(1, Measure.NEVER));
      case TREND -> trend(entry, of);
      case TOP -> top(entry, of);
      case TRAIT -> new Rule.Trait(of.text(), selections.traitTest(entry));
      case BENEFIT -> new Rule.Seeks(of.text());
    };
  }

  private List<Rule> parts(Entry list) {
    List<Rule> parts = list.items().stream().map(this::rule).toList();
    if (parts.isEmpty()) {
      problems.add(list, "this needs at least one rule");
    }
    return parts;
  }

  private Rule trend(Entry entry, Entry of) {
    Entry orNever = entry.get("or-never");
    return new Rule.Trend(
        selections.activities(of, entry.get("where")),
        literals.duration(entry.need("over")),
        change(entry),
        orNever != null && literals.flag(orNever));
  }

  private int change(Entry entry) {
    Entry falls = entry.get("falls-by");
    Entry rises = entry.get("rises-by");
    if ((falls == null) == (rises == null)) {
      problems.add(entry, "a trend either `falls-by` or `rises-by` a percentage, like 30%");
      return -1;
    }
    Entry by = falls == null ? Objects.requireNonNull(rises) : falls;
    BigDecimal percent = literals.percent(by, 0, falls == null ? 100_000 : 100);
    if (percent.stripTrailingZeros().scale() > 0) {
      problems.add(by, "`" + by.key() + "` is a whole percentage, like 30%");
    }
    return falls == null ? percent.intValue() : -percent.intValue();
  }

  /** The top p%, or those between two percentages: in the wider, but not in the narrower. */
  private Rule top(Entry entry, Entry percent) {
    Measure measure = ranked(entry.need("of"));
    Entry keep = entry.get("keep");
    if (!percent.isList()) {
      return top(measure, percent, keep);
    }
    List<Entry> bounds = percent.items();
    if (bounds.size() != 2) {
      problems.add(percent, "between two percentages, the smaller first, like [10%, 20%]");
      return NOTHING;
    }
    if (keep != null) {
      problems.add(keep, "`keep` goes with one percentage, not with two");
    }
    Rule.Top narrow = top(measure, bounds.getFirst(), null);
    Rule.Top wide = top(measure, bounds.getLast(), null);
    if (narrow.cut().percent().compareTo(wide.cut().percent()) >= 0) {
      problems.add(percent, "between two percentages, the smaller first, like [10%, 20%]");
    }
    return new Rule.All(List.of(wide, new Rule.Not(narrow)));
  }

  private Rule.Top top(Measure measure, Entry percent, @Nullable Entry keep) {
    TopCut cut = new TopCut(measure, literals.percent(percent, 0, 100));
    if (keep == null) {
      return new Rule.Top(cut);
    }
    TopCut kept = new TopCut(measure, literals.percent(keep, 0, 100));
    if (kept.percent().compareTo(cut.percent()) < 0) {
      problems.add(keep, "`keep` is no less than `top`: whoever is in stays in a little longer");
    }
    return kept.equals(cut) ? new Rule.Top(cut) : new Rule.Top(cut, kept);
  }

  private Measure ranked(Entry entry) {
    List<String> named =
        entry.isMap() ? entry.names().stream().filter(RANKED::contains).toList() : List.of();
    if (named.isEmpty()) {
      if (entry.isMap()) {
        problems.unknown(
            nearest(entry, RANKED),
            RANKED,
            "what customers can be ranked by, like { net: order_placed }");
      } else {
        entry.must("be a mapping, like { net: order_placed }");
      }
      return new Measure.Net(
          new Selection.Of(io.trailmark.segmentation.rule.Kinds.NONE), Window.ALL);
    }
    for (String window : List.of("within", "aged", "before-last")) {
      Entry found = entry.get(window);
      if (found != null) {
        problems.add(found, "customers are ranked over all time: leave out `" + window + "`");
      }
    }
    Measure measure = measures.measure(entry, named.getFirst(), List.of());
    if (measure instanceof Measure.Count count && count.of() instanceof Selection.Paired) {
      problems.add(entry, "customers are ranked by what they did: name kinds of activity");
    }
    return measure;
  }
}
