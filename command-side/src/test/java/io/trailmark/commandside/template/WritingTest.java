package io.trailmark.commandside.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WritingTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 3, 12, 9, 0, 0, 0, ZoneOffset.UTC);

  private final List<String> clicked = new ArrayList<>();
  private final Map<String, Object> customer = new HashMap<>();
  private @Nullable String pixel = "https://t.example.invalid/o/1";

  private final MessageLinks links =
      new MessageLinks() {
        @Override
        public String unsubscribe() {
          return "https://t.example.invalid/u/1?a=b&c=d";
        }

        @Override
        public String survey(String answer) {
          return "https://t.example.invalid/s/" + answer;
        }

        @Override
        public String click(String url) {
          clicked.add(url);
          return "https://t.example.invalid/c/" + clicked.size();
        }

        @Override
        public @Nullable String open() {
          return pixel;
        }
      };

  private Composed write(String channel, String text) {
    Map<String, Object> values = new HashMap<>();
    values.put("customer", customer);
    values.put(
        "shop",
        Map.of(
            "name", "Pots & Pans",
            "url", "https://shop.example.invalid",
            "address", "1 High Street, Ambleside",
            "coupon", "TEN-OFF"));
    return new Writing(Template.read("sample", text), values, links, NOW, Locale.UK).write(channel);
  }

  private Composed mail(String subject, String body) {
    return write("email", "---\nsubject: " + subject + "\n---\n" + body);
  }

  private Composed mail(String body) {
    return mail("Hello", body);
  }

  private static String html(Composed composed) {
    return String.valueOf(composed.html());
  }

  @Test
  void makesBothPartsOfOneBody() {
    customer.put("first_name", "Ada");
    Composed mail =
        mail(
            "{{ customer.first_name }}, hello",
            """
            # Good morning

            Dear **{{ customer.first_name }}**, look [at this](https://shop.example.invalid/a?b=c&d=e) and

            - one
            - two

            [**Back to it**](https://shop.example.invalid/x)
            """);

    assertThat(mail.subject()).isEqualTo("Ada, hello");
    assertThat(mail.text())
        .isEqualTo(
            """
            Good morning

            Dear Ada, look at this (https://t.example.invalid/c/1) and

            - one
            - two

            Back to it: https://t.example.invalid/c/2

            --\s
            Pots & Pans
            1 High Street, Ambleside

            No more mails like this: https://t.example.invalid/u/1?a=b&c=d
            """);
    assertThat(html(mail))
        .contains("<strong>Ada</strong>")
        .contains("href=\"https://t.example.invalid/c/1\"")
        .contains("class=\"button\"")
        .contains("Pots &amp; Pans · 1 High Street, Ambleside")
        .contains("href=\"https://t.example.invalid/u/1?a=b&amp;c=d\"")
        .contains("<img src=\"https://t.example.invalid/o/1\"")
        .contains("prefers-color-scheme: dark");
    assertThat(clicked)
        .containsExactly(
            "https://shop.example.invalid/a?b=c&d=e",
            "https://shop.example.invalid/x",
            "https://shop.example.invalid");
  }

  @Test
  void loadsNothingWhereOpensAreNotTold() {
    pixel = null;
    assertThat(html(mail("Hello"))).doesNotContain("<img");
  }

  /** What a customer is called is text, whatever it looks like. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<b>bold</b>",
        "**bold** _it_ `code`",
        "[click](https://evil.example.invalid)",
        "![x](https://evil.example.invalid/x.png)",
        "<https://evil.example.invalid>",
        "{{ shop.coupon }} {% if %}",
        "# Title",
        "- item",
        "1. item",
        "> quote",
        "&lt;b&gt; &amp; &#60;",
        "\"quoted\" 'single'",
        "a \\* b \\",
        "+ a * b _ c ~ d | e",
        "]( ) [",
      })
  void putsNamesAsTheyAre(String name) {
    customer.put("name", name);
    String body = "{{ customer.name }} is here, {{ customer.name }}.";
    Composed mail = mail("Dear {{ customer.name }}", body);

    String shown = name.replaceAll(" +", " ");
    assertThat(mail.subject()).isEqualTo("Dear " + shown);
    assertThat(mail.text().replace('\n', ' ')).startsWith(shown + " is here, " + shown + ".");
    assertThat(html(mail))
        .contains(
            "<p class=\"text\" style=\"margin:0 0 16px;"
                + Markdown.TEXT
                + "\">"
                + org.springframework.web.util.HtmlUtils.htmlEscape(shown).replace("&#39;", "'")
                + " is here, ");
    assertThat(clicked).containsExactly("https://shop.example.invalid");
  }

  @Test
  void keepsValuesOfItsOwnHtmlInTheirPlaces() {
    customer.put("name", "\"><script>x</script>' onload='");
    Composed mail =
        write(
            "email",
            """
            ---
            subject: Hello
            ---
            Dear {{ customer.name }}
            html:
            <p title="{{ customer.name }}">Dear {{ customer.name }}</p>
            <a class='x' href='https://shop.example.invalid/?q={{ customer.name | url_encode }}'>look</a>
            """);

    assertThat(html(mail))
        .contains(
            "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39; onload=&#39;\">Dear"
                + " &quot;&gt;")
        .doesNotContain("<script")
        .contains("<a class='x' href=\"https://t.example.invalid/c/1\">look</a>");
    assertThat(mail.text()).startsWith("Dear \"><script>");
    assertThat(clicked.getFirst())
        .isEqualTo(
            "https://shop.example.invalid/?q=%22%3E%3Cscript%3Ex%3C%2Fscript%3E%27+onload%3D%27");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r\nBcc: all@example.invalid", "\n\nbody", "\u2028x", "\u0085x", "\u0000x"})
  void letsNoValueBreakTheSubject(String more) {
    customer.put("name", "Ada" + more);
    Composed mail = mail("Dear {{ customer.name }}", "Hello {{ customer.name }}");
    assertThat(mail.subject())
        .startsWith("Dear Ada")
        .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029\\u0085]");
    assertThat(mail.text().lines().findFirst()).hasValueSatisfying(l -> l.startsWith("Hello Ada"));
    assertThat(html(mail)).doesNotContain("\u2028").doesNotContain("\u0000");
  }

  /** Whatever the values are, the page stays as its author made it. */
  @Test
  void keepsThePageWhateverTheValuesAre() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "<>[]()!*_`#-+.\\\"'&;{}%|~=:/ \n\t\ra1é😀\u202e\u0000";
    customer.put("name", "x");
    String structure = structure(mail("{{ customer.name }} - {{ customer.name }}"));
    for (int i = 0; i < 2_000; i++) {
      StringBuilder name = new StringBuilder();
      int[] points = letters.codePoints().toArray();
      for (int k = random.nextInt(1, 20); k > 0; k--) {
        name.appendCodePoint(points[random.nextInt(points.length)]);
      }
      if (!Escapes.isSeen(name.toString())) {
        continue;
      }
      customer.put("name", name.toString());
      Composed mail = mail("a {{ customer.name }}", "{{ customer.name }} - {{ customer.name }}");
      assertThat(structure(mail)).as("seed " + seed).isEqualTo(structure);
      assertThat(mail.subject()).as("seed " + seed).doesNotContainPattern("[\\p{Cntrl}]");
    }
  }

  /** The tags, without what stands between them. */
  private static String structure(Composed mail) {
    String body = html(mail).substring(html(mail).indexOf("<body"));
    return body.replaceAll("(?s)>[^<]*<", "><").replaceAll("/c/\\d+", "/c/n");
  }

  @Test
  void leavesSurveysAndUnsubscribingToTheirOwnAddresses() {
    Composed mail =
        mail(
            """
            - [Too dear]({{ 'too-expensive' | survey }})
            - [Leave]({{ unsubscribe_url }})
            """);
    assertThat(mail.text())
        .contains("- Too dear: https://t.example.invalid/s/too-expensive\n")
        .contains("- Leave: https://t.example.invalid/u/1?a=b&c=d\n")
        .doesNotContain("No more mails");
    assertThat(html(mail)).contains("href=\"https://t.example.invalid/s/too-expensive\"");
    assertThat(clicked).containsExactly("https://shop.example.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "/cart",
        "shop",
        "JAVASCRIPT:x",
        "vbscript:x",
        ""
      })
  void leadsNowhereButToTheWeb(String url) {
    customer.put("traits", Map.of("site", url));
    TemplateProblem problem =
        catchThrowableOfType(TemplateProblem.class, () -> mail("[x]({{ customer.traits.site }})"));
    assertThat(problem).hasMessageContaining("a link leads to an address that begins with https");
  }

  @Test
  void writesShortMessagesAsTextAlone() {
    customer.put("first_name", "Ada");
    Composed sms =
        write(
            "sms",
            "---\n"
                + "channel: sms\n"
                + "---\n"
                + "{{ customer.first_name }}, *your* [cart](https://shop.example.invalid/c)"
                + " waits.\n");
    assertThat(sms)
        .isEqualTo(new Composed("", "Ada, your cart (https://t.example.invalid/c/1) waits.", null));
  }

  @Test
  void refusesAnotherChannelThanItsOwn() {
    assertThat(
            catchThrowableOfType(
                TemplateProblem.class, () -> write("email", "---\nchannel: sms\n---\nHello\n")))
        .hasMessage("template sample: it is for the channel sms, not email");
  }

  @Test
  void namesTemplateLineAndVariableOfWhatIsMissing() {
    customer.put("name", "Secret Person");
    TemplateProblem problem =
        catchThrowableOfType(
            TemplateProblem.class,
            () -> mail("Dear {{ customer.name }},\n\nby {{ customer.phone }}\n"));
    assertThat(problem.template()).isEqualTo("sample");
    assertThat(problem.line()).isEqualTo(6);
    assertThat(problem.variable()).isEqualTo("customer.phone");
    assertThat(problem)
        .hasMessageStartingWith("template sample, line 6: `customer.phone` has no value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          Hello ~ 1 ~ a template begins with a line `---`
          ---|subject: x ~ 1 ~ the line `---` that ends the head is missing
          ---|sbject: x|---|b ~ 2 ~ `sbject` is not known in the head: `subject` was probably meant
          ---|subject: x|subject: y|---|b ~ 3 ~ `subject` is there twice
          ---|subject:|---|b ~ 2 ~ `subject` is empty
          ---|subject: \\||  Hello|---|b ~ 2 ~ a value of the head is one line long
          ---|subject: Hello|  and more|---|b ~ 3 ~ in the head every line is `name: value`
          ---|subject: "a\\nBcc: x"|---|b ~ 2 ~ a value of the head is one line long
          ---|subject: x|channel: fax|---|b ~ 3 ~ `channel` is email, sms or push
          ---|subject: x|---| ~ 4 ~ the body is empty
          ---|subject: {{ x |---|b ~ 2 ~ `{{` is never closed
          ---|subject: x|---|b|{% if x %} ~ 5 ~ `if` is never closed
          ---|subject: x|---|b|html:|<p>|<script>x</script> ~ 7 ~ `<script` is not for mails
          ---|subject: x|---|b|html:|<a href={{ shop.url }}> ~ 6 ~ is followed by a value without quotes
          ---|subject: x|---|b|html:|<p>{{ shop.nmae } ~ 6 ~ `{{` is never closed
          """)
  void refusesFormsWithTheirLine(String text, int line, String problem) {
    String written = text.replace("\\|", "\u0001").replace('|', '\n').replace('\u0001', '|');
    TemplateProblem refused =
        catchThrowableOfType(TemplateProblem.class, () -> Template.read("sample", written));
    assertThat(refused).hasMessageContaining(problem);
    assertThat(refused.line()).isEqualTo(line);
  }

  @Test
  void readsHeadsAsYamlWouldBeRead() {
    customer.put("name", "Ada");
    assertThat(mail("\"Say \\\"hello\\\": {{ customer.name }}\"", "b").subject())
        .isEqualTo("Say \"hello\": Ada");
    assertThat(mail("'It''s {{ customer.name }}'", "b").subject()).isEqualTo("It's Ada");
    assertThat(mail("{{ customer.nick | default: \"friend\" }}: hello", "b").subject())
        .isEqualTo("friend: hello");
  }

  @Test
  void wrapsTextAndBreaksNoAddress() {
    String url = "https://shop.example.invalid/" + "x".repeat(200);
    Composed mail = mail("word ".repeat(60) + "\n\n> " + "word ".repeat(30));
    assertThat(mail.text().lines()).allMatch(line -> line.length() <= 76);
    assertThat(mail.text()).contains("\n> word");
    assertThat(PlainTextOf.body("see " + url + " now")).contains(url);
  }

  private static final class PlainTextOf {
    static String body(String text) {
      return Markdown.read(text, url -> url).text();
    }
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    TemplateProblem problem =
        catchThrowableOfType(
            TemplateProblem.class, () -> mail("> ".repeat(60_000) + "x\n" + "[".repeat(60_000)));
    if (problem != null) {
      assertThat(problem).hasMessageContaining("nested too deep");
    }
  }
}
