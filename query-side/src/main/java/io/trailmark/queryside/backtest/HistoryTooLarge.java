package io.trailmark.queryside.backtest;

/** The history cannot be held; the message says what would help. */
public final class HistoryTooLarge extends RuntimeException {
  public HistoryTooLarge(String message) {
    super(message);
  }
}
