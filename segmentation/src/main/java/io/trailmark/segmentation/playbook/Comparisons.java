package io.trailmark.segmentation.playbook;

import static java.util.stream.Collectors.joining;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Unit;
import java.util.List;
import java.util.Optional;

/** Reads what a value is compared with; all comparisons that are written must hold. */
final class Comparisons {
  static final List<String> NAMES =
      List.of("is", "at-least", "at-most", "less-than", "more-than", "between");

  private final Problems problems;
  private final Literals literals;

  Comparisons(Problems problems, Literals literals) {
    this.problems = problems;
    this.literals = literals;
  }

  private static String written(Entry entry) {
    return NAMES.stream()
        .flatMap(name -> Optional.ofNullable(entry.get(name)).stream())
        .map(
            bound ->
                bound.isList()
                    ? "between "
                        + bound.items().stream().map(Entry::word).collect(joining(" and "))
                        + ", the smaller stands first"
                    : bound.key() + " " + bound.word())
        .collect(joining(" and "));
  }

  /** The comparisons of an entry, at least one. */
  Range range(Entry entry, Unit unit) {
    long least = Measure.NONE + 1;
    long most = Measure.NEVER;
    int compared = 0;
    for (String name : NAMES) {
      Entry bound = entry.get(name);
      if (bound == null) {
        continue;
      }
      compared++;
      switch (name) {
        case "is" -> {
          long exactly = literals.value(bound, unit);
          least = Math.max(least, exactly);
          most = Math.min(most, exactly);
        }
        case "at-least" -> least = Math.max(least, literals.value(bound, unit));
        case "more-than" -> least = Math.max(least, literals.value(bound, unit) + 1);
        case "at-most" -> most = Math.min(most, literals.value(bound, unit));
        case "less-than" -> most = Math.min(most, literals.value(bound, unit) - 1);
        default -> {
          List<Entry> bounds = bound.items();
          if (bounds.size() == 2) {
            least = Math.max(least, literals.value(bounds.getFirst(), unit));
            most = Math.min(most, literals.value(bounds.getLast(), unit));
          } else if (bound.isList()) {
            problems.add(bound, "`between` needs two bounds, like [2, 5]");
          }
        }
      }
    }
    if (compared == 0) {
      problems.add(entry, "a comparison is missing: one of " + String.join(", ", NAMES));
    } else if (least > most || most < 0 && unit != Unit.MONEY && unit != Unit.NUMBER) {
      problems.add(entry, "no value is in this range: nothing is " + written(entry));
    }
    return new Range(least, most);
  }
}
