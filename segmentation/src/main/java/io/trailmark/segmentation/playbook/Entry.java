package io.trailmark.segmentation.playbook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A place in the document with what stands there. Asking for what is not there notes a problem and
 * goes on.
 */
final class Entry {
  private static final int DEEPEST = 200;
  private static final int LONGEST = 1 << 20;
  private static final int LONGEST_SHOWN = 60;
  private static final String BEGINNING =
      "a playbook is a YAML mapping that begins with `playbook: <name>`";

  /** No number that would lose digits in a double. */
  private static final Pattern LITERAL =
      Pattern.compile("true|false|-?(0|[1-9]\\d{0,11})(\\.\\d{1,3})?");

  private final @Nullable Entry name;
  private final int line;
  private final int column;
  private final @Nullable Node node;
  private final Problems problems;

  private Entry(
      @Nullable Entry name, int line, int column, @Nullable Node node, Problems problems) {
    this.name = name;
    this.line = line;
    this.column = column;
    this.node = node;
    this.problems = problems;
  }

  /** The roots of the documents, none if one of them is not a mapping. */
  static List<Entry> read(String text, Problems problems) {
    List<Entry> roots = new ArrayList<>();
    if (text.length() > LONGEST) {
      problems.add(1, 1, "this has " + text.length() + " characters: it can have " + LONGEST);
      return List.of();
    }
    try {
      for (Node document : documents(text)) {
        Entry root = of(null, document, problems);
        if (isDeeper(document, DEEPEST)) {
          problems.add(root, "this nests more than " + DEEPEST + " deep");
          return List.of();
        }
        roots.add(root);
      }
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      problems.add(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "this is not YAML: " + e.getProblem() + hint(e));
      return List.of();
    } catch (StackOverflowError e) {
      problems.add(1, 1, "this nests more than " + DEEPEST + " deep");
      return List.of();
    } catch (YamlEngineException e) {
      if (!String.valueOf(e.getMessage()).contains("aliases") || !foundAlias(text, problems)) {
        problems.add(1, 1, "this is not a YAML document that can be read: " + e.getMessage());
      }
      return List.of();
    }
    for (Entry root : roots) {
      if (!root.isMap()) {
        problems.add(root, BEGINNING + ", not with " + root.found());
        return List.of();
      }
    }
    if (roots.isEmpty()) {
      problems.add(1, 1, "there is nothing here: " + BEGINNING);
    }
    return roots;
  }

  /** What helps with what the YAML engine says. */
  private static String hint(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    if (problem.contains("mapping values are not allowed")) {
      return ": indent it as what it belongs to, and put a text with a colon in it into quotes";
    }
    if (problem.contains("TAB")) {
      return ": indent with blanks";
    }
    if (problem.contains("<block end>")) {
      return ": what belongs together begins in the same column";
    }
    return e.getContextMark()
        .filter(began -> problem.contains("expected ','"))
        .map(began -> ": what begins in line " + (began.getLine() + 1) + " is not closed")
        .orElse("");
  }

  /** Whether something is repeated by an alias, which could make a small text endless. */
  private static boolean foundAlias(String text, Problems problems) {
    Set<Anchor> parts = new HashSet<>();
    for (Event event : new Parse(settings(text)).parseString(withoutTabs(text))) {
      Mark mark = event.getStartMark().orElse(null);
      if (event instanceof CollectionStartEvent part) {
        part.getAnchor().ifPresent(parts::add);
      }
      if (event instanceof AliasEvent alias && mark != null && parts.contains(alias.getAlias())) {
        problems.add(
            mark.getLine() + 1,
            mark.getColumn() + 1,
            "`*"
                + alias.getAlias()
                + "` stands for what is written elsewhere: write it out here, or name a segment by"
                + " { segment: … }");
        return true;
      }
    }
    return false;
  }

  /**
   * The documents of a text. A list stands for as many documents as it has items, since JSON knows
   * no other way to write several.
   *
   * @throws YamlEngineException if it is neither YAML nor JSON
   */
  static List<Node> documents(String text) {
    List<Node> documents = new ArrayList<>();
    for (Node root : new Compose(settings(text)).composeAllFromString(withoutTabs(text))) {
      documents.addAll(root instanceof SequenceNode list ? list.getValue() : List.of(root));
    }
    return documents;
  }

