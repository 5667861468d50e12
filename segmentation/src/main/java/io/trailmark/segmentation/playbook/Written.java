package io.trailmark.segmentation.playbook;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A valid playbook's text, part by part: each on one line, without comments and layout, so that
 * what is only laid out otherwise is the same. It knows no grammar beyond where segments and
 * sequences stand.
 *
 * @param settings all other parts by name: zone, currency, guards, …
 * @param segments by id, in order of priority, each with its fields
 * @param sequences by id, each with its fields
 */
record Written(
    Map<String, String> settings,
    Map<String, Map<String, String>> segments,
    Map<String, Map<String, String>> sequences) {
  private static final Pattern UNCLEAR = Pattern.compile("[,:#\"\\[\\]{}\n]|^\\s|\\s$");

  static Written of(String yaml) {
    Written written =
        new Written(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    Map<String, Map<String, Node>> documents = documents(yaml);
    Map<String, Node> root = documents.values().iterator().next();
    written.collect(root, documents);
    root.forEach(
        (key, node) -> {
          if (!key.equals("segments") && !key.equals("sequences")) {
            written.settings.put(key, line(node));
          }
        });
    return written;
  }

  private static Map<String, Map<String, Node>> documents(String yaml) {
    Map<String, Map<String, Node>> documents = new LinkedHashMap<>();
    for (Node root : Entry.documents(yaml)) {
      Map<String, Node> fields = fields(root);
      documents.put(line(fields.getOrDefault("playbook", root)), fields);
    }
    return documents;
  }

  private void collect(Map<String, Node> document, Map<String, Map<String, Node>> documents) {
    if (document.get("segments") instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        Map<String, Node> segment = fields(item);
        Node include = segment.get("include");
        if (include != null) {
          collect(included(line(include), documents), documents);
        } else {
          segments.put(line(segment.getOrDefault("id", item)), lines(segment));
        }
      }
    }
    Node spoken = document.get("sequences");
    if (spoken != null) {
      fields(spoken).forEach((id, node) -> sequences.put(id, lines(fields(node))));
    }
  }

  private static Map<String, Node> included(String name, Map<String, Map<String, Node>> documents) {
    Map<String, Node> own = documents.get(name);
    return own != null ? own : documents(Playbook.shipped(name)).values().iterator().next();
  }

  private static Map<String, Node> fields(Node node) {
    Map<String, Node> fields = new LinkedHashMap<>();
    if (node instanceof AnchorNode anchor) {
      return fields(anchor.getRealNode());
    }
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        fields.put(line(tuple.getKeyNode()), tuple.getValueNode());
      }
    }
    return fields;
  }

  private static Map<String, String> lines(Map<String, Node> fields) {
    Map<String, String> lines = new HashMap<>();
    fields.forEach((key, node) -> lines.put(key, line(node)));
    return lines;
  }

  private static String line(Node node) {
    return switch (node) {
      case AnchorNode anchor -> line(anchor.getRealNode());
      case MappingNode map ->
          map.getValue().stream()
              .map(tuple -> line(tuple.getKeyNode()) + ": " + line(tuple.getValueNode()))
              .collect(Collectors.joining(", ", "{ ", " }"));
      case SequenceNode list ->
          list.getValue().stream().map(Written::line).collect(Collectors.joining(", ", "[", "]"));
      // In quotes where it would not be clear otherwise, however it is written: JSON quotes more.
      case ScalarNode scalar ->
          UNCLEAR.matcher(scalar.getValue()).find()
              ? "\"" + scalar.getValue() + "\""
              : scalar.getValue();
      default -> node.toString();
    };
  }
}
