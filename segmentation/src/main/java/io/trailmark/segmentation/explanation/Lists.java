package io.trailmark.segmentation.explanation;

import java.util.List;

/** Says several things one after the other. */
final class Lists {
  private Lists() {}

  /** "a, b and c". */
  static String joined(List<String> words, String conjunction) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " " + conjunction + " " + words.get(last);
  }

  /** With "a" or "an" before it. */
  static String withArticle(String noun) {
    char first = noun.charAt(noun.startsWith("\"") ? 1 : 0);
    return ("aeiou".indexOf(first) >= 0 ? "an " : "a ") + noun;
  }
}
