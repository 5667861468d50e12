package io.trailmark.commandside.template;

import io.trailmark.commandside.liquid.Liquid;
import io.trailmark.commandside.liquid.LiquidProblem;
import io.trailmark.commandside.liquid.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A template as it was written, understood.
 *
 * @param preheader null: none
 * @param channel null: for all
 * @param html null: it is made of the body
 */
record Template(
    String name,
    @Nullable Liquid subject,
    @Nullable Liquid preheader,
    @Nullable String channel,
    Liquid body,
    @Nullable Liquid html) {

  /** What a template is called; playbooks name them so. */
  static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

  /** Bytes. */
  static final int LARGEST = 256 << 10;

  static final Set<String> CHANNELS = Set.of("email", "sms", "push");

  /**
   * Understands a text.
   *
   * @throws TemplateProblem the first that is wrong
   */
  static Template read(String name, String text) {
    try {
      return TemplateText.read(name, text);
    } catch (LiquidProblem e) {
      throw TemplateProblem.of(name, e);
    }
  }

  /** What it asks for that no message has, in order of the lines. */
  List<TemplateProblem> problems() {
    List<TemplateProblem> problems = new ArrayList<>();
    Map<String, Shape> known = Vocabulary.ALL;
    Stream.of(subject, preheader, body, html)
        .filter(part -> part != null)
        .flatMap(part -> part.problems(known).stream())
        .sorted(Comparator.comparingInt(LiquidProblem::line).thenComparing(LiquidProblem::column))
        .forEach(e -> problems.add(TemplateProblem.of(name, e)));
    return problems;
  }

  /**
   * Whether it can be sent so.
   *
   * @throws TemplateProblem otherwise
   */
  void mustBeFor(String wanted) {
    if (channel != null && !channel.equals(wanted)) {
      throw TemplateProblem.of(name, "it is for the channel " + channel + ", not " + wanted);
    }
    if (subject == null && wanted.equals("email")) {
      throw TemplateProblem.of(name, "an e-mail has a `subject:`");
    }
  }
}
