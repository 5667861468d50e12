package io.trailmark.eventstore.backup;

/** A file cannot be restored from; the message says why, and what can be done. */
public final class BadBackup extends Exception {
  private static final long serialVersionUID = 1L;

  BadBackup(String message) {
    super(message);
  }
}
