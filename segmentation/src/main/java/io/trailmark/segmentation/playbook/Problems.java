package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.playbook.InvalidPlaybook.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
        Spelling.nearest(name, known)
            .map(near -> ": did you mean `" + near + "`?")
            .orElse(": it can be " + String.join(", ", known.stream().sorted().toList()));
    add(at, "`" + name + "` is not " + what + hint);
  }
}
