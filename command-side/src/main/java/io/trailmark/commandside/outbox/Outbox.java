package io.trailmark.commandside.outbox;

import io.trailmark.commandside.contact.PersonalData;
import io.trailmark.commandside.template.Composed;
import io.trailmark.eventstore.BusinessClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Composed messages, which hold personal data: nothing is kept of who is erased, and nothing for
 * ever.
 */
@Component
class Outbox implements PersonalData {
  private static final int TRIM_EVERY = 1_000;

  private static final String SELECT =
      "select id, customer, sequence, run, step, channel, template, address, subject, body, html,"
          + " test, at from outbox where ";

  private final JdbcTemplate jdbc;
  private final BusinessClock clock;
  private final OutboxSettings settings;
  private final AtomicLong untilTrim = new AtomicLong();

  Outbox(JdbcTemplate jdbc, BusinessClock clock, OutboxSettings settings) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * A message as it is kept.
   *
   * @param at milliseconds of business time
   */
  record Row(
      long id,
      String customer,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable Integer step,
      String channel,
      String template,
      @Nullable String address,
      Composed composed,
      boolean test,
      long at) {

    static Row of(ResultSet row, int number) throws SQLException {
      return new Row(
          row.getLong(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getObject(5, Integer.class),
          row.getString(6),
          row.getString(7),
          row.getString(8),
          new Composed(row.getString(9), row.getString(10), row.getString(11)),
          row.getBoolean(12),
          row.getLong(13));
    }
  }

  /** Keeps messages, but for those of people who are erased by now. */
  @Transactional
  public void keep(List<Kept> messages) {
    Set<String> known = hold(messages.stream().map(k -> k.message().customer()).toList());
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Kept k : messages) {
      var m = k.message();
      if (known.contains(m.customer())) {
        rows.add(
            new @Nullable Object[] {
              m.customer(),
              k.test() ? null : m.sequence(),
              k.test() ? null : m.run(),
              k.test() ? null : m.step(),
              m.channel(),
              m.template(),
              k.address(),
              k.composed().subject(),
              k.composed().text(),
              k.composed().html(),
              k.test(),
              clock.millis()
            });
      }
    }
    jdbc.batchUpdate(
        "insert into outbox (customer, sequence, run, step, channel, template, address, subject,"
            + " body, html, test, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
    if (untilTrim.addAndGet(-messages.size()) <= 0) {
      untilTrim.set(TRIM_EVERY);
      trim();
    }
  }

  /** Those of them whom somebody still knows, none of whom is erased until the transaction ends. */
  private Set<String> hold(Collection<String> customers) {
    return new HashSet<>(
        jdbc.queryForList(
            "select customer from identity where customer = any(?) and source_id is not null order"
                + " by customer for key share",
            String.class,
            (Object) customers.toArray(String[]::new)));
  }

  private void trim() {
    jdbc.update(
        "delete from outbox where at < ?",
        clock.millis() - Duration.ofDays(settings.days()).toMillis());
    jdbc.update(
        "delete from outbox where id <= (select id from outbox order by id desc offset ? limit 1)",
        settings.messages());
  }

  /**
   * Newest first.
   *
   * @param customers keys, null: of everybody
   * @param before only those with a smaller id
   */
  List<Row> list(@Nullable Collection<String> customers, long before, int limit) {
    return customers == null
        ? jdbc.query(SELECT + "id < ? order by id desc limit ?", Row::of, before, limit)
        : jdbc.query(
            SELECT + "customer = any(?) and id < ? order by id desc limit ?",
            Row::of,
            customers.toArray(String[]::new),
            before,
            limit);
  }

  Optional<Row> find(long id) {
    return jdbc.query(SELECT + "id = ?", Row::of, id).stream().findFirst();
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public void tell(List<String> customers, Consumer<String> json) {
    jdbc.query(
        "select json_build_object('at', to_char(to_timestamp(at / 1000.0) at time zone 'UTC',"
            + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), 'channel', channel, 'to', address,"
            + " 'subject', subject, 'text', body, 'html', html)::text from outbox where customer ="
            + " any(?) order by id",
        row -> {
          json.accept(row.getString(1));
        },
        (Object) customers.toArray(String[]::new));
  }

  @Override
  public void erase(List<String> customers) {
    jdbc.update(
        "delete from outbox where customer = any(?)", (Object) customers.toArray(String[]::new));
  }
}
