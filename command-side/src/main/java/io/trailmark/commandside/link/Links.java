package io.trailmark.commandside.link;

import io.trailmark.commandside.delivery.Delivery.Message;
import io.trailmark.commandside.template.MessageLinks;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The links of messages. */
@Component
public class Links {
  private static final int LONGEST = 2_000;

  private final LinkTokens tokens;
  private final LinkSettings settings;

  Links(LinkTokens tokens, LinkSettings settings) {
    this.tokens = tokens;
    this.settings = settings;
  }

  /** Those of a message of somebody's run. */
  public MessageLinks of(Message m) {
    return new OfMessage(m, m.customer(), m.run());
  }

  /** Those of a message that tries a template out: they lead to pages that change nothing. */
  public MessageLinks ofTrial(Message m) {
    return new OfMessage(m, "", "");
  }

  private static boolean leadsIntoTheWeb(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private final class OfMessage implements MessageLinks {
    private final Message message;
    private final String customer;
    private final String run;

    OfMessage(Message message, String customer, String run) {
      this.message = message;
      this.customer = customer;
      this.run = run;
    }

    private String to(Link.Kind kind, String detail) {
      Link link =
          new Link(
              kind, customer, run, message.step(), message.channel(), message.template(), detail);
      return settings.publicUrl() + "/" + kind.path() + "/" + tokens.write(link);
    }

    @Override
    public String unsubscribe() {
      return to(Link.Kind.UNSUBSCRIBE, "");
    }

    @Override
    public String survey(String answer) {
      return to(Link.Kind.SURVEY, answer);
    }

    /** Whatever does not lead into the web is no link to follow. */
    @Override
    public String click(String url) {
      return settings.isTracking() && url.length() <= LONGEST && leadsIntoTheWeb(url)
          ? to(Link.Kind.CLICK, URI.create(url).toASCIIString())
          : url;
    }

    @Override
    public @Nullable String open() {
      return settings.isTracking() ? to(Link.Kind.OPEN, "") : null;
    }
  }
}
