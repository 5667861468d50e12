package io.trailmark.commandside.template;

import io.trailmark.commandside.liquid.Liquid;
import io.trailmark.segmentation.playbook.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of a template: between two lines {@code ---} what it is, one {@code name: value} a line;
 * then the body in Markdown; then, if there is a line {@code html:}, HTML of its own.
 */
final class TemplateText {
  private static final String FENCE = "---";
  private static final String HTML = "html:";
  private static final List<String> FIELDS = List.of("subject", "preheader", "channel");
  private static final Pattern FIELD = Pattern.compile("([A-Za-z_-]+)\\s*:(\\s*)(.*?)\\s*");

  private final String name;
  private final List<String> lines;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  /** A field's value and where it begins. */
  private record Field(String value, int line, int column) {}

  private TemplateText(String name, String text) {
    this.name = name;
    this.lines = text.replace("\r\n", "\n").replace('\r', '\n').lines().toList();
  }

  static Template read(String name, String text) {
    return new TemplateText(name, text).read();
  }

  private Template read() {
    int body = front();
    int html = lines.subList(body, lines.size()).indexOf(HTML);
    int end = html < 0 ? lines.size() : body + html;
    String markdown = text(body, end);
    if (markdown.isBlank()) {
      throw TemplateProblem.of(
          name, body + 1, 1, "the body is empty: it is what the text part is made of");
    }
    Field channel = fields.get("channel");
    if (channel != null && !Template.CHANNELS.contains(channel.value())) {
      throw problem(channel, "`channel` is email, sms or push");
    }
    return new Template(
        name,
        liquid(fields.get("subject")),
        liquid(fields.get("preheader")),
        channel == null ? null : channel.value(),
        liquid(markdown, body + 1, 1),
        html < 0 ? null : ownHtml(end + 1));
  }

  private @Nullable Liquid liquid(@Nullable Field field) {
    return field == null ? null : liquid(field.value(), field.line(), field.column());
  }

  private static Liquid liquid(String text, int line, int column) {
    return Liquid.parse(text, line, column, Vocabulary.FILTERS);
  }

  private Liquid ownHtml(int from) {
    String html = text(from, lines.size());
    OwnHtml.check(name, html, from + 1);
    return liquid(html, from + 1, 1);
  }

  private String text(int from, int to) {
    return String.join("\n", lines.subList(from, to)) + "\n";
  }

  /** The index of the body's first line. */
  private int front() {
    if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals(FENCE)) {
      throw TemplateProblem.of(
          name, 1, 1, "a template begins with a line `---`, its `subject:`, and a line `---`");
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.stripTrailing().equals(FENCE)) {
        return i + 1;
      }
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        field(line, i + 1);
      }
    }
    throw TemplateProblem.of(name, 1, 1, "the line `---` that ends the head is missing");
  }

  private void field(String line, int number) {
    Matcher field = FIELD.matcher(line);
    if (!field.matches()) {
      throw TemplateProblem.of(
          name, number, 1, "in the head every line is `name: value`, and a value is one line long");
    }
    String key = field.group(1);
    if (!FIELDS.contains(key)) {
      throw TemplateProblem.of(
          name,
          number,
          1,
          "`"
              + key
              + "` is not known in the head"
              + Spelling.nearest(key, FIELDS)
                  .map(meant -> ": `" + meant + "` was probably meant")
                  .orElse(": there are " + String.join(", ", new TreeSet<>(FIELDS))));
    }
    Field read = value(field.group(3), number, field.start(3) + 1);
    if (fields.putIfAbsent(key, read) != null) {
      throw problem(read, "`" + key + "` is there twice");
    }
    if (read.value().isBlank()) {
      throw problem(read, "`" + key + "` is empty");
    }
    if (read.value().length() > 1_000) {
      throw problem(read, "`" + key + "` has more than 1000 characters");
    }
  }

  /** As it is, or between quotes as in YAML. */
  private Field value(String written, int line, int column) {
    if (written.matches("[|>][-+0-9]*")) {
      throw TemplateProblem.of(name, line, column, "a value of the head is one line long");
    }
    char quote = written.isEmpty() ? 0 : written.charAt(0);
    boolean quoted =
        written.length() > 1
            && (quote == '"' || quote == '\'')
            && written.charAt(written.length() - 1) == quote;
    if (!quoted) {
      return new Field(written, line, column);
    }
    String inside = written.substring(1, written.length() - 1);
    if (quote == '\'') {
      return new Field(inside.replace("''", "'"), line, column + 1);
    }
    if (inside.matches(".*\\\\[^\"\\\\].*")) {
      throw TemplateProblem.of(
          name, line, column, "a value of the head is one line long, without `\\n` and the like");
    }
    return new Field(inside.replaceAll("\\\\([\"\\\\])", "$1"), line, column + 1);
  }

  private TemplateProblem problem(Field field, String problem) {
    return TemplateProblem.of(name, field.line(), field.column(), problem);
  }
}
