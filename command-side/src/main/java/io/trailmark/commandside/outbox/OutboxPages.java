package io.trailmark.commandside.outbox;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import io.swagger.v3.oas.annotations.Hidden;
import io.trailmark.eventstore.Identities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriUtils;

/**
 * The outbox for the eye. What a message says is somebody else's HTML: it is shown in a frame in
 * which nothing runs, and from which nothing is loaded but its own images.
 */
@Hidden
@RestController
class OutboxPages {
  private static final int ON_PAGE = 50;
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  /** Links open in a page of their own; the pixel is not loaded: nobody has opened it. */
  private static final String MESSAGE_POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
          + " style-src 'unsafe-inline'; form-action 'none'; frame-ancestors"
          + " 'self'";

  private final Outbox outbox;
  private final OutboxEndpoint list;
  private final Identities identities;

  OutboxPages(Outbox outbox, OutboxEndpoint list, Identities identities) {
    this.outbox = outbox;
    this.list = list;
    this.identities = identities;
  }

  @GetMapping("/outbox")
  ResponseEntity<String> list(
      @RequestParam(required = false) @Nullable String customer,
      @RequestParam(required = false) @Nullable String after) {
    String who = customer == null || customer.isBlank() ? null : customer.strip();
    List<Outbox.Row> rows = list.list(who, after, ON_PAGE + 1);
    boolean more = rows.size() > ON_PAGE;
    List<Outbox.Row> shown = more ? rows.subList(0, ON_PAGE) : rows;
    Map<String, String> names =
        identities.sourceIdsOf(shown.stream().map(Outbox.Row::customer).toList());
    StringBuilder html = new StringBuilder(OutboxHtml.search(who));
    if (shown.isEmpty()) {
      html.append("<p class=\"none\">No message is here yet.</p>");
    } else {
      html.append(OutboxHtml.table(shown, names));
    }
    if (more) {
      html.append("<p class=\"more\"><a href=\"/outbox?after=")
          .append(shown.getLast().id())
          .append(who == null ? "" : "&amp;customer=" + encoded(who))
          .append("\">Older messages</a></p>");
    }
    return page(OutboxHtml.page("Outbox", html.toString()));
  }

  @GetMapping("/outbox/{id}")
  ResponseEntity<String> one(@PathVariable String id) {
    Outbox.Row row = find(id);
    String name =
        identities
            .sourceIdsOf(List.of(row.customer()))
            .getOrDefault(row.customer(), row.customer());
    return page(
        OutboxHtml.page(
            row.composed().subject().isEmpty() ? row.template() : row.composed().subject(),
            OutboxHtml.message(row, name)));
  }

  @GetMapping("/outbox/{id}/html")
  ResponseEntity<String> html(@PathVariable String id) {
    Outbox.Row row = find(id);
    String html = row.composed().html();
    if (html == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "This message has no HTML.");
    }
    return answer()
        .header("Content-Security-Policy", MESSAGE_POLICY)
        .body(html.replaceFirst("(?i)<head[^>]*>", "$0<base target=\"_blank\">"));
  }

  private Outbox.Row find(String id) {
    return (id.matches("[0-9]{1,18}")
            ? outbox.find(Long.parseLong(id))
            : Optional.<Outbox.Row>empty())
        .orElseThrow(
            () ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "No such message is in the outbox (any more): look at /outbox."));
  }

  private static ResponseEntity<String> page(String html) {
    return answer().header("Content-Security-Policy", PAGE_POLICY).body(html);
  }

  private static ResponseEntity.BodyBuilder answer() {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .cacheControl(CacheControl.noStore())
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff");
  }

  private static String encoded(String text) {
    return htmlEscape(UriUtils.encode(text, "UTF-8"));
  }
}
