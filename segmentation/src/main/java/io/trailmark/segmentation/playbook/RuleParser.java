package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From a rule's YAML to a rule. Each operator is named here once, in {@link #rule}. */
final class RuleParser {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([dhms])");
  private static final Map<String, Long> UNITS =
      Map.of("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L);
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final String[] COMPARISONS = {
    "is", "at-least", "at-most", "less-than", "more-than", "between"
  };
  private static final Set<String> OPERATORS =
      Set.of(
          "all",
          "any",
          "not",
          "count",
          "since-last",
          "since-first",
          "none",
          "trend",
          "top",
          "segment");

  /** Stands for what could not be read. */
  static final Rule NOTHING = new Rule.Any(List.of());

  private static final int DEEPEST = 32;

  private final Problems problems;
  private final Function<Entry, Rule> segments;
  private int depth;

  /**
   * @param segments the rule of the segment that an entry names, noting a problem if there is none
   */
  RuleParser(Problems problems, Function<Entry, Rule> segments) {
    this.problems = problems;
    this.segments = segments;
  }

  Rule rule(Entry entry) {
    if (!entry.isMap()) {
      entry.names();
      return NOTHING;
    }
    if (depth == DEEPEST) {
      problems.add(entry, "rules nest at most " + DEEPEST + " deep");
      return NOTHING;
    }
    depth++;
    try {
      return operator(entry);
    } finally {
      depth--;
    }
  }

  private Rule operator(Entry entry) {
    List<String> named = entry.names().stream().filter(OPERATORS::contains).toList();
    if (named.size() != 1) {
      nameOne(entry, named);
      return NOTHING;
    }
    String operator = named.getFirst();
    Entry of = entry.need(operator);
    return switch (operator) {
      case "all" -> new Rule.All(parts(entry, of));
      case "any" -> new Rule.Any(parts(entry, of));
      case "not" -> {
        entry.only("not");
        yield new Rule.Not(rule(of));
      }
      case "count" -> count(entry, of);
      case "since-last" -> {
        only(entry, "since-last");
        yield compare(entry, new Measure.SinceLast(someKinds(of)), this::duration);
      }
      case "since-first" -> {
        only(entry, "since-first");
        yield compare(entry, new Measure.SinceFirst(someKinds(of)), this::duration);
      }
      case "none" -> {
        entry.only("none", "after-last");
        yield new Rule.NoneAfterLast(someKinds(of), someKinds(entry.need("after-last")));
      }
      case "trend" -> trend(entry, of);
      case "segment" -> {
        entry.only("segment");
        yield segments.apply(of);
      }
      default -> top(entry, of);
    };
  }

  private void nameOne(Entry entry, List<String> named) {
    if (named.size() > 1) {
      problems.add(entry, "one rule names one of " + String.join(", ", named) + ", not several");
      return;
    }
    String first = entry.names().stream().findFirst().orElse("");
    problems.unknown(entry, first, OPERATORS, "a rule");
  }

  private List<Rule> parts(Entry entry, Entry list) {
    entry.only(entry.names().contains("all") ? "all" : "any");
    List<Rule> parts = list.items().stream().map(this::rule).toList();
    if (parts.isEmpty()) {
      problems.add(list, "this needs at least one rule");
    }
    return parts;
  }

  private Rule count(Entry entry, Entry of) {
    only(entry, "count", "within", "aged");
    return compare(entry, new Measure.Count(someKinds(of), window(entry)), this::number);
  }

  private Window window(Entry entry) {
    Entry within = entry.get("within");
    Entry aged = entry.get("aged");
    if (within != null && aged != null) {
      problems.add(aged, "one window is either `within` a duration or `aged` between two");
    }
    if (within != null) {
      return Window.within(duration(within));
    }
    if (aged == null) {
      return Window.ALL;
    }
    List<Entry> ages = aged.items();
    if (ages.size() == 2) {
      long from = duration(ages.getFirst());
      long to = duration(ages.getLast());
      if (from < to) {
        return new Window(from, to);
      }
    }
    if (aged.isList()) {
      problems.add(aged, "`aged` needs two durations, the shorter first, like [30d, 60d]");
    }
    return Window.ALL;
  }

  private void only(Entry entry, String... own) {
    List<String> allowed = new ArrayList<>(List.of(own));
    allowed.addAll(List.of(COMPARISONS));
    entry.only(allowed.toArray(String[]::new));
  }

  /** What is compared is never below 0; all comparisons that are written must hold. */
  private Rule compare(Entry entry, Measure measure, ToLongFunction<Entry> value) {
    long least = Measure.NONE + 1;
    long most = Measure.NEVER;
    int compared = 0;
    for (String comparison : COMPARISONS) {
      Entry bound = entry.get(comparison);
      if (bound == null) {
        continue;
      }
      compared++;
      switch (comparison) {
        case "is" -> {
          long exactly = value.applyAsLong(bound);
          least = Math.max(least, exactly);
          most = Math.min(most, exactly);
        }
        case "at-least" -> least = Math.max(least, value.applyAsLong(bound));
        case "more-than" -> least = Math.max(least, value.applyAsLong(bound) + 1);
        case "at-most" -> most = Math.min(most, value.applyAsLong(bound));
        case "less-than" -> most = Math.min(most, value.applyAsLong(bound) - 1);
        default -> {
          List<Entry> bounds = bound.items();
          if (bounds.size() == 2) {
            least = Math.max(least, value.applyAsLong(bounds.getFirst()));
            most = Math.min(most, value.applyAsLong(bounds.getLast()));
          } else if (bound.isList()) {
            problems.add(bound, "`between` needs two bounds, like [2, 5]");
          }
        }
      }
    }
    if (compared == 0) {
      problems.add(entry, "a comparison is missing: one of " + String.join(", ", COMPARISONS));
    } else if (least > most || most < 0) {
      problems.add(entry, "no value is in this range");
    }
    return new Rule.Compare(measure, new Range(least, most));
  }

  private Rule trend(Entry entry, Entry of) {
    entry.only("trend", "over", "falls-by", "or-never");
    Entry orNever = entry.get("or-never");
    boolean never = orNever != null && orNever.text().equals("true");
    if (orNever != null && !never && !orNever.text().equals("false")) {
      problems.add(orNever, "`or-never` is true or false");
    }
    Entry fallsBy = entry.need("falls-by");
    BigDecimal fall = percent(fallsBy);
    if (fall.stripTrailingZeros().scale() > 0) {
      problems.add(fallsBy, "`falls-by` is a whole percentage, like 30%");
    }
    return new Rule.Trend(
        someKinds(of), duration(entry.need("over")), 100 - fall.intValue(), never);
  }

  private Rule top(Entry entry, Entry percent) {
    entry.only("top", "of");
    return new Rule.Top(new TopCut(ranked(entry.need("of")), percent(percent)));
  }

  private Measure ranked(Entry entry) {
    entry.only("net", "count");
    Entry net = entry.get("net");
    Entry count = entry.get("count");
    if (net != null && count == null) {
      String kind = oneKind(net);
      if (kind.equals(Measure.Net.REFUND)) {
        problems.add(net, "`net` takes off what " + kind + " gave back: name what brought it");
      }
      return new Measure.Net(kind);
    }
    if (count != null && net == null) {
      return new Measure.Count(someKinds(count), Window.ALL);
    }
    problems.add(entry, "`of` is { net: order_placed } or { count: order_placed }");
    return new Measure.Net("none");
  }

  private Kinds someKinds(Entry entry) {
    List<String> names = kinds(entry);
    boolean any = names.contains("any");
    if (any && names.size() > 1) {
      problems.add(entry, "`any` stands alone");
    }
    return new Kinds(any ? List.of() : names, any);
  }

  /** One kind. */
  String oneKind(Entry entry) {
    List<String> kinds = namedKinds(entry);
    if (kinds.size() > 1) {
      problems.add(entry, "only one kind of activity can stand here");
    }
    return kinds.getFirst();
  }

  /** One kind or a list of them, each by its name; never empty. */
  List<String> namedKinds(Entry entry) {
    List<String> kinds = kinds(entry);
    if (kinds.contains("any")) {
      problems.add(entry, "`any` cannot stand here: name what is meant");
    }
    return kinds;
  }

  /** One kind, or a list of them in one order however they are written; never empty. */
  private List<String> kinds(Entry entry) {
    List<Entry> named = entry.isList() ? entry.items() : List.of(entry);
    if (named.isEmpty()) {
      problems.add(entry, "at least one kind of activity is needed here");
      return List.of("none");
    }
    return named.stream().map(this::kind).distinct().sorted().toList();
  }

  private String kind(Entry entry) {
    String kind = entry.text();
    if (!kind.isEmpty() && !KIND.matcher(kind).matches()) {
      problems.add(entry, "`" + kind + "` cannot be a kind of activity; for example order_placed");
    }
    return kind;
  }

  /** Milliseconds, above 0. */
  long duration(Entry entry) {
    String text = entry.text();
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long millis = Long.parseLong(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0L);
      if (millis > 0) {
        return millis;
      }
    }
    if (!text.isEmpty()) {
      problems.add(
          entry, "`" + text + "` is not a duration above 0; for example 60d, 4h, 30m or 90s");
    }
    return 1;
  }

  private long number(Entry entry) {
    String text = entry.text();
    if (NUMBER.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    if (!text.isEmpty()) {
      problems.add(entry, "`" + text + "` is not a whole number");
    }
    return 0;
  }

  private BigDecimal percent(Entry entry) {
    String text = entry.text();
    Matcher matcher = PERCENT.matcher(text);
    if (matcher.matches()) {
      BigDecimal percent = new BigDecimal(matcher.group(1));
      if (percent.signum() > 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
        return percent;
      }
    }
    if (!text.isEmpty()) {
      problems.add(
          entry, "`" + text + "` is not a percentage above 0% and up to 100%; for example 10%");
    }
    return BigDecimal.TEN;
  }
}
