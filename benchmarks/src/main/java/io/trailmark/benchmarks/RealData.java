package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports a public data set, with business time set, and compares all eight segments with the SQL
 * oracle, customer by customer. The oracle reads the files by SQL too, past all of our own readers.
 *
 * <ul>
 *   <li>{@code online-retail}: UCI "Online Retail", as {@code samples/README.md} says it is read;
 *       by {@code trailmark import --format online-retail}.
 *   <li>{@code complete-journey}: 84.51° "The Complete Journey": a basket is an order of what was
 *       paid for its lines, a campaign's recipient was sent a message on its first day. Times name
 *       no zone and are taken as UTC.
 * </ul>
 *
 * <p>Arguments: online-retail or complete-journey, the CSV or the folder, business time (the end of
 * the data), port (8100).
 */
public final class RealData {
  private static final String ONLINE_RETAIL =
      """
      with
        line as (
          select InvoiceNo as invoice, regexp_replace(CustomerID, '\\.0$', '') as customer,
            InvoiceNo like 'C%' as cancels,
            epoch_ms(timezone('Europe/London', InvoiceDate::timestamp)) as happened_at,
            Quantity::bigint as quantity, (UnitPrice::decimal(18, 3) * 1000)::bigint as price
          from read_csv(?, header = true, all_varchar = true) where CustomerID <> ''),
        invoice as (
          select invoice, customer, cancels, min(happened_at) as happened_at,
            sum(abs(quantity) * price)::bigint as thousandths
          from line where price >= 0 and case when cancels then quantity < 0 else quantity > 0 end
          group by all)
      select invoice, customer, case when cancels then 'order_refunded' else 'order_placed' end,
        happened_at,
        -- Half to even, once per invoice.
        thousandths // 10 + case when thousandths % 10 > 5
          or (thousandths % 10 = 5 and thousandths // 10 % 2 = 1) then 1 else 0 end
      from invoice
      """;

  private static final String BASKETS =
      """
      select 'basket-' || regexp_replace(basket_id, '\\.0$', ''), 'h' || household_id,
        'order_placed', epoch_ms(min(transaction_timestamp::timestamp)),
        -- One line costs 4.44e-16, which is nothing.
        sum(round(sales_value::double * 100)::bigint)::bigint
      from read_csv(?, header = true, all_varchar = true) group by basket_id, household_id
      """;

  private static final String CAMPAIGNS =
      """
      select 'campaign-' || c.campaign_id || '-' || c.household_id, 'h' || c.household_id,
        'message_sent', epoch_ms(d.start_date::timestamp), null
      from read_csv(?, header = true, all_varchar = true) c
      join read_csv(?, header = true, all_varchar = true) d using (campaign_id)
      """;

  private RealData() {}

  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println(
          "usage: RealData online-retail FILE | complete-journey FOLDER [now] [port]");
      System.exit(2);
    }
    boolean retail = args[0].equals("online-retail");
    Path given = Path.of(args[1]);
    String now =
        args.length > 2 ? args[2] : retail ? "2011-12-10T00:00:00Z" : "2018-01-01T12:00:00Z";
    int port = args.length > 3 ? Integer.parseInt(args[3]) : 8100;
    Path data = Files.createTempDirectory("trailmark-real").resolve("data");
    List<Activity> activities = retail ? read(ONLINE_RETAIL, given) : completeJourney(given);
    boolean equal;
    try (Server server = Server.start(data, port, "--now", now)) {
      long start = System.nanoTime();
      if (retail) {
        // A copy: rejected lines are written beside it.
        Path copy = Files.copy(given, data.resolveSibling("online-retail.csv.gz"));
        server.command("import", copy.toString(), "--format", "online-retail");
      } else {
        server.importHistory(activities);
      }
      System.out.printf(
          "%s: %,d activities imported in %.1f s%n",
          args[0], activities.size(), (System.nanoTime() - start) / 1e9);
      equal = Compare.segments(server, activities);
    }
    System.out.println(equal ? "EQUAL" : "DIFFERENT");
    System.exit(equal ? 0 : 1);
  }

  private static List<Activity> completeJourney(Path folder) throws Exception {
    List<Activity> activities =
        new ArrayList<>(read(BASKETS, folder.resolve("transactions_sample.csv.gz")));
    activities.addAll(
        read(
            CAMPAIGNS,
            folder.resolve("campaigns.csv.gz"),
            folder.resolve("campaign_descriptions.csv.gz")));
    return activities;
  }

  private static List<Activity> read(String sql, Path... files) throws Exception {
    List<Activity> activities = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement select = db.prepareStatement(sql)) {
      for (int i = 0; i < files.length; i++) {
        select.setString(i + 1, files[i].toString());
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long amount = rows.getLong(5);
          activities.add(
              new Activity(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getLong(4),
                  rows.wasNull() ? null : amount));
        }
      }
    }
    return activities;
  }
}