  /** JSON may be indented by tabs, which YAML refuses; its strings hold none. */
  private static String withoutTabs(String text) {
    String start = text.stripLeading();
    boolean isJson = start.startsWith("{") || start.startsWith("[");
    return isJson ? text.replace('\t', ' ') : text;
  }

  /** Twice as deep as rules can nest, and more than there is beside them. */
  private static boolean isDeeper(Node node, int levels) {
    Node real = node instanceof AnchorNode anchor ? anchor.getRealNode() : node;
    return switch (real) {
      case SequenceNode list ->
          levels == 0 || list.getValue().stream().anyMatch(item -> isDeeper(item, levels - 1));
      case MappingNode map ->
          levels == 0
              || map.getValue().stream()
                  .anyMatch(
                      pair ->
                          isDeeper(pair.getKeyNode(), levels - 1)
                              || isDeeper(pair.getValueNode(), levels - 1));
      default -> false;
    };
  }

  /** The whole text in one buffer: the engine fails where two meet within a pair of surrogates. */
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setCodePointLimit(LONGEST)
        .setMaxAliasesForCollections(0)
        .setAllowDuplicateKeys(true)
        .setUseMarks(true)
        .setBufferSize(text.length() + 2)
        .build();
  }

  private static Entry of(@Nullable Entry name, Node node, Problems problems) {
    Mark mark = node.getStartMark().orElse(null);
    return new Entry(
        name,
        mark == null ? 1 : mark.getLine() + 1,
        mark == null ? 1 : mark.getColumn() + 1,
        node instanceof AnchorNode anchor ? anchor.getRealNode() : node,
        problems);
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  /** The key under which it stands. */
  String key() {
    return name == null ? "" : name.word();
  }

  /** A plain value as it is written, empty if it is none. */
  String word() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** The place of the key under which it stands, its own if it stands under none. */
  Entry name() {
    return name == null ? this : name;
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        Entry name = of(null, tuple.getKeyNode(), problems);
        Entry value = of(name, tuple.getValueNode(), problems);
        if (entries.put(name.text(), value) != null) {
          problems.add(name, "`" + name.text() + "` is there twice");
        }
      }
    } else if (node != null) {
      must("be a mapping, like { name: value }");
    }
    return entries;
  }

  /** What stands under a name, null if nothing does. */
  @Nullable Entry get(String name) {
    return node instanceof MappingNode ? entries().get(name) : null;
  }

  /** What stands under a name; a problem if nothing does. */
  Entry need(String name) {
    Entry entry = get(name);
    if (entry != null) {
      return entry;
    }
    if (node != null) {
      problems.add(this, "`" + name + "` is missing here");
    }
    return new Entry(null, line, column, null, problems);
  }

  /** The names of a mapping. */
  Set<String> names() {
    return entries().keySet();
  }

  /** A problem for every name that is not one of these. */
  void only(String... allowed) {
    Set<String> known = new HashSet<>(Arrays.asList(allowed));
    entries()
        .forEach(
            (name, entry) -> {
              if (!known.contains(name)) {
                problems.unknown(entry.name(), known, "known here");
              }
            });
  }

  /** The values of a mapping, each knowing its key. */
  List<Entry> values() {
    return new ArrayList<>(entries().values());
  }

  /** The items of a list. */
  List<Entry> items() {
    if (node instanceof SequenceNode list) {
      return list.getValue().stream().map(item -> of(name, item, problems)).toList();
    }
    if (node != null) {
      must("be a list, like [a, b]");
    }
    return List.of();
  }

  /** A problem: it is something else than it must be. That it is missing was told already. */
  void must(String be) {
    if (node != null) {
      String found = found();
      String not = found.isEmpty() ? ": there is nothing here" : ", not " + found;
      problems.add(this, "this must " + be + not);
    }
  }

  /** What stands here, in words. */
  private String found() {
    if (isMap() || isList()) {
      return isMap() ? "a mapping" : "a list";
    }
    String text = word().strip();
    String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    return shown.lines().findFirst().map(first -> "`" + first + "`").orElse("");
  }

  /** Whether it is a number or a boolean as JSON writes it, rather than a text. */
  boolean isLiteral() {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && LITERAL.matcher(scalar.getValue()).matches();
  }

  /** A plain value as text; empty, with a problem, if it is not one. */
  String text() {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getValue().isBlank()) {
        problems.add(this, "a value is missing here");
      }
      return scalar.getValue();
    }
    if (node != null) {
      must("be a plain value");
    }
    return "";
  }
}
