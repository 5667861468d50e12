package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.playbook.InvalidPlaybook.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with a playbook, as it is found. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private @Nullable Entry via;

  List<Problem> found() {
    return found.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  void add(Entry at, String message) {
    add(at.line(), at.column(), message);
  }

  void add(int line, int column, String message) {
    found.add(
        via == null
            ? new Problem(line, column, message)
            : new Problem(
                via.line(), via.column(), "`" + via.text() + "`, line " + line + ": " + message));
  }

  /** From now on what is wrong stands in a playbook that is included there. */
  void in(@Nullable Entry include) {
    via = include;
  }

  /** Something was named that does not exist. */
  void unknown(Entry at, String name, Collection<String> known, String what) {
    String hint =
        nearest(name, known)
            .map(near -> ": did you mean `" + near + "`?")
            .orElse(": it can be " + String.join(", ", known.stream().sorted().toList()));
    add(at, "`" + name + "` is not " + what + hint);
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(name, k) <= Math.max(1, Math.min(3, k.length() / 3)))
        .min(Comparator.comparingInt(k -> distance(name, k)));
  }

  /** Levenshtein distance: insertions, deletions and replacements between two words. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
