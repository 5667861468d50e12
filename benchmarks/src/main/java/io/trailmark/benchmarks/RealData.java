package io.trailmark.benchmarks;

import io.trailmark.segmentation.playbook.Playbook;
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
 *   <li>{@code complete-journey}: 84.51° "The Complete Journey", by {@code trailmark import
 *       --format complete-journey}, with the currency of that data.
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
    Path playbook = data.resolveSibling("standard.yaml");
    Files.writeString(
        playbook, retail ? standard() : standard().replaceFirst("currency: GBP", "currency: USD"));
    String[] settings = {"--now", now, "--playbook", playbook.toString()};
    try (Server server = Server.start(data, port, settings)) {
      long start = System.nanoTime();
      // Rejected lines, such as those of traits that are not configured, are written beside it.
      Path link = Files.createSymbolicLink(data.resolveSibling("given"), given.toAbsolutePath());
      server.command("import", link.toString(), "--format", args[0]);
      System.out.printf(
          "%s: %,d activities imported in %.1f s%n",
          args[0], activities.size(), (System.nanoTime() - start) / 1e9);
      equal = Compare.segments(server, activities);
    }
    System.out.println(equal ? "EQUAL" : "DIFFERENT");
    System.exit(equal ? 0 : 1);
  }

  private static String standard() {
    return Playbook.shipped("standard");
  }

  private static List<Activity> completeJourney(Path folder) throws Exception {
    return CompleteJourneySql.read(folder).stream()
        .filter(told -> !told.kind().equals("trait_changed"))
        .map(CompleteJourneySql.Told::activity)
        .toList();
  }

  private static List<Activity> read(String sql, Path file) throws Exception {
    List<Activity> activities = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement select = db.prepareStatement(sql)) {
      select.setString(1, file.toString());
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
