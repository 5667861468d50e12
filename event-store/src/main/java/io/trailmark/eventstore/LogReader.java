package io.trailmark.eventstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads the log in order of {@code global_index} and never passes an event that may still come.
 *
 * <p>An index is drawn before its transaction commits, so a reader can see index 8 before 7. It
 * stops before 7 until it knows what became of it. Whoever drew 7 had a transaction id by then (a
 * trigger sees to it) and drew it before 8 was drawn, so that id is below the {@code xmax} of any
 * snapshot taken after 8 was seen. Once the oldest running transaction ({@code xmin}) is no older
 * than that, the owner has ended: a read after that finds 7, or 7 was rolled back and is passed.
 * Nothing depends on clocks or time-outs; a transaction that hangs delays readers and nobody else.
 * See docs/decisions/0002.
 */
final class LogReader {
  private static final int PAUSE = 20;

  private final JdbcTemplate jdbc;

  /** First index of each gap that was met → xmax of a snapshot taken afterwards. */
  private final Map<Long, Long> gaps = new ConcurrentSkipListMap<>();

  LogReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  private record Indexed<T>(long index, T row) {}

  /**
   * Up to {@code limit} rows after {@code last}, ending before the first gap that is not settled.
   */
  <T> List<T> after(long last, int limit, String columns, RowMapper<T> mapper) {
    long xmin = gaps.isEmpty() ? 0 : xmin();
    List<Indexed<T>> rows =
        jdbc.query(
            "select "
                + columns
                + " from domain_event where global_index > ? order by global_index limit ?",
            (row, n) -> new Indexed<>(row.getLong(1), mapper.mapRow(row, n)),
            last,
            limit);
    List<T> settled = new ArrayList<>(rows.size());
    long expected = last + 1;
    for (Indexed<T> row : rows) {
      if (row.index() > expected && !passable(expected, xmin)) {
        break;
      }
      settled.add(row.row());
      expected = row.index() + 1;
    }
    forgetBefore(last);
    return settled;
  }

  /**
   * Whether what is missing from {@code gap} on was rolled back.
   *
   * @param xmin of a snapshot taken before the rows were read
   */
  private boolean passable(long gap, long xmin) {
    Long xmax = gaps.get(gap);
    if (xmax == null) {
      gaps.put(gap, xmax());
      return false;
    }
    return xmax <= xmin;
  }

  private void forgetBefore(long last) {
    // Readers move on at their own pace; one that comes back to a forgotten gap settles it again.
    if (gaps.size() > 10_000) {
      gaps.keySet().removeIf(gap -> gap <= last);
    }
  }

  /**
   * The last index as of now, once everything before it is there or was rolled back.
   *
   * @throws IllegalStateException if a transaction that may still bring an earlier event runs for
   *     over a minute
   */
  long settled() {
    Long newest =
        jdbc.queryForObject("select coalesce(max(global_index), 0) from domain_event", Long.class);
    long xmax = xmax();
    for (int waited = 0; xmin() < xmax; waited += PAUSE) {
      if (waited > 60_000) {
        throw new IllegalStateException("a transaction has been running for over a minute");
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return newest == null ? 0 : newest;
  }

  private long xmin() {
    return snapshot("pg_snapshot_xmin");
  }

  private long xmax() {
    return snapshot("pg_snapshot_xmax");
  }

  private long snapshot(String bound) {
    Long id =
        jdbc.queryForObject(
            "select " + bound + "(pg_current_snapshot())::text::bigint", Long.class);
    if (id == null) {
      throw new IllegalStateException("PostgreSQL gave no snapshot");
    }
    return id;
  }
}
