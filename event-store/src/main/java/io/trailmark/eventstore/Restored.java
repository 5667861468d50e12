package io.trailmark.eventstore;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What restores from backups leave in doubt: the server that was backed up went on, and what became
 * due meanwhile it may have sent. Changes only while no node runs.
 */
public final class Restored {
  private final long sentUntil;

  Restored(JdbcClient jdbc) {
    this.sentUntil =
        jdbc.sql("select coalesce(max(sent_until), ?) from restored")
            .param(Long.MIN_VALUE)
            .query(Long.class)
            .single();
  }

  /**
   * Whether what was due at an instant may have been sent before the restore.
   *
   * @param due business time in milliseconds
   */
  public boolean mayHaveSent(long due) {
    return due <= sentUntil;
  }
}
