package io.trailmark.commandside.template;

import io.trailmark.commandside.liquid.Shape;
import io.trailmark.commandside.liquid.Shown;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Writes a message to somebody made up of whom everything is known: what fails then fails for
 * everybody.
 */
@Component
class Trial {
  private static final ZonedDateTime DAY =
      ZonedDateTime.of(2026, 3, 12, 9, 0, 0, 0, ZoneOffset.UTC);
  private static final Set<String> AMOUNTS = Set.of("amount", "price");
  private static final Set<String> DAYS = Set.of("at", "started_at", "date", "now");
  private static final Set<String> NUMBERS = Set.of("quantity", "count", "days_ahead");

  private final Shop shop;

  Trial(Shop shop) {
    this.shop = shop;
  }

  /**
   * Refuses what can be seen to be wrong.
   *
   * @throws TemplateProblems.Several with lines and columns
   */
  void check(Template template) {
    List<TemplateProblem> problems = template.problems();
    if (!problems.isEmpty()) {
      throw new TemplateProblems.Several(problems);
    }
  }

  /**
   * The same, and what fails once it is written.
   *
   * @throws TemplateProblem with its line where it has one
   */
  void pass(Template template) {
    check(template);
    String channel = template.channel() == null ? "email" : template.channel();
    if (template.channel() == null && template.subject() == null) {
      throw TemplateProblem.of(
          template.name(),
          1,
          1,
          "an e-mail has a `subject:`; for SMS or push, say so by `channel:`");
    }
    Anything traits = new Anything();
    try {
      new Writing(template, sample(traits), new NoLinks(), DAY, shop.language()).write(channel);
    } catch (TemplateProblem e) {
      // What a trait holds nobody knows: of some customers it may be right.
      if (!traits.asked) {
        throw e;
      }
    }
  }

  private static Map<String, Object> sample(Anything traits) {
    Map<String, Object> values = new HashMap<>();
    Vocabulary.ALL.forEach((name, shape) -> values.put(name, sample(name, shape, traits)));
    return values;
  }

  private static Object sample(String name, Shape shape, Anything traits) {
    return switch (shape) {
      case Shape.Fields fields -> {
        Map<String, Object> values = new HashMap<>();
        fields.fields().forEach((field, of) -> values.put(field, sample(field, of, traits)));
        yield values;
      }
      case Shape.Each each ->
          List.of(sample(name, each.of(), traits), sample(name, each.of(), traits));
      case Shape.Any any -> traits;
      case Shape.Plain plain -> plain(name);
    };
  }

  private static Object plain(String name) {
    if (AMOUNTS.contains(name)) {
      return new Shown(new BigDecimal("12.50"), "£12.50");
    }
    if (DAYS.contains(name)) {
      return new Shown(DAY, "12 March 2026");
    }
    if (NUMBERS.contains(name)) {
      return BigDecimal.TWO;
    }
    return name.contains("url") ? "https://shop.example.com" : "sample " + name;
  }

  /** A trait can be called anything. */
  private static final class Anything extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;
    private boolean asked;

    @Override
    public Object get(Object key) {
      asked = true;
      return "sample";
    }
  }
}
