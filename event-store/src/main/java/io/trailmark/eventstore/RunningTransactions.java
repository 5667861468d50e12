package io.trailmark.eventstore;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells when every transaction that is running now has ended, without time-outs and without locks.
 *
 * <p>The upper bound must be an id that is given out for the purpose. The {@code xmax} of a
 * snapshot will not do: it is one past the newest id that has <em>ended</em>, and a running
 * transaction may well have a higher one.
 */
public final class RunningTransactions {

  private final JdbcTemplate jdbc;

  /**
   * @param jdbc whose statements each commit by themselves
   */
  RunningTransactions(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A mark above the id of every transaction that has one by now. Costs a transaction id, and no
   * write to disk.
   */
  public long mark() {
    return number("select pg_current_xact_id()::text::bigint");
  }

  /**
   * Whether every transaction that had an id when the mark was made has ended: what a statement
   * that starts after this answer sees of them is final.
   */
  public boolean haveEndedBefore(long mark) {
    return oldest() >= mark;
  }

  /** No transaction runs whose id is below this and below any mark made before. */
  long oldest() {
    // A mark's own transaction has ended: xmax is above it, and xmin counts all that are below.
    return number("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
  }

  private long number(String sql) {
    Long number = jdbc.queryForObject(sql, Long.class);
    if (number == null) {
      throw new IllegalStateException("PostgreSQL gave no transaction id");
    }
    return number;
  }
}
