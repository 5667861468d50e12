package io.trailmark.eventstore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads the log in order of {@code global_index} and never passes an event that may still come.
 *
 * <p>An index is drawn before its transaction commits, so a reader can see index 8 before 7. It
 * stops before 7 until it knows what became of it. Whoever drew 7 had a transaction id by then (a
 * trigger sees to it) and drew it before 8 was drawn, so that id is below one that is given out
 * after 8 was seen; and so for every other index below 8. Once all transactions with ids below that
 * have ended, the log is <em>settled</em> up to 8: what a read after that does not find was rolled
 * back. Nothing depends on clocks or time-outs; a transaction that hangs delays readers and nobody
 * else. See docs/decisions/0002.
 */
final class LogReader {
  private static final int PAUSE = 20;
  private static final int PATIENCE = 60_000;
  private static final int MARKS = 32;

  /** Whoever owns an index up to {@code high} has a transaction id below {@code id}. */
  private record Mark(long high, long id) {}

  /** A reader at a position that waits for what may come before an index already seen. */
  private record Waiting(long position, long seen) {}

  /** Outside of the caller's transaction, whose own id would never be settled. */
  private final JdbcTemplate jdbc;

  private final RunningTransactions transactions;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private volatile long settled;
  private volatile @Nullable Waiting waiting;

  /**
   * @param jdbc whose statements each commit by themselves
   */
  LogReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.transactions = new RunningTransactions(jdbc);
  }

  private record Indexed<T>(long index, T row) {}

  /**
   * Up to {@code limit} rows after {@code last}, ending before the first gap that is not settled.
   *
   * @param columns what to select, {@code global_index} first
   */
  <T> List<T> after(long last, int limit, String columns, RowMapper<T> mapper) {
    if (stillWaiting(last)) {
      return List.of();
    }
    while (true) {
      // Taken before the rows are: only a read that starts afterwards can be judged by it.
      long settledBefore = settled;
      List<Indexed<T>> rows = read(last, limit, columns, mapper);
      List<Indexed<T>> sure = upToOpenGap(rows, last, settledBefore);
      if (sure.size() == rows.size()) {
        return rows(sure);
      }
      long seen = rows.getLast().index();
      boolean settledNow = settle(seen);
      if (!sure.isEmpty() || !settledNow) {
        waiting = new Waiting(sure.isEmpty() ? last : sure.getLast().index(), seen);
        return rows(sure);
      }
    }
  }

  private <T> List<Indexed<T>> read(long last, int limit, String columns, RowMapper<T> mapper) {
    return jdbc.query(
        "select "
            + columns
            + " from domain_event where global_index > ? order by global_index limit ?",
        (row, n) -> new Indexed<>(row.getLong(1), mapper.mapRow(row, n)),
        last,
        limit);
  }

  private static <T> List<Indexed<T>> upToOpenGap(
      List<Indexed<T>> rows, long last, long settledBefore) {
    long expected = last + 1;
    for (int i = 0; i < rows.size(); i++) {
      long index = rows.get(i).index();
      if (index > expected && index - 1 > settledBefore) {
        return rows.subList(0, i);
      }
      expected = index + 1;
    }
    return rows;
  }

  private static <T> List<T> rows(List<Indexed<T>> indexed) {
    List<T> rows = new ArrayList<>(indexed.size());
    indexed.forEach(i -> rows.add(i.row()));
    return rows;
  }

  /** While a transaction hangs, not to read the same rows again at every look. */
  private boolean stillWaiting(long last) {
    Waiting known = waiting;
    return known != null
        && known.position() == last
        && !settle(known.seen())
        && read(last, 1, "global_index", (row, n) -> row.getLong(1)).stream()
            .noneMatch(next -> next.index() == last + 1);
  }

  /**
   * Tries to settle the log up to an index that was seen, without waiting.
   *
   * @param seen index of an event that a statement before this call has returned
   */
  private synchronized boolean settle(long seen) {
    if (settled >= seen) {
      return true;
    }
    Mark newest = marks.peekLast();
    if (marks.size() < MARKS && (newest == null || newest.high() < seen)) {
      marks.addLast(new Mark(seen, transactions.mark()));
    }
    long oldest = transactions.oldest();
    while (!marks.isEmpty() && marks.peekFirst().id() <= oldest) {
      settled = marks.removeFirst().high();
    }
    return settled >= seen;
  }

  /**
   * The last index as of now, once everything before it is there or was rolled back.
   *
   * @throws IllegalStateException if a transaction that may still bring an earlier event runs for
   *     over a minute
   */
  long settled() {
    long newest = newest();
    for (int waited = 0; !settle(newest); waited += PAUSE) {
      if (waited > PATIENCE) {
        throw new IllegalStateException("a transaction has been running for over a minute");
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return newest;
  }

  /** How far the log is known to be settled, without waiting. */
  long settledByNow() {
    long newest = newest();
    return settle(newest) ? newest : settled;
  }

  private long newest() {
    Long found =
        jdbc.queryForObject("select coalesce(max(global_index), 0) from domain_event", Long.class);
    return found == null ? 0 : found;
  }
}
