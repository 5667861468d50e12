package io.trailmark.commandside.liquid;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import liqp.TemplateParser;
import org.junit.jupiter.api.Test;

/**
 * Where nothing is missing and nothing is escaped, templates say what they say elsewhere. Left out:
 * where we follow Shopify and the other does not: {@code capitalize} makes the other letters small,
 * {@code truncatewords} counts no blanks before the first word, negative numbers are divided
 * downwards, and a loop over a range has an {@code else}.
 */
class LiquidAgainstLiqpTest {
  private static final int TEMPLATES = 5_000;
  private static final TemplateParser LIQP =
      new TemplateParser.Builder().withFlavor(liqp.parser.Flavor.LIQUID).build();

  private static final Map<String, Object> VALUES =
      Map.of(
          "name",
          "Ada Lovelace",
          "n",
          new BigDecimal("7"),
          "price",
          new BigDecimal("12.5"),
          "yes",
          true,
          "no",
          false,
          "words",
          List.of("pan", "Pot", "lid", "pan"),
          "none",
          List.of(),
          "things",
          List.of(
              Map.of("title", "pan", "price", new BigDecimal("3")),
              Map.of("title", "lid", "price", new BigDecimal("1"))));

  private static final List<String> TEXTS =
      List.of(
          "name", "'a-b-c'", "\" x  y \"", "words[1]", "words.first", "things[0].title", "'Ω é'");
  private static final List<String> NUMBERS = List.of("n", "3", "10", "words.size", "name.size");
  private static final List<String> LISTS = List.of("words", "none", "words");
  private static final List<String> OF_TEXT =
      List.of(
          "append: '!'",
          "prepend: name",
          "downcase",
          "upcase",
          "strip",
          "lstrip",
          "rstrip",
          "remove: 'a'",
          "remove_first: 'a'",
          "replace: 'a', 'b'",
          "replace_first: 'a', 'bb'",
          "truncate: 5",
          "truncate: 7, ''",
          "url_encode",
          "strip_html",
          "default: 'z'",
          "slice: 1, 3",
          "slice: -2, 2");
  private static final List<String> OF_NUMBER =
      List.of(
          "plus: 2",
          "minus: 1",
          "times: 3",
          "divided_by: 2",
          "modulo: 3",
          "abs",
          "at_least: 8",
          "at_most: 5",
          "ceil",
          "floor",
          "default: 1");
  private static final List<String> OF_LIST =
      List.of("reverse", "uniq", "sort", "sort_natural", "compact", "concat: words");
  private static final List<String> TO_TEXT =
      List.of("join: ', '", "join", "size", "first", "last");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static String ours(String template) {
    return Liquid.parse(template, 1, 1, Set.of())
        .render(
            VALUES,
            new Settings(
                text -> text,
                Map.of(),
                ZonedDateTime.of(2026, 3, 12, 9, 0, 0, 0, ZoneOffset.UTC),
                Locale.ENGLISH));
  }

  @Test
  void saysTheSame() {
    for (int i = 0; i < TEMPLATES; i++) {
      String template = block(3);
      assertThat(ours(template))
          .as("seed " + seed + ": " + template)
          .isEqualTo(LIQP.parse(template).render(VALUES));
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String block(int deep) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      text.append(node(deep));
    }
    return text.toString();
  }

  private String node(int deep) {
    return switch (random.nextInt(deep > 0 ? 10 : 4)) {
      case 0 -> one(List.of("text ", "\n a }} b %}", "{ x } ", " - \n"));
      case 1, 2, 3 -> open("{{") + " " + value() + " " + close("}}");
      case 4 ->
          tag("if " + condition(2))
              + block(deep - 1)
              + (random.nextBoolean() ? tag("elsif " + condition(1)) + block(deep - 1) : "")
              + (random.nextBoolean() ? tag("else") + block(deep - 1) : "")
              + tag("endif");
      case 5 -> tag("unless " + condition(1)) + block(deep - 1) + tag("endunless");
      case 6 -> loop(deep);
      case 7 -> tag("assign v = " + value()) + "[{{ v }}]";
      case 8 -> tag("capture c") + block(deep - 1) + tag("endcapture") + "<{{ c }}>";
      default ->
          tag("case " + one(TEXTS))
              + tag("when 'a-b-c', 'pan'")
              + block(deep - 1)
              + tag("when name or 'x'")
              + block(deep - 1)
              + tag("else")
              + block(deep - 1)
              + tag("endcase");
    };
  }

  private String loop(int deep) {
    String list = random.nextInt(3) == 0 ? "(1.." + random.nextInt(1, 4) + ")" : one(LISTS);
    return tag("for x in " + list + one(List.of("", " limit: 2", " offset: 1", " reversed")))
        + "{{ forloop.index }}{{ x }}"
        + (random.nextInt(4) == 0 ? tag("if x == 'lid'") + tag("break") + tag("endif") : "")
        + (random.nextInt(4) == 0 ? tag("continue") : "")
        + block(deep - 1)
        + (!list.startsWith("(") && random.nextBoolean() ? tag("else") + "nothing" : "")
        + tag("endfor");
  }

  private String tag(String inside) {
    return open("{%") + " " + inside + " " + close("%}");
  }

  private String open(String sign) {
    return random.nextInt(5) == 0 ? sign + "-" : sign;
  }

  private String close(String sign) {
    return random.nextInt(5) == 0 ? "-" + sign : sign;
  }

  private String value() {
    return switch (random.nextInt(3)) {
      case 0 -> filtered(one(TEXTS), OF_TEXT);
      case 1 -> filtered(one(NUMBERS), OF_NUMBER);
      default -> filtered("words", OF_LIST) + " | " + one(TO_TEXT);
    };
  }

  private String filtered(String value, List<String> filters) {
    StringBuilder text = new StringBuilder(value);
    for (int n = random.nextInt(3); n > 0; n--) {
      text.append(" | ").append(one(filters));
    }
    return text.toString();
  }

  private String condition(int deep) {
    if (deep > 1 && random.nextBoolean()) {
      return condition(1) + one(List.of(" and ", " or ")) + condition(deep - 1);
    }
    return switch (random.nextInt(5)) {
      case 0 -> one(List.of("yes", "no", "nothing", "words", "true"));
      case 1 ->
          one(NUMBERS) + one(List.of(" == ", " != ", " < ", " > ", " <= ", " >= ")) + one(NUMBERS);
      case 2 -> one(TEXTS) + one(List.of(" == ", " != ", " contains ")) + one(TEXTS);
      case 3 -> "words contains " + one(TEXTS);
      default -> one(List.of("none == empty", "words == empty", "nothing == nil", "name != blank"));
    };
  }
}
