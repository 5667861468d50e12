package io.trailmark.eventstore.access;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** 429: a credential made more requests than it may. */
public final class TooManyRequests extends AuthenticationException {
  public static final String DETAIL =
      "this key or token has made more requests than it may: send it again later";

  private final long seconds;

  TooManyRequests(Duration wait) {
    super(DETAIL);
    this.seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** In how many seconds it may try again, at least 1. */
  public String retryAfter() {
    return Long.toString(seconds);
  }
}
