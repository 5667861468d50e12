package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which a playbook differs from another.
 *
 * @param what {@code segment-added}, {@code segment-removed}, {@code segment-renamed}, {@code
 *     segments-reordered}, {@code definition-changed}, {@code guidance-changed}, {@code
 *     sequence-added}, {@code sequence-removed}, {@code sequence-changed}, or the name of another
 *     part of the document and {@code -changed}
 * @param of id of the segment or sequence, null where it is the playbook's own
 * @param words a sentence
 * @param before how it was written, on one line; null: it was not there
 * @param after how it is written; null: it is not there
 */
public record Difference(
    String what,
    @Nullable String of,
    String words,
    @Nullable String before,
    @Nullable String after) {

  /**
   * What differs in {@code to} from {@code from}: first the playbook's own settings, then segments
   * in their order of priority, then sequences. What is written otherwise but means the same is no
   * difference.
   *
   * @throws InvalidPlaybook if one of the texts is no playbook
   */
  public static List<Difference> between(String from, String to) {
    Comparison comparison = new Comparison(from, to);
    comparison.settings();
    comparison.segments();
    comparison.order();
    comparison.sequences();
    return comparison.found;
  }

  private static final class Comparison {
    private final List<Difference> found = new ArrayList<>();
    private final Written before;
    private final Written after;
    private final Map<String, Segment> old;
    private final Map<String, Segment> now;
    private final Map<String, String> renamed = new HashMap<>();

    Comparison(String from, String to) {
      old = segments(Playbook.stored(from));
      now = segments(Playbook.stored(to));
      before = Written.of(from);
      after = Written.of(to);
      for (String id : old.keySet()) {
        if (!now.containsKey(id)) {
          sameDefinition(id).ifPresent(other -> renamed.put(id, other));
        }
      }
    }

    private static Map<String, Segment> segments(Playbook playbook) {
      Map<String, Segment> segments = new LinkedHashMap<>();
      playbook.segments().forEach(segment -> segments.put(segment.id(), segment));
      return segments;
    }

    /** The new segment that has the definition of one that is gone. */
    private java.util.Optional<String> sameDefinition(String gone) {
      Rule when = Objects.requireNonNull(old.get(gone)).when();
      return now.values().stream()
          .filter(s -> !old.containsKey(s.id()) && s.when().equals(when))
          .map(Segment::id)
          .filter(id -> !renamed.containsValue(id))
          .findFirst();
    }

    private void add(
        String what, @Nullable String of, String words, @Nullable String was, @Nullable String is) {
      found.add(new Difference(what, of, words, was, is));
    }

    void settings() {
      Set<String> names = new TreeSet<>(before.settings().keySet());
      names.addAll(after.settings().keySet());
      for (String name : names) {
        String was = before.settings().get(name);
        String is = after.settings().get(name);
        if (!Objects.equals(was, is)) {
          add(name + "-changed", null, changed("`" + name + "`", was, is), was, is);
        }
      }
    }

    private static String changed(String what, @Nullable String was, @Nullable String is) {
      if (was == null) {
        return what + " is new: " + is + ".";
      }
      return is == null ? what + " is gone; it was " + was + "." : what + ": " + was + " → " + is;
    }

    void segments() {
      now.forEach((id, segment) -> old.computeIfPresent(id, (i, was) -> compared(was, segment)));
      now.forEach(
          (id, segment) -> {
            if (!old.containsKey(id) && !renamed.containsValue(id)) {
              String when = when(after, id);
              add("segment-added", id, "Segment `" + id + "` is new: " + when, null, when);
            }
          });
      old.forEach(
          (id, segment) -> {
            String other = renamed.get(id);
            if (other != null) {
              add(
                  "segment-renamed",
                  id,
                  "Segment `"
                      + id
                      + "` is now `"
                      + other
                      + "`, by the same definition: its members leave the one and enter the other.",
                  id,
                  other);
            } else if (!now.containsKey(id)) {
              String when = when(before, id);
              add(
                  "segment-removed",
                  id,
                  "Segment `" + id + "` is gone; it was " + when,
                  when,
                  null);
            }
          });
    }

    private Segment compared(Segment was, Segment is) {
      String id = was.id();
      if (!was.name().equals(is.name())) {
        String words =
            "Segment `"
                + id
                + "` is called \""
                + is.name()
                + "\" instead of \""
                + was.name()
                + "\".";
        add("segment-renamed", id, words, was.name(), is.name());
      }
      if (!was.when().equals(is.when())) {
        String whenBefore = when(before, id);
        String whenAfter = when(after, id);
        String words =
            whenBefore.equals(whenAfter)
                ? "The definition of `" + id + "` changed with a segment that it names."
                : "The definition of `" + id + "` changed: " + whenBefore + " → " + whenAfter;
        add("definition-changed", id, words, whenBefore, whenAfter);
      }
      guidance(id, "send", was.send(), is.send());
      guidance(id, "avoid", was.avoid(), is.avoid());
      return was;
    }

    private void guidance(String id, String what, List<String> was, List<String> is) {
      if (!was.equals(is)) {
        String from = was.isEmpty() ? null : String.join(", ", was);
        String to = is.isEmpty() ? null : String.join(", ", is);
        add(
            "guidance-changed",
            id,
            changed("What to " + what + " `" + id + "`", from, to),
            from,
            to);
      }
    }

    private static String when(Written written, String id) {
      return written.segments().getOrDefault(id, Map.of()).getOrDefault("when", "");
    }

    void order() {
      String was = String.join(", ", old.keySet().stream().filter(now::containsKey).toList());
      String is = String.join(", ", now.keySet().stream().filter(old::containsKey).toList());
      if (!was.equals(is)) {
        add(
            "segments-reordered",
            null,
            "The order of priority changed, and with it which segment speaks to whoever is in"
                + " several: "
                + was
                + " → "
                + is,
            was,
            is);
      }
    }

    void sequences() {
      Set<String> ids = new TreeSet<>(before.sequences().keySet());
      ids.addAll(after.sequences().keySet());
      for (String id : ids) {
        Map<String, String> was = before.sequences().get(id);
        Map<String, String> is = after.sequences().get(id);
        if (was == null) {
          String text = text(is);
          add("sequence-added", id, "Sequence `" + id + "` is new: " + text, null, text);
        } else if (is == null) {
          String text = text(was);
          add("sequence-removed", id, "Sequence `" + id + "` is gone; it was " + text, text, null);
        } else {
          fields(id, was, is);
        }
      }
    }

    private void fields(String id, Map<String, String> was, Map<String, String> is) {
      Set<String> names = new TreeSet<>(was.keySet());
      names.addAll(is.keySet());
      for (String name : names) {
        String from = was.get(name);
        String to = is.get(name);
        if (!Objects.equals(from, to)) {
          String words = changed("`" + name + "` of sequence `" + id + "`", from, to);
          add("sequence-changed", id, words, from, to);
        }
      }
    }

    private static String text(@Nullable Map<String, String> fields) {
      Map<String, String> sorted = new java.util.TreeMap<>(fields == null ? Map.of() : fields);
      List<String> parts = new ArrayList<>();
      sorted.forEach((name, value) -> parts.add(name + ": " + value));
      return "{ " + String.join(", ", parts) + " }";
    }
  }
}
