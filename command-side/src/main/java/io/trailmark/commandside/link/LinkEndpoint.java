package io.trailmark.commandside.link;

import io.swagger.v3.oas.annotations.Hidden;
import io.trailmark.commandside.contact.Unsubscribing;
import io.trailmark.commandside.recording.Observed;
import io.trailmark.commandside.recording.Observed.Came;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the links of messages lead to. They are opened by whoever got the message, and by programs
 * that look at mail: opening one (GET, HEAD) takes no consent back and gives no answer, it shows a
 * page that asks. Only POST does something, which mail programs send for their one-click button
 * (RFC 8058).
 */
@Hidden
@RestController
class LinkEndpoint {
  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
  private static final String TRIAL = "This was a test message: nothing was changed.";

  private final LinkTokens tokens;
  private final LinkLimits limits;
  private final LinkSettings settings;
  private final Unsubscribing unsubscribing;
  private final Observed observed;

  LinkEndpoint(
      LinkTokens tokens,
      LinkLimits limits,
      LinkSettings settings,
      Unsubscribing unsubscribing,
      Observed observed) {
    this.tokens = tokens;
    this.limits = limits;
    this.settings = settings;
    this.unsubscribing = unsubscribing;
    this.observed = observed;
  }

  /** A page with a button. */
  @GetMapping("/u/{token}")
  ResponseEntity<String> askToUnsubscribe(HttpServletRequest request, @PathVariable String token) {
    return read(
        request,
        Link.Kind.UNSUBSCRIBE,
        token,
        link ->
            LinkPages.asking(
                "Unsubscribe?",
                "<p>You will get no more " + messages(link.channel()) + " like this one.</p>",
                "Unsubscribe"));
  }

  /** Takes the consent back; whatever the body says, also nothing. */
  @PostMapping("/u/{token}")
  ResponseEntity<String> unsubscribe(HttpServletRequest request, @PathVariable String token) {
    return read(request, Link.Kind.UNSUBSCRIBE, token, this::unsubscribed);
  }

  private ResponseEntity<String> unsubscribed(Link link) {
    if (link.isTrial()) {
      return LinkPages.telling(200, "Nothing changed", TRIAL);
    }
    return unsubscribing.unsubscribe(link.customer(), link.channel())
        ? LinkPages.telling(
            200,
            "You are unsubscribed",
            "You will get no more " + messages(link.channel()) + " like this one.")
        : LinkPages.telling(
            200, "Nothing left to do", "We no longer know this address, and send nothing to it.");
  }

  /** Leads on, to an address that was signed for this message. */
  @GetMapping("/c/{token}")
  ResponseEntity<String> click(HttpServletRequest request, @PathVariable String token) {
    return read(
        request,
        Link.Kind.CLICK,
        token,
        link -> {
          note(request, link, "message_clicked", "click\n" + link.message() + "\n" + link.detail());
          return LinkPages.withHeaders(ResponseEntity.status(302))
              .location(URI.create(link.detail()))
              .<String>build();
        });
  }

  /** An image of one pixel that cannot be seen. */
  @GetMapping("/o/{token}")
  ResponseEntity<byte[]> open(HttpServletRequest request, @PathVariable String token) {
    Optional<Link> link =
        limits.allows(token) ? tokens.read(Link.Kind.OPEN, token) : Optional.empty();
    link.ifPresent(l -> note(request, l, "message_opened", "open\n" + l.message()));
    return LinkPages.withHeaders(ResponseEntity.status(link.isPresent() ? 200 : 404))
        .contentType(MediaType.IMAGE_GIF)
        .body(PIXEL);
  }

  /** Shows the answer, with a button. */
  @GetMapping("/s/{token}")
  ResponseEntity<String> askForAnswer(HttpServletRequest request, @PathVariable String token) {
    return read(
        request,
        Link.Kind.SURVEY,
        token,
        link ->
            LinkPages.asking(
                "Is this your answer?",
                "<p><strong>" + LinkPages.escaped(words(link.detail())) + "</strong></p>",
                "Yes, send it"));
  }

  /** Records the answer. */
  @PostMapping("/s/{token}")
  ResponseEntity<String> answer(HttpServletRequest request, @PathVariable String token) {
    return read(request, Link.Kind.SURVEY, token, this::answered);
  }

  private ResponseEntity<String> answered(Link link) {
    if (link.isTrial()) {
      return LinkPages.telling(200, "Nothing recorded", TRIAL);
    }
    Came came =
        observed.record(
            link.customer(),
            "survey\n" + link.message() + "\n" + link.detail(),
            "survey_answered",
            Map.of(
                "survey", link.template(),
                "answer", link.detail(),
                "sequence", link.sequence(),
                "step", link.step()));
    return came == Came.ERASED
        ? LinkPages.telling(
            200, "Thank you", "We no longer know this address, so nothing was recorded.")
        : LinkPages.telling(200, "Thank you", "Your answer has reached us.");
  }

  private void note(HttpServletRequest request, Link link, String kind, String id) {
    if (request.getMethod().equals("GET") && settings.isTracking() && !link.isTrial()) {
      observed.record(
          link.customer(),
          id,
          kind,
          Map.of("sequence", link.sequence(), "step", link.step(), "channel", link.channel()));
    }
  }

  private ResponseEntity<String> read(
      HttpServletRequest request,
      Link.Kind kind,
      String token,
      Function<Link, ResponseEntity<String>> then) {
    Optional<Link> link = tokens.read(kind, token);
    // Guesses count for the address that they come from, which need not be a person's.
    if (!limits.allows(link.isPresent() ? token : String.valueOf(request.getRemoteAddr()))) {
      return LinkPages.telling(429, "Too often", "Please try this link again in a minute.");
    }
    return link.map(then)
        .orElseGet(
            () ->
                LinkPages.telling(
                    404,
                    "This link leads nowhere",
                    "It may have been cut off. Please open it again from the whole message."));
  }

  private static String messages(String channel) {
    return switch (channel) {
      case "email" -> "e-mails";
      case "sms" -> "text messages";
      default -> "messages";
    };
  }

  /** Answers are written as names, {@code too-expensive}. */
  private static String words(String answer) {
    String words = answer.replaceAll("[-_]+", " ").strip();
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
