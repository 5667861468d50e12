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
   * What was due at this instant or before may have been sent before the restore.
   *
   * @return business time in milliseconds, {@link Long#MIN_VALUE} if nothing was restored
   */
  public long sentUntil() {
    return sentUntil;
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
