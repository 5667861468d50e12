package io.trailmark.commandside.link;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/** The pages that links of messages lead to: small, with nothing from elsewhere. */
final class LinkPages {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none';"
          + " base-uri 'none'";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex">
      <title>%1$s</title>
      <style>
      :root { color-scheme: light dark; --paper: #f6f6f3; --card: #fff; --ink: #1d1f21; --soft: #5c6166; --edge: #dfdfd9;
        --act: #1f5fbf; --on-act: #fff; }
      @media (prefers-color-scheme: dark) { :root { --paper: #16181a; --card: #1f2225; --ink: #eceded; --soft: #a4abb2;
        --edge: #33383d; --act: #7fb2ff; --on-act: #10161f; } }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
        font: 1.0625rem/1.55 system-ui, sans-serif; }
      main { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); padding: 2rem; background: var(--card);
        border: 1px solid var(--edge); border-radius: .75rem; }
      h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.3; text-wrap: balance; }
      p { margin: 0 0 1.25rem; color: var(--soft); overflow-wrap: anywhere; }
      p:last-child { margin: 0; }
      strong { color: var(--ink); }
      button { font: inherit; font-weight: 600; padding: .625rem 1.25rem; border: 0; border-radius: .5rem;
        background: var(--act); color: var(--on-act); cursor: pointer; }
      button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
      </style>
      </head>
      <body><main><h1>%1$s</h1>%2$s</main></body>
      </html>
      """;

  private LinkPages() {}

  /** Tells something. */
  static ResponseEntity<String> telling(int status, String title, String text) {
    return page(status, title, "<p>" + escaped(text) + "</p>");
  }

  /** Asks something; the button sends the same address as POST. */
  static ResponseEntity<String> asking(String title, String html, String button) {
    return page(
        200, title, html + "<form method=\"post\"><button>" + escaped(button) + "</button></form>");
  }

  static String escaped(String text) {
    return HtmlUtils.htmlEscape(text);
  }

  private static ResponseEntity<String> page(int status, String title, String html) {
    return withHeaders(ResponseEntity.status(HttpStatusCode.valueOf(status)))
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .header("Content-Security-Policy", POLICY)
        .body(PAGE.formatted(escaped(title), html));
  }

  /** Nothing of it is kept by anybody, and no other site learns the address. */
  static ResponseEntity.BodyBuilder withHeaders(ResponseEntity.BodyBuilder answer) {
    return answer
        .cacheControl(CacheControl.noStore())
        .header("Referrer-Policy", "same-origin")
        .header("X-Robots-Tag", "noindex")
        .header("X-Content-Type-Options", "nosniff");
  }
}
