package io.trailmark.commandside.template;

import io.trailmark.commandside.liquid.Escaped;
import io.trailmark.commandside.liquid.Liquid;
import io.trailmark.commandside.liquid.LiquidProblem;
import io.trailmark.commandside.liquid.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes one message of a template and of what is known of its reader. */
final class Writing {
  private static final Liquid LAYOUT = layout();
  private static final int LONGEST_SUBJECT = 250;
  private static final Set<String> NOT_TRACKED = Set.of("mailto", "tel", "sms");

  private final Template template;
  private final Map<String, Object> values;
  private final MessageLinks links;
  private final ZonedDateTime now;
  private final Locale locale;

  /** Addresses of the message's own, which lead where they should already. */
  private final Set<String> own = new HashSet<>();

  /**
   * @param values by the names of {@link Vocabulary}
   * @param now on the reader's clock
   */
  Writing(
      Template template,
      Map<String, Object> values,
      MessageLinks links,
      ZonedDateTime now,
      Locale locale) {
    this.template = template;
    this.values = new HashMap<>(values);
    this.links = links;
    this.now = now;
    this.locale = locale;
    String unsubscribe = links.unsubscribe();
    own.add(unsubscribe);
    this.values.put("unsubscribe_url", unsubscribe);
  }

  private static Liquid layout() {
    try (InputStream in = Writing.class.getResourceAsStream("/templates/layout.html")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Liquid.parse(text, 1, 1, Set.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The message.
   *
   * @throws TemplateProblem if something has no value
   */
  Composed write(String channel) {
    template.mustBeFor(channel);
    try {
      return channel.equals("email") ? mail() : shortMessage();
    } catch (LiquidProblem e) {
      throw TemplateProblem.of(template.name(), e);
    } catch (StackOverflowError e) {
      throw problem("it is nested too deep");
    }
  }

  private Composed shortMessage() {
    String subject = template.subject() == null ? "" : line(template.subject());
    return new Composed(subject, body().text().strip(), null);
  }

  private Markdown body() {
    return Markdown.read(render(template.body(), Escapes::markdown), this::address);
  }

  private Composed mail() {
    String subject = line(Objects.requireNonNull(template.subject()));
    if (subject.isEmpty()) {
      throw problem("the subject comes out empty");
    }
    Markdown body = body();
    String text = body.text().stripTrailing();
    if (text.isBlank()) {
      throw problem("the body comes out empty");
    }
    return new Composed(subject, text + "\n" + footer(text), html(subject, body));
  }

  /** What a mail must tell, but for what its author wrote already. */
  private String footer(String text) {
    StringBuilder footer = new StringBuilder("\n-- \n");
    footer.append(shop("name")).append('\n').append(shop("address")).append('\n');
    if (!text.contains(links.unsubscribe())) {
      footer.append("\nNo more mails like this: ").append(links.unsubscribe()).append('\n');
    }
    return footer.toString();
  }

  private String shop(String name) {
    return values.get("shop") instanceof Map<?, ?> shop
        ? Escapes.line(String.valueOf(shop.get(name)))
        : "";
  }

  private String html(String subject, Markdown body) {
    if (template.html() == null) {
      return laidOut(subject, body.html());
    }
    String html = OwnHtml.linked(render(template.html(), Escapes::html), this::address);
    if (!html.stripLeading().toLowerCase(Locale.ROOT).matches("(?s)(<!doctype|<html).*")) {
      return laidOut(subject, html);
    }
    if (!html.contains(Escapes.html(links.unsubscribe()))) {
      throw problem("HTML of its own, as a whole page, has a link to {{ unsubscribe_url }}");
    }
    return opened(html);
  }

  private String laidOut(String subject, String content) {
    Map<String, Object> page = new HashMap<>();
    page.put("content", new Escaped(content));
    page.put("subject", subject);
    page.put("language", locale.toLanguageTag());
    page.put("unsubscribe_url", links.unsubscribe());
    page.put("shop", shopLinked());
    if (template.preheader() != null) {
      page.put("preheader", line(template.preheader()));
    }
    if (links.open() instanceof String pixel) {
      page.put("open_url", pixel);
    }
    return LAYOUT.render(page, settings(Escapes::html));
  }

  private Map<String, Object> shopLinked() {
    Map<String, Object> shop = new HashMap<>();
    shop.put("name", shop("name"));
    shop.put("address", shop("address"));
    shop.put("url", address(shop("url")));
    return shop;
  }

  private String opened(String html) {
    if (!(links.open() instanceof String pixel)) {
      return html;
    }
    String image = "<img src=\"" + Escapes.html(pixel) + "\" width=\"1\" height=\"1\" alt=\"\">";
    int end = html.toLowerCase(Locale.ROOT).lastIndexOf("</body>");
    return end < 0 ? html + image : html.substring(0, end) + image + html.substring(end);
  }

  /** On one line whatever stands in it: it becomes a header. */
  private String line(Liquid liquid) {
    String line = Escapes.line(render(liquid, text -> text)).strip().replaceAll(" {2,}", " ");
    return line.length() <= LONGEST_SUBJECT
        ? line
        : line.substring(0, line.offsetByCodePoints(0, cut(line))) + "…";
  }

  private static int cut(String line) {
    return line.codePointCount(0, LONGEST_SUBJECT) - 1;
  }

  private String render(Liquid liquid, UnaryOperator<String> escape) {
    return liquid.render(values, settings(escape));
  }

  private Settings settings(UnaryOperator<String> escape) {
    return new Settings(escape, Map.of(Vocabulary.SURVEY, this::survey), now, locale);
  }

  private String survey(String answer) {
    if (!answer.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw problem("an answer to a survey is called as `too-expensive` is");
    }
    String url = links.survey(answer);
    own.add(url);
    return url;
  }

  private String address(String url) {
    if (own.contains(url)) {
      return url;
    }
    String scheme = scheme(url);
    if (scheme.equals("http") || scheme.equals("https")) {
      return links.click(url);
    }
    if (NOT_TRACKED.contains(scheme)) {
      return url;
    }
    throw problem("a link leads to an address that begins with https://, or to mailto: or tel:");
  }

  private static String scheme(@Nullable String url) {
    try {
      String scheme = new URI(String.valueOf(url)).getScheme();
      return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private TemplateProblem problem(String problem) {
    return TemplateProblem.of(template.name(), problem);
  }
}
