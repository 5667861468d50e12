package io.trailmark.commandside.customer;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Locks, last sequence numbers, the calendar of due reviews, and the ranking. */
@Component
class CustomerTable {
  private final JdbcTemplate jdbc;
  private final Clock machine = Clock.systemUTC();

  CustomerTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Locks customers in sorted order until the transaction ends, making rows for new ones.
   *
   * @return last sequence number of each, -1 for new ones
   */
  Map<String, Long> lock(Collection<String> customers) {
    String[] sorted = customers.stream().sorted().distinct().toArray(String[]::new);
    Map<String, Long> locked = new TreeMap<>();
    select(sorted, locked);
    if (locked.size() < sorted.length) {
      jdbc.update(
          "insert into customer (customer) select c from unnest(?::text[]) c order by c"
              + " on conflict do nothing",
          (Object) sorted);
      select(sorted, locked);
    }
    return locked;
  }

  private void select(String[] sorted, Map<String, Long> into) {
    jdbc.query(
        "select customer, sequence from customer where customer = any(?) order by customer for"
            + " update",
        row -> {
          into.put(row.getString(1), row.getLong(2));
        },
        (Object) sorted);
  }

  /** Keeps an import open until this transaction ends and for a while after, or opens it again. */
  void openImport(long id) {
    jdbc.update(
        "update history_import set state = 'RECORDING', heartbeat_machine = ? where id = ?",
        machine.millis(),
        id);
  }

  /**
   * Stores what the commands of a transaction decided.
   *
   * @param importId the import that the customers which await one wait for
   */
  void store(Map<String, Decision> decisions, @Nullable Long importId) {
    if (decisions.isEmpty()) {
      return;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    List<@Nullable Object[]> ranks = new ArrayList<>();
    decisions.forEach(
        (customer, d) -> {
          rows.add(
              new @Nullable Object[] {
                customer, d.sequence(), d.due(), d.awaitsImport(), d.revision()
              });
          d.ranks().forEach(r -> ranks.add(row(customer, r)));
        });
    jdbc.update(
        "update customer c set sequence = n.sequence, due = n.due, import_id = case when n.awaits"
            + " then coalesce(?::bigint, c.import_id) end, revision = coalesce(n.revision,"
            + " c.revision) from unnest(?::text[], ?::bigint[], ?::bigint[], ?::boolean[],"
            + " ?::integer[]) as n (customer, sequence, due, awaits, revision) where c.customer ="
            + " n.customer",
        importId,
        column(rows, 0, new String[0]),
        column(rows, 1, new Long[0]),
        column(rows, 2, new Long[0]),
        column(rows, 3, new Boolean[0]),
        column(rows, 4, new Integer[0]));
    rank(ranks);
  }

  /** Customers by key. */
  List<String> after(String key, int limit) {
    return jdbc.queryForList(
        "select customer from customer where customer > ? order by customer limit ?",
        String.class,
        key,
        limit);
  }

  /** Customers not yet decided under a revision, by key; those that await an import are not. */
  List<String> undecided(int revision, String after, int limit) {
    return jdbc.queryForList(
        "select customer from customer where revision < ? and import_id is null and customer > ?"
            + " order by customer limit ?",
        String.class,
        revision,
        after,
        limit);
  }

  /**
   * Locks those of them that still are undecided and that nobody holds.
   *
   * @return last sequence number of each
   */
  Map<String, Long> lockUndecided(int revision, Collection<String> customers) {
    Map<String, Long> locked = new TreeMap<>();
    jdbc.query(
        "select customer, sequence from customer where customer = any(?) and revision < ? and"
            + " import_id is null order by customer for update skip locked",
        row -> {
          locked.put(row.getString(1), row.getLong(2));
        },
        customers.toArray(String[]::new),
        revision);
    return locked;
  }

  /** Notes that locked customers are decided under a revision, and what they rank by. */
  void decided(int revision, Collection<String> customers, Map<String, List<Decision.Rank>> by) {
    jdbc.update(
        "update customer set revision = ? where customer = any(?)",
        revision,
        customers.toArray(String[]::new));
    List<@Nullable Object[]> rows = new ArrayList<>();
    by.forEach((customer, ranks) -> ranks.forEach(r -> rows.add(row(customer, r))));
    rank(rows);
  }

  /** When locked customers are next to be reviewed, null: never. */
  void due(Map<String, @Nullable Long> dues) {
    if (dues.isEmpty()) {
      return;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    dues.forEach((customer, due) -> rows.add(new @Nullable Object[] {customer, due}));
    jdbc.update(
        "update customer c set due = n.due from unnest(?::text[], ?::bigint[]) as n (customer, due)"
            + " where c.customer = n.customer",
        column(rows, 0, new String[0]),
        column(rows, 1, new Long[0]));
  }

  private static @Nullable Object[] row(String customer, Decision.Rank r) {
    return new @Nullable Object[] {r.measure(), customer, r.value(), r.before(), r.midnight()};
  }

  private void rank(List<@Nullable Object[]> ranks) {
    if (ranks.isEmpty()) {
      return;
    }
    // Whoever has nothing to rank by needs no row; one that is there must say so.
    jdbc.update(
        "insert into ranking (measure, customer, value, before, midnight) select n.* from"
            + " unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) as n (measure,"
            + " customer, value, before, midnight) where n.value <> 0 or n.before <> 0 or exists"
            + " (select from ranking r where r.measure = n.measure and r.customer = n.customer) on"
            + " conflict (measure, customer) do update set value = excluded.value, before ="
            + " excluded.before, midnight = excluded.midnight",
        column(ranks, 0, new String[0]),
        column(ranks, 1, new String[0]),
        column(ranks, 2, new Long[0]),
        column(ranks, 3, new Long[0]),
        column(ranks, 4, new Long[0]));
  }

  private static <T> Object column(List<@Nullable Object[]> rows, int column, T[] type) {
    List<@Nullable Object> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(row[column]));
    return values.toArray(type);
  }
}
