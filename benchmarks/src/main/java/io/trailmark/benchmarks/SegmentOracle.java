package io.trailmark.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The eight standard segments by SQL alone, written from the design's meanings and not from the
 * code: what the service says is compared with this, customer by customer.
 */
final class SegmentOracle {
  static final List<String> SEGMENTS =
      List.of(
          "vip",
          "high-value",
          "regular",
          "recent",
          "at-risk",
          "one-time",
          "cart-abandoner",
          "ghost");

  private static final String SQL =
      """
      with seen as (select * from activity where ts <= $T),
      midnight as (select ($T // 86400000) * 86400000 as m),
      ranked as (
        select customer,
          coalesce(sum(case kind when 'order_placed' then amount when 'order_refunded' then -amount end), 0) as net,
          count(*) filter (where kind = 'order_placed') as orders
        from seen, midnight where ts < m group by customer),
      net_cut as (select p, min(net) as cut from (
          select p, net, (select count(*) from ranked o where o.net >= r.net and o.net > 0) as above,
            (select count(*) from ranked where net > 0) as population
          from (select distinct net from ranked where net > 0) r, (values (10), (20)) as v (p))
        where above * 100 <= p * population group by p),
      order_cut as (select min(orders) as cut from (
          select orders, (select count(*) from ranked o where o.orders >= r.orders and o.orders > 0) as above,
            (select count(*) from ranked where orders > 0) as population
          from (select distinct orders from ranked where orders > 0) r)
        where above * 100 <= 10 * population),
      c as (
        select customer,
          coalesce(sum(case kind when 'order_placed' then amount when 'order_refunded' then -amount end), 0) as net,
          count(*) filter (where kind = 'order_placed') as orders,
          max(ts) filter (where kind = 'order_placed') as last_order,
          max(ts) filter (where kind = 'cart_item_added') as last_cart,
          min(ts) filter (where kind <> 'message_sent') as first,
          count(*) filter (where kind in ('message_opened', 'message_clicked')) as mail,
          count(*) filter (where kind in ('message_opened', 'message_clicked') and $T < ts + 30 * $D) as mail_recent,
          count(*) filter (where kind in ('message_opened', 'message_clicked') and $T >= ts + 30 * $D
            and $T < ts + 60 * $D) as mail_before,
          count(*) filter (where kind in ('message_opened', 'message_clicked') and $T < ts + 90 * $D) as mail_90,
          count(*) filter (where kind = 'order_placed' and $T < ts + 180 * $D) as orders_180
        from seen group by customer)
      select 'vip', customer from c where net >= (select cut from net_cut where p = 10)
        or orders >= (select cut from order_cut)
      union all select 'high-value', customer from c where net >= (select cut from net_cut where p = 20)
      union all select 'regular', customer from c where orders between 2 and 5
      union all select 'recent', customer from c where $T < last_order + 60 * $D
      union all select 'ts-risk', customer from c
        where $T >= last_order + 60 * $D and $T < last_order + 120 * $D
          and (mail = 0 or mail_recent = 0 or mail_recent * 100 <= mail_before * 70)
      union all select 'one-time', customer from c where orders = 1 and $T >= last_order + 60 * $D
      union all select 'cart-abandoner', customer from c
        where $T >= last_cart + 14400000 and $T < last_cart + 7 * $D and (last_order is null or last_order < last_cart)
      union all select 'ghost', customer from c
        where mail_90 = 0 and orders_180 = 0 and $T >= first + 180 * $D
      """;

  private SegmentOracle() {}

  /**
   * Members of each segment as of {@code at}, with the cuts of the last midnight (UTC) at or before
   * it.
   */
  static Map<String, TreeSet<String>> segments(Collection<Activity> activities, long at)
      throws SQLException {
    Map<String, TreeSet<String>> members = new TreeMap<>();
    SEGMENTS.forEach(s -> members.put(s, new TreeSet<>()));
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = db.createStatement()) {
      sql.execute("create table activity (customer text, kind text, ts bigint, amount bigint)");
      try (DuckDBAppender rows =
          ((DuckDBConnection) db).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "activity")) {
        for (Activity a : activities) {
          rows.beginRow();
          rows.append(a.customer());
          rows.append(a.kind());
          rows.append(a.at());
          rows.append(a.amount() == null ? 0 : a.amount());
          rows.endRow();
        }
      }
      String query = SQL.replace("$T", at + "::bigint").replace("$D", "86400000::bigint");
      try (ResultSet result = sql.executeQuery(query)) {
        while (result.next()) {
          members
              .computeIfAbsent(result.getString(1), s -> new TreeSet<>())
              .add(result.getString(2));
        }
      }
    }
    return members;
  }
}
