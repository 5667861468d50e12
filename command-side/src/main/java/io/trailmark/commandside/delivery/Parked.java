package io.trailmark.commandside.delivery;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Messages and steps that failed until nobody tried again. */
@Component
class Parked {
  private final JdbcClient jdbc;
  private final Clock machine = Clock.systemUTC();

  Parked(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One of them.
   *
   * @param id {@code message-…} or {@code step-…}
   * @param step null of a step that is due: the run knows before which it stands
   * @param since when it was intended or due, milliseconds
   */
  record Row(
      String id,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable Integer step,
      String problem,
      long since) {}

  /** By id, those after one. */
  List<Row> list(String after, int limit) {
    return jdbc.sql(
            "select * from (select 'message-' || id as id, sequence, run, step, coalesce(problem,"
                + " '') as problem, intended_at as since from delivery where parked union all"
                + " select 'step-' || id, sequence, run, null, coalesce(problem, ''), due from"
                + " deadline where parked) p where id > ? collate \"C\" order by id collate \"C\""
                + " limit ?")
        .params(after, limit)
        .query(Row.class)
        .list();
  }

  /**
   * Lets it be tried again, as often as the first time.
   *
   * @return false: there is no such one
   */
  boolean retry(String id) {
    if (id.matches("message-[0-9]{1,18}")) {
      return jdbc.sql(
                  "update delivery set parked = false, attempts = 0, ready_machine = ?,"
                      + " first_machine = ? where id = ? and parked")
              .params(
                  machine.millis(),
                  machine.millis(),
                  Long.parseLong(id.substring("message-".length())))
              .update()
          > 0;
    }
    return id.startsWith("step-")
        && jdbc.sql(
                    "update deadline set parked = false, attempts = 0, retry_machine = 0 where id ="
                        + " ? and parked")
                .param(id.substring("step-".length()))
                .update()
            > 0;
  }
}
