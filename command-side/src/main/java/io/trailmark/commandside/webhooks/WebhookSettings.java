package io.trailmark.commandside.webhooks;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Whose webhooks are taken ({@code trailmark.webhooks.<vendor>.key} and {@code .source}): the
 * vendors that have a key.
 *
 * @param shopify key: the app's client secret
 * @param woocommerce key: the webhook's secret
 * @param sendgrid key: the verification key, base64
 * @param mailgun key: the HTTP webhook signing key
 * @param postmark key: {@code user:password}, as in the webhook's address
 */
@ConfigurationProperties("trailmark.webhooks")
record WebhookSettings(
    @DefaultValue Vendor shopify,
    @DefaultValue Vendor woocommerce,
    @DefaultValue Vendor sendgrid,
    @DefaultValue Vendor mailgun,
    @DefaultValue Vendor postmark) {

  /**
   * One of them.
   *
   * @param key what its requests are verified by; empty: its webhooks are off
   * @param source under which message ids count once, its own; empty: the vendor's name
   */
  record Vendor(@DefaultValue("") String key, @DefaultValue("") String source) {

    /**
     * The key.
     *
     * @throws ResponseStatusException 404 if there is none
     */
    String keyOf(String vendor) {
      if (key.isEmpty()) {
        throw new ResponseStatusException(
            HttpStatus.NOT_FOUND,
            "No webhooks of this vendor are taken here: set trailmark.webhooks."
                + vendor
                + ".key to take them.");
      }
      return key;
    }

    String sourceOr(String vendor) {
      return source.isEmpty() ? vendor : source;
    }

    /** A key is for nobody's eyes. */
    @Override
    public String toString() {
      return "Vendor[source=" + source + "]";
    }
  }
}
