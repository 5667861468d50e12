package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.Pace;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where webhooks go ({@code trailmark.webhooks-out.<name>.*}).
 *
 * @param webhooksOut by name, {@code [a-z][a-z0-9-]{0,31}}
 */
@ConfigurationProperties("trailmark")
record OutgoingWebhooks(@Nullable Map<String, Target> webhooksOut) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  OutgoingWebhooks {
    webhooksOut = webhooksOut == null ? Map.of() : Map.copyOf(webhooksOut);
    webhooksOut.forEach(
        (name, target) -> {
          if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                "trailmark.webhooks-out." + name + ": a name must match " + NAME);
          }
          target.check("trailmark.webhooks-out." + name);
        });
  }

  Map<String, Target> all() {
    return webhooksOut == null ? Map.of() : webhooksOut;
  }

  /**
   * One of them.
   *
   * @param url where it goes, https; http only where {@code inside}
   * @param secret {@code whsec_} and base64 of 24 to 64 bytes
   * @param transitions whether it is told of every segment that is entered or left
   * @param sourceIds whether it is told what the source calls the customer, which may be personal
   * @param inside whether it may be in our own network
   * @param rate a second, 0: any number
   * @param parallel how many at once
   */
  record Target(
      String url,
      String secret,
      @DefaultValue("false") boolean transitions,
      @DefaultValue("false") boolean sourceIds,
      @DefaultValue("false") boolean inside,
      @DefaultValue("0") double rate,
      @DefaultValue("4") int parallel) {

    private void check(String where) {
      if (url == null || secret == null) {
        throw new IllegalArgumentException(where + " needs a url and a secret");
      }
      URI uri = URI.create(url);
      boolean secret = "https".equals(uri.getScheme());
      if (uri.getHost() == null || !secret && !(inside && "http".equals(uri.getScheme()))) {
        throw new IllegalArgumentException(
            where + ".url must be an https address (http only where inside is true)");
      }
      if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(where + ".url must hold neither user nor fragment");
      }
      WebhookSignature.key(where, secret());
    }

    URI uri() {
      return URI.create(url);
    }

    Pace pace() {
      return new Pace(rate, parallel);
    }

    /** A secret is for nobody's eyes. */
    @Override
    public String toString() {
      return "Target[url=" + url + "]";
    }
  }
}
