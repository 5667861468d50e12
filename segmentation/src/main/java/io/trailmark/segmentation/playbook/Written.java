package io.trailmark.segmentation.playbook;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A valid playbook's text, part by part: each on one line, without comments and layout, so that
 * what is only laid out otherwise, or is JSON instead of YAML, is the same. It knows no grammar
 * beyond where segments and sequences stand.
 *
 * @param settings all other parts by name: zone, currency, guards, …
 * @param segments by id, in order of priority, each with its fields
 * @param sequences by id, each with its fields
 */
record Written(
    Map<String, String> settings,
    Map<String, Map<String, String>> segments,
    Map<String, Map<String, String>> sequences) {

  /** What needs no quotes to be told from what stands around it. */
  private static final Pattern PLAIN = Pattern.compile("[^\\s,:{}\\[\\]\"'#][^,:{}\\[\\]\"#]*");

  static Written of(String text) {
    Written written =
        new Written(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    List<Entry> roots = Entry.read(text, new Problems());
    written.collect(roots.getFirst(), roots);
    for (Entry part : roots.getFirst().values()) {
      if (!part.key().equals("segments") && !part.key().equals("sequences")) {
        written.settings.put(part.key(), line(part));
      }
    }
    return written;
  }

  private void collect(Entry document, List<Entry> documents) {
    for (Entry segment : document.need("segments").items()) {
      Entry include = segment.get("include");
      if (include != null) {
        collect(included(include.text(), documents), documents);
      } else {
        segments.put(segment.need("id").text(), lines(segment));
      }
    }
    Entry spoken = document.get("sequences");
    if (spoken != null) {
      spoken.values().forEach(sequence -> sequences.put(sequence.key(), lines(sequence)));
    }
  }

  private static Entry included(String name, List<Entry> documents) {
    return documents.stream()
        .filter(document -> name.equals(text(document.get("playbook"))))
        .findFirst()
        .orElseGet(() -> Entry.read(Playbook.shipped(name), new Problems()).getFirst());
  }

  private static @Nullable String text(@Nullable Entry entry) {
    return entry == null ? null : entry.text();
  }

  private static Map<String, String> lines(Entry fields) {
    Map<String, String> lines = new HashMap<>();
    fields.values().forEach(field -> lines.put(field.key(), line(field)));
    return lines;
  }

  private static String line(Entry entry) {
    if (entry.isMap()) {
      return entry.values().stream()
          .map(value -> value.key() + ": " + line(value))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (entry.isList()) {
      return entry.items().stream().map(Written::line).collect(Collectors.joining(", ", "[", "]"));
    }
    String text = entry.text();
    return PLAIN.matcher(text).matches() ? text : "\"" + text + "\"";
  }
}
