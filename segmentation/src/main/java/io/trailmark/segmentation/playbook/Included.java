package io.trailmark.segmentation.playbook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The playbooks that another can include: the further documents of its own text, and those that
 * come with Trailmark.
 */
final class Included {
  static final List<String> SHIPPED =
      List.of("starter", "standard", "purchase-styles", "saas", "occasions", "benefits");

  private final Problems problems;
  private final Map<String, Entry> own = new LinkedHashMap<>();
  private final Map<String, Entry> read = new HashMap<>();
  private final Deque<String> path = new ArrayDeque<>();
  private final Deque<Entry> shippedVia = new ArrayDeque<>();

  /** Where the included playbook was named that an entry stands in. */
  private final Map<Entry, Entry> places = new IdentityHashMap<>();

  Included(Problems problems) {
    this.problems = problems;
  }

  static String text(String name) {
    if (!SHIPPED.contains(name)) {
      throw new IllegalArgumentException(
          "there is no playbook " + name + ": there are " + String.join(", ", SHIPPED));
    }
    return resource(name + ".yaml");
  }

  /** The text of a file that lies beside the playbooks. */
  static String resource(String file) {
    try (InputStream in = Included.class.getResourceAsStream("/playbooks/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " does not come with this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String complete(String yaml) {
    Playbook.parse(yaml);
    StringBuilder text = new StringBuilder(yaml);
    Set<String> there = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    Entry.read(yaml, new Problems()).forEach(root -> look(root, there, missing));
    missing.removeAll(there);
    while (!missing.isEmpty()) {
      String name = missing.iterator().next();
      String added = text(name);
      text.append(text.charAt(text.length() - 1) == '\n' ? "" : "\n").append("---\n").append(added);
      Entry.read(added, new Problems()).forEach(root -> look(root, there, missing));
      missing.removeAll(there);
    }
    return text.toString();
  }

  private static void look(Entry root, Set<String> there, Set<String> named) {
    there.add(root.need("playbook").text());
    for (Entry segment : root.need("segments").items()) {
      Entry include = segment.get("include");
      if (include != null) {
        named.add(include.text());
      }
    }
  }

  /** The playbook that includes others, and the further documents of its text. */
  void add(String name, List<Entry> documents) {
    path.add(name);
    for (Entry document : documents) {
      Entry named = document.need("playbook");
      if (own.put(named.text(), document) != null) {
        problems.add(named, "playbook `" + named.text() + "` is there twice");
      }
    }
  }

  /** The document that is included there, null, with a problem, if it cannot be. */
  @Nullable Entry open(Entry include) {
    String name = include.text();
    boolean circle = path.contains(name);
    path.addLast(name);
    if (circle) {
      problems.add(include, "`" + name + "` includes itself: " + String.join(" → ", path));
      return null;
    }
    Entry written = own.get(name);
    if (written != null) {
      return written;
    }
    if (!SHIPPED.contains(name)) {
      Set<String> known = new TreeSet<>(SHIPPED);
      known.addAll(own.keySet());
      problems.unknown(include, name, known, "a playbook that can be included");
      return null;
    }
    shippedVia.addLast(include);
    problems.in(shippedVia.getFirst());
    return read.computeIfAbsent(name, n -> Entry.read(text(n), problems).getFirst());
  }

  /** Ends what {@link #open} began. */
  void close(Entry include) {
    path.removeLast();
    if (include.equals(shippedVia.peekLast())) {
      shippedVia.removeLast();
      problems.in(shippedVia.peekFirst());
    }
  }

  /** Remembers where an entry came from. */
  void place(Entry entry) {
    if (!shippedVia.isEmpty()) {
      places.put(entry, shippedVia.getFirst());
    }
  }

  /** Reads an entry; what is wrong in an included playbook is wrong where it was included. */
  <T> T at(Entry entry, Supplier<T> reading) {
    problems.in(places.get(entry));
    T read = reading.get();
    problems.in(null);
    return read;
  }
}
