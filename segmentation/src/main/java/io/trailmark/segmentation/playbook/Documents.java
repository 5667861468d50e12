package io.trailmark.segmentation.playbook;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A playbook's documents, written as JSON or as YAML. Every value keeps its text: what a rule reads
 * is the same.
 */
final class Documents {
  /** What is no longer than this stands on one line. */
  private static final int SHORT = 100;

  private static final DumpSettings YAML =
      DumpSettings.builder()
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .setWidth(4 * SHORT)
          .setSchema(new CoreSchema())
          .build();

  private Documents() {}

  static String json(String text) {
    List<Entry> roots = roots(text);
    if (roots.size() == 1) {
      return json(roots.getFirst(), "") + "\n";
    }
    return list(roots.stream().map(root -> json(root, "  ")), "") + "\n";
  }

  static String yaml(String text) {
    return roots(text).stream()
        .map(root -> new Serialize(YAML).serializeOne(node(root)))
        .map(events -> new Present(YAML).emitToString(events.iterator()))
        .collect(Collectors.joining("---\n"));
  }

  private static List<Entry> roots(String text) {
    Problems problems = new Problems();
    List<Entry> roots = Entry.read(text, problems);
    roots.forEach(Documents::line);
    if (!problems.found().isEmpty()) {
      throw new InvalidPlaybook(problems.found());
    }
    return roots;
  }

  // JSON ------------------------------------------------------------------------------------------

  private static String json(Entry entry, String indent) {
    String line = line(entry);
    String deeper = indent + "  ";
    if (line.length() <= SHORT || !entry.isMap() && !entry.isList()) {
      return line;
    }
    return entry.isMap()
        ? "{\n"
            + entry.values().stream()
                .map(value -> deeper + quoted(value.key()) + ": " + json(value, deeper))
                .collect(Collectors.joining(",\n"))
            + "\n"
            + indent
            + "}"
        : list(entry.items().stream().map(item -> json(item, deeper)), indent);
  }

  private static String list(Stream<String> items, String indent) {
    return items.collect(
        Collectors.joining(",\n" + indent + "  ", "[\n" + indent + "  ", "\n" + indent + "]"));
  }

  /** On one line. */
  private static String line(Entry entry) {
    if (entry.isMap()) {
      return entry.values().stream()
          .map(value -> quoted(value.key()) + ": " + line(value))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (entry.isList()) {
      return entry.items().stream()
          .map(Documents::line)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = entry.text();
    return entry.isLiteral() ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        default -> json.append(isPrintable(c) ? c : String.format("\\u%04x", (int) c));
      }
    }
    return json.append('"').toString();
  }

  /** Line separators other than {@code \n} end a line in YAML, and some readers refuse others. */
  private static boolean isPrintable(char c) {
    return c >= 0x20 && c < 0x7f
        || c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe;
  }

  // YAML ------------------------------------------------------------------------------------------

  private static Node node(Entry entry) {
    FlowStyle style = line(entry).length() <= SHORT ? FlowStyle.FLOW : FlowStyle.BLOCK;
    if (entry.isMap()) {
      return new MappingNode(
          Tag.MAP, entry.values().stream().map(Documents::tuple).toList(), style);
    }
    if (entry.isList()) {
      return new SequenceNode(Tag.SEQ, entry.items().stream().map(Documents::node).toList(), style);
    }
    return entry.isLiteral()
        ? new ScalarNode(literal(entry.text()), entry.text(), ScalarStyle.PLAIN)
        : text(entry.text());
  }

  private static NodeTuple tuple(Entry value) {
    return new NodeTuple(text(value.key()), node(value));
  }

  /** Quoted where it would be read as something else. */
  private static Node text(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
  }

  private static Tag literal(String text) {
    return YAML.getSchema().getScalarResolver().resolve(text, true);
  }
}
