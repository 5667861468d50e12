package io.trailmark.commandside.delivery;

import io.trailmark.commandside.customer.RunKey;
import io.trailmark.sharedevents.MessageIntended;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What is to go out, in the table {@code delivery}. Whoever takes rows keeps them by moving the
 * machine time at which they are ready ahead: those of a node that went away are ready again when
 * that has passed. A row that is taken twice all the same does no harm: its customer knows what was
 * marked as sending.
 */
@Component
public class DeliveryQueue {
  private final JdbcTemplate jdbc;
  private final DeliverySettings settings;
  private final Clock machine = Clock.systemUTC();

  DeliveryQueue(JdbcTemplate jdbc, DeliverySettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** Puts a message in, once, in the caller's transaction. */
  void put(String destination, MessageIntended m) {
    jdbc.update(
        "insert into delivery (destination, item, customer, sequence, run, step, channel, template,"
            + " intended_at, ready_machine, first_machine) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict do nothing",
        destination,
        RunKey.message(m.run(), m.step()),
        m.customer(),
        m.sequence(),
        m.run(),
        m.step(),
        m.channel(),
        m.template(),
        m.at(),
        machine.millis(),
        machine.millis());
  }

  /**
   * Puts in something that webhooks are told, once, in the caller's transaction.
   *
   * @param fact without anything personal
   * @param at business time
   */
  public void put(String destination, String item, String customer, String fact, long at) {
    jdbc.update(
        "insert into delivery (destination, item, customer, fact, intended_at, ready_machine,"
            + " first_machine) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        destination,
        item,
        customer,
        fact,
        at,
        machine.millis(),
        machine.millis());
  }

  /**
   * Takes up to {@code most} of those that are ready, oldest first.
   *
   * @param which a condition on the row {@code d}
   */
  List<Queued> take(String which, int most, Object... parameters) {
    long now = machine.millis();
    Object[] all = Arrays.copyOf(parameters, parameters.length + 3);
    all[parameters.length] = now;
    all[parameters.length + 1] = most;
    all[parameters.length + 2] = now + settings.lease().toMillis();
    // Materialized: a plan that looks twice would lock, and take, other rows the second time.
    return jdbc.query(
        "with taken as materialized (select d.id from delivery d where "
            + which
            + " and d.awaits is null and not d.parked and d.ready_machine <= ? order by"
            + " d.ready_machine, d.id limit ? for update of d skip locked) update delivery d set"
            + " ready_machine = ? from taken t where d.id = t.id returning "
            + Queued.COLUMNS,
        Queued::of,
        all);
  }

  /** Keeps rows for another lease. */
  void keep(Collection<Long> ids) {
    jdbc.update(
        "update delivery set ready_machine = ? where id = any(?)",
        machine.millis() + settings.lease().toMillis(),
        ids.toArray(Long[]::new));
  }

  /** Gives rows back: anybody may take them at once. */
  void giveBack(Collection<Long> ids) {
    jdbc.update(
        "update delivery set ready_machine = ? where id = any(?)",
        machine.millis(),
        ids.toArray(Long[]::new));
  }

  /** They are through, in the caller's transaction. */
  void done(Collection<Long> ids) {
    jdbc.update("delete from delivery where id = any(?)", (Object) ids.toArray(Long[]::new));
  }

  /** It is tried again after a pause of machine time. */
  void again(long id, Duration pause, String problem) {
    jdbc.update(
        "update delivery set attempts = attempts + 1, ready_machine = ?, problem = ? where id = ?",
        machine.millis() + pause.toMillis(),
        problem,
        id);
  }

  /** It does not go before an instant of business time. */
  void await(long id, long until) {
    jdbc.update(
        "update delivery set awaits = ?, ready_machine = ? where id = ?",
        until,
        machine.millis(),
        id);
  }

  /** Those whose instant of business time has come are ready. */
  void wake(long now) {
    jdbc.update("update delivery set awaits = null where awaits <= ?", now);
  }

  /** Nobody takes it until somebody says so. */
  void park(long id, String problem) {
    jdbc.update("update delivery set parked = true, problem = ? where id = ?", problem, id);
  }
}
