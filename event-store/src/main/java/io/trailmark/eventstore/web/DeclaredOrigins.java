package io.trailmark.eventstore.web;

/** Web pages of other sites that may write here from browsers. */
public interface DeclaredOrigins {

  /**
   * @param origin as a browser sends it, {@code https://shop.example}
   */
  boolean knows(String origin);
}
