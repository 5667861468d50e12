package io.trailmark.commandside.template;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML that a template brings itself. */
final class OwnHtml {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "<\\s*(script|iframe|object|embed|form|base|meta\\s+http-equiv)\\b" + "|\\son[a-z]+\\s*=",
          Pattern.CASE_INSENSITIVE);

  /** Whole comments, tags up to what is odd about them, and quoted values, one after the other. */
  private static final Pattern UNQUOTED =
      Pattern.compile(
          "<!--.*?-->|<[a-z/](?:[^>\"'=]++|=\\s*+(?:\"[^\"]*+\"|'[^']*+'))*+(=?)", FLAGS);

  private static final Pattern LINK =
      Pattern.compile(
          "(<(?:a|area)\\b[^>]*?\\bhref\\s*=\\s*)(?:\"([^\"]*)\"|'([^']*)')",
          Pattern.CASE_INSENSITIVE);

  private OwnHtml() {}

  /**
   * Refuses what mail programs take out, and attributes that a value could leave.
   *
   * @param line of its first line
   * @throws TemplateProblem naming the line
   */
  static void check(String template, String html, int line) {
    Matcher forbidden = FORBIDDEN.matcher(html);
    if (forbidden.find()) {
      throw problem(
          template,
          html,
          line,
          forbidden.start(),
          "`" + forbidden.group().strip() + "` is not for mails: mail programs take it out");
    }
    Matcher tag = UNQUOTED.matcher(html);
    while (tag.find()) {
      if ("=".equals(tag.group(1))) {
        throw problem(
            template,
            html,
            line,
            tag.start(1),
            "`=` is followed by a value without quotes: write the attribute as name=\"…\"");
      }
    }
  }

  private static TemplateProblem problem(
      String template, String html, int line, int at, String problem) {
    String before = html.substring(0, at);
    return TemplateProblem.of(
        template,
        line + (int) before.chars().filter(c -> c == '\n').count(),
        before.length() - before.lastIndexOf('\n'),
        problem);
  }

  /** The same with other addresses. */
  static String linked(String html, UnaryOperator<String> address) {
    return LINK.matcher(html)
        .replaceAll(
            link -> {
              String url = link.group(2) == null ? link.group(3) : link.group(2);
              return Matcher.quoteReplacement(
                  link.group(1) + '"' + Escapes.html(address.apply(unescaped(url))) + '"');
            });
  }

  private static String unescaped(String url) {
    return url.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .strip();
  }
}
