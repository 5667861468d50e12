package io.trailmark.commandside.outbox;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import io.trailmark.eventstore.web.Texts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the outbox looks. */
final class OutboxHtml {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s</title>
      <style>
      :root { color-scheme: light dark; --paper: #f6f6f3; --card: #fff; --ink: #1d1f21; --soft: #5c6166; --edge: #dfdfd9;
        --act: #1f5fbf; }
      @media (prefers-color-scheme: dark) { :root { --paper: #16181a; --card: #1f2225; --ink: #eceded; --soft: #a4abb2;
        --edge: #33383d; --act: #7fb2ff; } }
      body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
      h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; text-wrap: balance; overflow-wrap: anywhere; }
      a { color: var(--act); }
      form { margin: 0 0 1.25rem; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
      input, button { font: inherit; padding: .375rem .625rem; border: 1px solid var(--edge); border-radius: .375rem;
        background: var(--card); color: var(--ink); }
      .table { overflow-x: auto; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); }
      table { border-collapse: collapse; width: 100%%; }
      th, td { text-align: left; padding: .5rem .75rem; border-top: 1px solid var(--edge); vertical-align: top; }
      thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: .875rem; }
      td.when { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
      td.what a { font-weight: 600; }
      small, dt { color: var(--soft); }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; }
      dd { margin: 0; overflow-wrap: anywhere; }
      iframe, pre { box-sizing: border-box; width: 100%%; border: 1px solid var(--edge); border-radius: .5rem; }
      iframe { height: 38rem; background: #fff; }
      pre { margin: 0; padding: 1rem; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere;
        font: .9375rem/1.55 ui-monospace, monospace; }
      h2 { font-size: 1.0625rem; margin: 1.5rem 0 .5rem; }
      .none, .more { color: var(--soft); }
      </style>
      </head>
      <body><main><h1>%1$s</h1>
      %2$s
      </main></body>
      </html>
      """;

  private OutboxHtml() {}

  static String page(String title, String html) {
    return PAGE.formatted(htmlEscape(title), html);
  }

  static String search(@Nullable String customer) {
    return "<form action=\"/outbox\"><label for=\"customer\">Customer</label><input id=\"customer\""
        + " name=\"customer\" maxlength=\"256\" value=\""
        + (customer == null ? "" : htmlEscape(customer))
        + "\"><button>Show</button></form>";
  }

  static String table(List<Outbox.Row> rows, Map<String, String> names) {
    StringBuilder html =
        new StringBuilder(
            "<div class=\"table\"><table><thead><tr><th>When"
                + "</th><th>Message</th><th>Customer</th><th>Sequence</th></tr></thead><tbody>");
    for (Outbox.Row row : rows) {
      html.append("<tr><td class=\"when\">")
          .append(when(row))
          .append("</td><td class=\"what\"><a href=\"/outbox/")
          .append(row.id())
          .append("\">")
          .append(htmlEscape(title(row)))
          .append("</a><br><small>")
          .append(htmlEscape(row.channel()))
          .append(row.address() == null ? "" : " to " + htmlEscape(row.address()))
          .append("</small></td><td>")
          .append(htmlEscape(names.getOrDefault(row.customer(), row.customer())))
          .append("</td><td>")
          .append(sequence(row))
          .append("</td></tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  static String message(Outbox.Row row, String name) {
    String html =
        "<p><a href=\"/outbox\">All messages</a></p><dl><dt>When</dt><dd>"
            + when(row)
            + "</dd><dt>Customer</dt><dd>"
            + htmlEscape(name)
            + "</dd><dt>To</dt><dd>"
            + (row.address() == null ? "no address is known" : htmlEscape(row.address()))
            + "</dd><dt>Template</dt><dd>"
            + htmlEscape(row.template())
            + " <small>"
            + htmlEscape(row.channel())
            + "</small></dd><dt>Sequence</dt><dd>"
            + sequence(row)
            + "</dd></dl>";
    String text = "<pre>" + htmlEscape(row.composed().text()) + "</pre>";
    return row.composed().html() == null
        ? html + text
        : html
            + "<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" title=\"The"
            + " message\" srcdoc=\""
            + htmlEscape(linksApart(row.composed().html()))
            + "\"></iframe><h2>As text</h2>"
            + text;
  }

  /** Links open in a page of their own. */
  private static String linksApart(String html) {
    return html.replaceFirst("(?i)<head[^>]*>", "$0<base target=\"_blank\">");
  }

  private static String title(Outbox.Row row) {
    if (!row.composed().subject().isBlank()) {
      return row.composed().subject();
    }
    String text = row.composed().text().strip();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private static String when(Outbox.Row row) {
    return Texts.instant(row.at()).substring(0, 16).replace('T', ' ');
  }

  private static String sequence(Outbox.Row row) {
    return row.test()
        ? "test"
        : htmlEscape(String.valueOf(row.sequence())) + " <small>step " + row.step() + "</small>";
  }
}
