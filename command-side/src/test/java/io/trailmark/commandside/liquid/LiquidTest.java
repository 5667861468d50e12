package io.trailmark.commandside.liquid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiquidTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 3, 5, 9, 7, 0, 0, ZoneId.of("Europe/London"));

  private static final Map<String, Shape> KNOWN =
      Map.of(
          "name", Shape.PLAIN,
          "nick", Shape.PLAIN,
          "cart",
              new Shape.Fields(
                  Map.of("items", Shape.each(new Shape.Fields(Map.of("title", Shape.PLAIN))))),
          "traits", Shape.ANY);

  private final Map<String, Object> values = new HashMap<>();

  LiquidTest() {
    values.put("name", "Ada <b>");
    values.put("cart", Map.of("items", List.of(Map.of("title", "pot"), Map.of("title", "pan"))));
    values.put("amount", new Shown(new BigDecimal("12.50"), "£12.50"));
    values.put("day", new Shown(NOW, "5 March 2026"));
    values.put("traits", Map.of());
  }

  private String render(String text) {
    return Liquid.parse(text, 1, 1, Set.of("shout"))
        .render(
            values,
            new Settings(
                value -> value.replace("<", "&lt;"),
                Map.of("shout", text1 -> text1 + "!"),
                NOW,
                Locale.ENGLISH));
  }

  private LiquidProblem problem(String text) {
    return catchThrowableOfType(LiquidProblem.class, () -> render(text));
  }

  private static List<String> unknown(String text) {
    return Liquid.parse(text, 1, 1, Set.of()).problems(KNOWN).stream()
        .map(LiquidProblem::getMessage)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          a {{ name }} b ~ a Ada &lt;b> b
          {{ 'x' | append: 'y' | upcase }} ~ XY
          {{ nothing | default: 'there' }} ~ there
          {{ nothing.at.all | upcase | default: 'there' }} ~ there
          {{ 'a,b,c' | split: ',' | reverse | join: '-' }} ~ c-b-a
          {{ cart.items | map: 'title' | join: ', ' }} ~ pot, pan
          {{ cart.items.size }}{{ cart.items[1].title }}{{ cart['items'].first.title }} ~ 2panpot
          {% for item in cart.items %}{{ forloop.index }}{{ item.title }}{% unless forloop.last %},{% endunless %}{% endfor %} ~ 1pot,2pan
          {% for i in (1..5) reversed limit: 3 %}{{ i }}{% endfor %} ~ 321
          {% for i in (1..9) %}{% if i == 3 %}{% continue %}{% elsif i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %} ~ 124
          {% for i in cart.nothing | default %}x{% endfor %} ~ *`for … in …` is followed
          {% if nothing %}x{% else %}y{% endif %} ~ y
          {% if name contains 'Ada' and amount > 12 %}x{% endif %} ~ x
          {% if nothing == blank or false %}x{% endif %} ~ x
          {% case name %}{% when 'x', 'y' %}1{% else %}2{% endcase %} ~ 2
          {% assign a = 'b' | append: 'c' %}{{ a }} ~ bc
          {% capture a %}<i>{{ name }}</i>{% endcapture %}{{ a }} ~ <i>Ada &lt;b></i>
          {% raw %}{{ name }}{% endraw %} ~ {{ name }}
          a{% comment %} {{ what? }} it's {% endcomment %}b{% # so %}c ~ abc
          {% for i in (1..3) %}{% cycle 'a', 'b' %}{% endfor %} ~ aba
          {{ amount }} {{ amount | times: 2 }} ~ £12.50 25.00
          {{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | modulo: 3 }} {{ 2.5 | round }} ~ 3 3.5 2 3
          {{ day }} {{ day | date: '%-d.%-m.%y %A %H:%M %p' }} ~ 5 March 2026 5.3.26 Thursday 09:07 AM
          {{ 'now' | date: '%Y' }} {{ '2026-12-24' | date: '%e %b' }} ~ 2026 24 Dec
          {{ 'Ada Lovelace' | truncate: 6 }} {{ 'a b c' | truncatewords: 2 }} ~ Ada... a b...
          {{ 'x' | shout }} ~ x!
          a  {{- 'b' -}}  c ~ abc
          {{ "}}" }} ~ }}
          """)
  void writes(String template, String written) {
    if (written.startsWith("*")) {
      assertThat(problem(template)).hasMessageContaining(written.substring(1));
    } else {
      assertThat(render(template)).isEqualTo(written);
    }
  }

  @Test
  void refusesWhatHasNoValueAndTellsWhere() {
    LiquidProblem problem = problem("Hello\n  {{ customer.name | upcase }}");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(6);
    assertThat(problem.variable()).isEqualTo("customer.name");
    assertThat(problem("{{ 'x' | append: nick }}").variable()).isEqualTo("nick");
    assertThat(problem("{% assign x = nick %}").variable()).isEqualTo("nick");
    assertThat(problem("{% for x in nick %}{% endfor %}").variable()).isEqualTo("nick");
    assertThat(problem("{{ cart.items[7].title }}").variable()).isEqualTo("cart.items[…].title");
    assertThat(problem("{{ nick | default: nock }}").variable()).isEqualTo("nock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          {{ name ~ line 1, column 1: `{{` is never closed by `}}`
          {{ 'name }} ~ line 1, column 1: a quote after this `{{` is never closed
          {{ name {{ nick }} ~ line 1, column 1: `{{` is never closed
          {% if name %}x ~ line 1, column 4: `if` is never closed by `endif`
          {% if name %}{% for x in y %}{% endif %} ~ line 1, column 33: `endif` closes nothing
          {% endif %} ~ line 1, column 4: `endif` closes nothing
          {% fro x in y %} ~ line 1, column 4: `fro` is not the name of a tag: `for` was probably meant
          {{ name | upcsae }} ~ line 1, column 11: `upcsae` is not the name of a filter: `upcase` was probably meant
          {{ name | append }} ~ line 1, column 11: `append` takes 1 value after it
          {{ name | upcase: 1 }} ~ line 1, column 11: `upcase` takes no values after it
          {{ name | append: x: 1 }} ~ `append` takes nothing of the name `x`
          {{ }} ~ line 1, column 4: a value is expected
          {{ name nick }} ~ line 1, column 9: nothing more is expected here, but there is `nick`
          {{ name & nick }} ~ line 1, column 9: `&` means nothing in an expression
          {% if name = nick %}{% endif %} ~ line 1, column 12: `==` compares, `=` does not
          {% include 'secrets' %} ~ line 1, column 4: `include` is not for messages
          {% render '/etc/passwd' %} ~ line 1, column 4: `render` is not for messages
          {% break %} ~ line 1, column 4: `break` stands in a `for`
          {% raw %}x ~ line 1, column 1: `raw` is never closed
          {{ 1 | divided_by: 0 }} ~ line 1, column 8: nothing can be divided by 0
          {{ 'x' | plus: 1 }} ~ line 1, column 10: a number is expected
          {{ 'x' | date: '%Y' }} ~ line 1, column 10: `date` is for days
          {{ 'now' | date: '%Q' }} ~ line 1, column 12: `%Q` is not known
          """)
  void tellsWhereItIsWrong(String template, String problem) {
    assertThat(problem(template)).hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          {{ nmae }} ~ line 1, column 4: `nmae` is not known: `name` was probably meant
          {{ cart.itmes.size }} ~ line 1, column 9: `itmes` is not known in `cart`: `items` was probably meant
          {% for x in cart.items %}{{ x.titel }}{% endfor %} ~ `titel` is not known in `x`: `title` was probably meant
          {{ cart.items[0].titel }} ~ `titel` is not known in `cart.items[…]`
          {{ cart.items.titles }} ~ `cart.items` is a list
          {{ name.first }} ~ `name` is one value
          {{ cart }} ~ these are several values: name one of items
          {{ cart.items }} ~ this is a list
          {% for x in name %}{% endfor %} ~ `for` goes through a list
          {% if 1 == 2 %}{% assign y = nmae %}{% endif %} ~ `nmae` is not known
          {{ x | default: 1 }} ~ line 1, column 4: `x` is not known: there are cart, name, nick, traits
          """)
  void findsWhatCannotBeBeforeThereAreValues(String template, String problem) {
    assertThat(unknown(template)).singleElement().asString().contains(problem);
  }

  @Test
  void findsNothingWhereAllIsKnown() {
    assertThat(
            unknown(
                "{% assign x = cart.items | first %}{{ x.title }}{{ traits.any.thing }}"
                    + "{% for i in (1..3) %}{{ i }}{{ forloop.index }}{% endfor %}"
                    + "{% capture c %}{{ name }}{% endcapture %}{{ c }}{{ name | size }}"
                    + "{{ cart.items | map: 'title' | join }}{{ cart.items.size }}"))
        .isEmpty();
  }

  @Test
  void countsLinesFromWhereTheTextBegins() {
    LiquidProblem problem =
        catchThrowableOfType(LiquidProblem.class, () -> Liquid.parse("x {{ y", 7, 10, Set.of()));
    assertThat(problem).hasMessageStartingWith("line 7, column 12: ");
  }

  /** Each would take for ever, or all memory. */
  @ParameterizedTest
  @Timeout(10)
  @ValueSource(
      strings = {
        "{% for i in (1..9999999999) %}x{% endfor %}",
        "{% for i in (1..9999) %}{% for k in (1..9999) %}x{% endfor %}{% endfor %}",
        "{% assign x = 'xxxxxxxxxx' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor"
            + " %}",
        "{% assign x = 'xxxxxxxxxx' %}{% for i in (1..99) %}{% capture x %}{{ x }}{{ x }}"
            + "{% endcapture %}{% endfor %}",
        "{% assign x = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign x = x | concat: x %}"
            + "{% endfor %}",
        "{% assign x = 'aaaaaaaa' %}{% for i in (1..9) %}{% assign x = x | replace: 'a', x %}"
            + "{% endfor %}",
        "{% assign x = 9 %}{% for i in (1..9999) %}{% assign x = x | times: x %}{{ x }}{% endfor"
            + " %}",
        "{{ 1.5 | round: 2000000000 }}{% for i in (1..10000) %}{{"
            + " 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'"
            + " }}{% endfor %}",
      })
  void comesToAnEnd(String template) {
    long start = System.nanoTime();
    LiquidProblem problem = problem(template);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(problem == null || problem.line() == 1).isTrue();
  }

  @Test
  void refusesWhatIsNestedDeeperThanAnybodyWrites() {
    assertThat(problem("{% if name %}".repeat(10_000))).hasMessageContaining("nested deeper");
    assertThat(problem("{{ a" + "[b".repeat(10_000) + "]".repeat(10_000) + " }}"))
        .hasMessageContaining("too long to be understood");
    assertThat(problem("{% if a" + " and a".repeat(10_000) + " %}{% endif %}"))
        .hasMessageContaining("too long to be understood");
  }

  @Test
  void putsNoValueIntoProblems() {
    values.put("name", "Secret Person");
    for (String template :
        List.of(
            "{{ name | plus: 1 }}",
            "{{ name | date: '%Y' }}",
            "{% for i in (name..2) %}{% endfor %}")) {
      assertThatThrownBy(() -> render(template)).hasMessageNotContaining("Secret");
    }
  }
}
