package io.trailmark.commandside.link;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Where messages lead back to ({@code trailmark.public-url}, without a slash at the end; this
 * server on localhost unless set), and whether opens and clicks are looked at ({@code
 * trailmark.tracking}).
 */
@Component
class LinkSettings {
  private final String publicUrl;
  private final boolean tracking;
  private final Environment environment;

  LinkSettings(
      @Value("${trailmark.public-url:}") String publicUrl,
      @Value("${trailmark.tracking:true}") boolean tracking,
      Environment environment) {
    this.publicUrl = checked(publicUrl);
    this.tracking = tracking;
    this.environment = environment;
  }

  private static String checked(String url) {
    if (url.isEmpty()) {
      return url;
    }
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return url.replaceFirst("/+$", "");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrong(), e);
    }
    throw new IllegalArgumentException(wrong());
  }

  private static String wrong() {
    return "trailmark.public-url must be an http(s) address such as https://trail.shop.example";
  }

  boolean isTracking() {
    return tracking;
  }

  /** Where messages lead back to. */
  String publicUrl() {
    // The port is known only once the server listens.
    return publicUrl.isEmpty()
        ? "http://localhost:" + environment.getProperty("local.server.port", "8080")
        : publicUrl;
  }
}
