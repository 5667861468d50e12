package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Where.Condition;
import io.trailmark.segmentation.rule.Where.Test;
import io.trailmark.segmentation.timeline.Properties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** From YAML to which activities are meant. */
final class SelectionParser {
  static final Set<String> TESTS = Set.of("in", "not-in", "contains", "exists");

  /** Conditions that are no properties. */
  static final Set<String> CONDITIONS = Set.of("amount", "items", "time-of-day", "weekday");

  private final Problems problems;
  private final Literals literals;
  private final Comparisons comparisons;

  SelectionParser(Problems problems, Literals literals, Comparisons comparisons) {
    this.problems = problems;
    this.literals = literals;
    this.comparisons = comparisons;
  }

  /**
   * Kinds, {@code { of: kinds, where: … }}, or one thing and then another.
   *
   * @param where conditions that stand beside it
   */
  Selection selection(Entry entry, @Nullable Entry where) {
    if (!entry.isMap() || entry.get("first") == null) {
      return activities(entry, where);
    }
    if (where != null) {
      problems.add(where, "`where` belongs inside `first` or `then`: { of: …, where: … }");
    }
    entry.only("first", "then", "without", "within");
    return paired(entry);
  }

  /** Kinds, or {@code { of: kinds, where: … }}. */
  Selection.Of activities(Entry entry, @Nullable Entry where) {
    if (!entry.isMap()) {
      Kinds kinds = literals.kinds(entry);
      return new Selection.Of(
          kinds, where == null ? Where.ALL : new Where(conditions(where, kinds)));
    }
    entry.only("of", "where");
    Kinds kinds = literals.kinds(entry.need("of"));
    Entry inner = entry.get("where");
    List<Condition> conditions = new ArrayList<>();
    if (inner != null) {
      conditions.addAll(conditions(inner, kinds));
    }
    if (where != null) {
      conditions.addAll(conditions(where, kinds));
    }
    return new Selection.Of(kinds, new Where(conditions));
  }

  /** {@code first} with {@code then} or {@code without}, within a duration. */
  Selection.Paired paired(Entry entry) {
    Entry then = entry.get("then");
    Entry without = entry.get("without");
    if ((then == null) == (without == null)) {
      problems.add(entry, "`first` is followed by either `then` or `without`");
    }
    return new Selection.Paired(
        activities(entry.need("first"), null),
        then != null
            ? activities(then, null)
            : without != null ? activities(without, null) : new Selection.Of(Kinds.NONE),
        literals.duration(entry.need("within")),
        without == null);
  }

  private List<Condition> conditions(Entry where, Kinds of) {
    List<Condition> conditions = where.values().stream().map(e -> condition(e, of)).toList();
    if (conditions.isEmpty() && where.isMap()) {
      problems.add(where, "`where` needs at least one condition, like { category: shoes }");
    }
    return conditions;
  }

  private Condition condition(Entry entry, Kinds of) {
    return switch (entry.key()) {
      case "amount" -> amount(entry);
      case "items" -> new Where.Item(entry.values().stream().map(this::property).toList());
      case "time-of-day" -> {
        var hours = literals.hours(entry);
        yield new Where.TimeOfDay(hours.getFirst(), hours.getLast());
      }
      case "weekday" -> new Where.Weekday(literals.weekdays(entry));
      case Properties.CURRENCY -> of.carryAmounts() ? currency(entry) : property(entry);
      default -> property(entry);
    };
  }

  /** Whether it was named says what it always did: another than that of the playbook. */
  private Condition currency(Entry entry) {
    Where.Property named = property(entry);
    return named.test() instanceof Test.Exists
        ? named
        : new Where.Currency(literals.currency().getCurrencyCode(), named.test());
  }

  private Where.Amount amount(Entry entry) {
    if (!entry.isMap()) {
      entry.must("be a comparison, like { at-least: 50 }");
      return new Where.Amount(new Range(0, 0));
    }
    entry.only(Comparisons.NAMES.toArray(String[]::new));
    return new Where.Amount(comparisons.range(entry, Unit.MONEY));
  }

  private Where.Property property(Entry entry) {
    if (!entry.key().matches("[A-Za-z][A-Za-z0-9_]{0,63}")) {
      problems.unknown(entry.name(), CONDITIONS, "a property, like category, and no condition");
    }
    return new Where.Property(entry.key(), test(entry));
  }

  /** What a value must be: one of several, or as compared. */
  Test test(Entry entry) {
    if (!entry.isMap()) {
      return new Test.OneOf(values(entry));
    }
    List<String> used = entry.names().stream().filter(TESTS::contains).toList();
    if (used.isEmpty()) {
      Set<String> known = new HashSet<>(Comparisons.NAMES);
      known.addAll(TESTS);
      entry.only(known.toArray(String[]::new));
      return new Test.Between(comparisons.range(entry, Unit.NUMBER));
    }
    String name = used.getFirst();
    entry.only(name);
    return test(name, entry.need(name));
  }

  /** What a trait must be; anything if nothing is said. */
  Test traitTest(Entry entry) {
    List<String> used =
        entry.names().stream().filter(n -> n.equals("is") || TESTS.contains(n)).toList();
    if (used.isEmpty()) {
      return new Test.Exists(true);
    }
    if (used.size() > 1) {
      problems.add(
          entry.need(used.get(1)).name(), "one test stands beside a trait: join several by `all`");
    }
    String name = used.getFirst();
    return name.equals("is")
        ? new Test.OneOf(values(entry.need(name)))
        : test(name, entry.need(name));
  }

  private Test test(String name, Entry value) {
    return switch (name) {
      case "in" -> new Test.OneOf(values(value));
      case "not-in" -> new Test.NoneOf(values(value));
      case "contains" -> new Test.Contains(value.text());
      default -> new Test.Exists(literals.flag(value));
    };
  }

  private TreeSet<String> values(Entry entry) {
    TreeSet<String> values = new TreeSet<>();
    for (Entry value : entry.isList() ? entry.items() : List.of(entry)) {
      values.add(Where.canonical(value.text()));
    }
    if (values.isEmpty()) {
      problems.add(entry, "at least one value is needed here");
    }
    return values;
  }
}
