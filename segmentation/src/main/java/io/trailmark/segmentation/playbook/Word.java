package io.trailmark.segmentation.playbook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A word of the rule language: the constant of an enum, named after it. */
interface Word {
  String name();

  /** What may stand beside it. */
  List<String> beside();

  /** As playbooks write it. */
  default String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A problem for whatever stands in its entry and may not. */
  default void only(Entry entry, List<String> also) {
    List<String> known = new ArrayList<>(beside());
    known.add(key());
    known.addAll(also);
    entry.only(known.toArray(String[]::new));
  }

  /** Words by how playbooks write them. */
  static <W extends Word> Map<String, W> byKey(W[] words) {
    Map<String, W> byKey = new TreeMap<>();
    Arrays.stream(words).forEach(word -> byKey.put(word.key(), word));
    return byKey;
  }
}
