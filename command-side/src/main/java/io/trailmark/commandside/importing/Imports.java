package io.trailmark.commandside.importing;

import io.trailmark.eventstore.BusinessClock;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * History imports and how far each has come; they outlive the requests that feed them, and
 * restarts.
 */
@Component
public class Imports {

  /** Where an import stands. */
  public enum State {
    RECORDING,
    REVIEWING,
    SURVEYING,
    SETTLING,
    DONE
  }

  /**
   * An import.
   *
   * @param position once done: whoever has read the log up to here has seen everything it caused
   */
  record Import(long id, String source, State state, long position) {}

  /** An import that nobody feeds for this long is over, machine milliseconds. */
  private static final long ABANDONED = 60_000;

  private final JdbcClient jdbc;
  private final BusinessClock clock;
  private final Clock machine = Clock.systemUTC();

  Imports(JdbcClient jdbc, BusinessClock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  long start(String source) {
    return jdbc.sql(
            "insert into history_import (source, state, started_at, heartbeat_machine) values (?,"
                + " 'RECORDING', ?, ?) returning id")
        .params(List.of(source, clock.millis(), machine.millis()))
        .query(Long.class)
        .single();
  }

  /** Notes that the import is being fed; false if it is not open to this source. */
  boolean feed(long id, String source) {
    return jdbc.sql(
                "update history_import set heartbeat_machine = ? where id = ? and source = ? and"
                    + " state = 'RECORDING'")
            .params(List.of(machine.millis(), id, source))
            .update()
        == 1;
  }

  /** No more lines will come. */
  void close(long id) {
    move(id, State.RECORDING, State.REVIEWING);
  }

  /** Closes the imports that broke off; one that is being fed right now did not. */
  public void closeAbandoned() {
    jdbc.sql(
            "update history_import set state = 'REVIEWING' where id in (select id from"
                + " history_import where state = 'RECORDING' and heartbeat_machine < ? for update"
                + " skip locked)")
        .param(machine.millis() - ABANDONED)
        .update();
  }

  /** The oldest import that has something left to do, and is not open. */
  public Optional<Long> unfinished() {
    return jdbc.sql(
            "select id from history_import where state in ('REVIEWING', 'SURVEYING', 'SETTLING')"
                + " order by id limit 1")
        .query(Long.class)
        .optional();
  }

  /** Whether history is being reviewed, or was, that no survey of an import has seen yet. */
  public boolean anyUnsurveyed() {
    return jdbc.sql(
            "select exists (select from history_import where state in ('REVIEWING', 'SURVEYING'))")
        .query(Boolean.class)
        .single();
  }

  /** State of an import. */
  public State state(long id) {
    return State.valueOf(
        jdbc.sql("select state from history_import where id = ?")
            .param(id)
            .query(String.class)
            .single());
  }

  /** Moves an import on; without effect if it is not where it is thought to be, or being fed. */
  public void move(long id, State from, State to) {
    jdbc.sql(
            "update history_import set state = ?, position = coalesce((select max(global_index)"
                + " from domain_event), 0) where id in (select id from history_import where id = ?"
                + " and state = ? for update skip locked)")
        .params(List.of(to.name(), id, from.name()))
        .update();
  }

  Optional<Import> find(long id, String source) {
    return jdbc.sql(
            "select id, source, state, position from history_import where id = ? and source = ?")
        .params(List.of(id, source))
        .query(
            (row, n) ->
                new Import(
                    row.getLong(1),
                    row.getString(2),
                    State.valueOf(row.getString(3)),
                    row.getLong(4)))
        .optional();
  }
}
