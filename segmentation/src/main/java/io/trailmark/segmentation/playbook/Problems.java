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
  private static final int MOST = 100;

  private final boolean stored;
  private final List<Problem> found = new ArrayList<>();
  private @Nullable Entry via;

  Problems() {
    this(false);
  }

  /**
   * @param stored whether what is read was stored, and so passed when it was
   */
  Problems(boolean stored) {
    this.stored = stored;
  }

  /** Whether what is read was stored. */
  boolean inStored() {
    return stored;
  }

  /** In order of where they are; of very many the first, and how many more there are. */
  List<Problem> found() {
    List<Problem> all =
        found.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
            .toList();
    if (all.size() <= MOST) {
      return all;
    }
    List<Problem> first = new ArrayList<>(all.subList(0, MOST));
    Problem next = all.get(MOST);
    String more = "from here on there are " + (all.size() - MOST) + " problems more";
    first.add(new Problem(next.line(), next.column(), more));
    return List.copyOf(first);
  }

  void add(Entry at, String message) {
    add(at.line(), at.column(), message);
  }

  /**
   * What is written can be read, but never means what its author thinks. It was not always refused,
   * and what is stored must stay readable.
   */
  void addPointless(Entry at, String message) {
    if (!stored) {
      add(at, message);
    }
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

  /** A key does not exist. */
  void unknown(Entry key, Collection<String> known, String what) {
    unknown(key, key.word(), known, what);
  }

  /** Something was named that does not exist. */
  void unknown(Entry at, String name, Collection<String> known, String what) {
    String hint =
        nearest(name, known)
            .map(near -> ": did you mean `" + near + "`?")
            .orElse(": it can be " + String.join(", ", known.stream().sorted().toList()));
    add(at, "`" + name + "` is not " + what + hint);
  }

  /** The known word that was meant, if one looks like it. */
  static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(k -> Math.abs(name.length() - k.length()) <= 3)
        .filter(k -> distance(name, k) <= mostWrong(name, k))
        .min(Comparator.comparingInt(k -> distance(name, k)));
  }

  /** Of two words of one or two letters nothing is alike: UK is not DK. */
  private static int mostWrong(String name, String known) {
    int least = Math.max(name.length(), known.length()) < 3 ? 0 : 1;
    return Math.max(least, Math.min(3, known.length() / 3));
  }

  /**
   * How many letters were left out, added, replaced or swapped with the next to get from one word
   * to the other (optimal string alignment).
   */
  static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int replaced = steps[i - 1][j - 1] + (same ? 0 : 1);
        steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          steps[i][j] = Math.min(steps[i][j], 1 + steps[i - 2][j - 2]);
        }
      }
    }
    return steps[a.length()][b.length()];
  }
}
