package io.trailmark.queryside.backtest;

import java.util.Locale;

/** How a backtest stands. */
enum Status {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED;

  /** Whether nothing about it changes any more. */
  boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }

  /** As it is stored and told. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Status of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
