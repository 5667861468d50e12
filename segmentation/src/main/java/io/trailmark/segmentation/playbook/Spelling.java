package io.trailmark.segmentation.playbook;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What was meant by a word that is not known. */
public final class Spelling {
  private Spelling() {}

  /** The known word that was meant, if one looks like it. */
  public static Optional<String> nearest(String name, Collection<String> known) {
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
