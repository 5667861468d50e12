package io.trailmark.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What 84.51° "The Complete Journey" tells, read from its files by SQL, past all our readers. */
final class CompleteJourneySql {
  private static final String BASKETS =
      """
      with
        line as (
          select *, row_number() over () as n,
            -- One line costs 4.44e-16, which is nothing.
            round(sales_value::double * 100)::bigint as cents,
            round(retail_disc::double * 100)::bigint + round(coupon_disc::double * 100)::bigint
              + round(coupon_match_disc::double * 100)::bigint as off,
            quantity::double::bigint as pieces
          from read_csv('%s/transactions_sample.csv.gz', header = true, all_varchar = true)),
        product as (
          select product_id, coalesce(nullif(product_category, ''), department) as category
          from read_csv('%s/products.csv.gz', header = true, all_varchar = true))
      select 'complete-journey/basket/' || regexp_replace(basket_id, '\\.0$', ''), household_id,
        'order_placed', epoch_ms(min(transaction_timestamp::timestamp)), sum(cents)::bigint,
        'order ' || regexp_replace(basket_id, '\\.0$', '') || ', discount ' || sum(off) || ': '
          || coalesce(string_agg(product_id || '|' || coalesce(category, '') || '|' || pieces || '|'
            || cents, ', ' order by n) filter (pieces > 0), '')
      from line left join product using (product_id) group by basket_id, household_id
      """;

  private static final String CAMPAIGNS =
      """
      select 'complete-journey/campaign/' || campaign_id || '/' || household_id, household_id,
        'message_sent', epoch_ms(timezone('America/New_York', start_date::timestamp)), null,
        'campaign ' || campaign_id
      from read_csv('%s/campaigns.csv.gz', header = true, all_varchar = true) c
      join read_csv('%s/campaign_descriptions.csv.gz', header = true, all_varchar = true) d
        using (campaign_id)
      """;

  private static final String COUPONS =
      """
      select concat_ws('/', 'complete-journey/coupon', campaign_id, coupon_upc, household_id,
          redemption_date),
        household_id, 'coupon_redeemed',
        epoch_ms(timezone('America/New_York', redemption_date::timestamp)), null,
        'coupon ' || coupon_upc || ' of ' || campaign_id
      from read_csv('%s/coupon_redemptions.csv.gz', header = true, all_varchar = true)
      """;

  private static final String TRAITS =
      """
      select 'complete-journey/trait/' || household_id || '/' || trait, household_id,
        'trait_changed', epoch_ms(timezone('America/New_York', '2017-01-01'::timestamp)), null,
        trait || ' is ' || value
      from (
        unpivot read_csv('%s/demographics.csv.gz', header = true, all_varchar = true)
        on columns(* exclude household_id) into name trait value value)
      where value <> ''
      """;

  private CompleteJourneySql() {}

  /**
   * An activity.
   *
   * @param properties all of it that is no amount, as text
   */
  record Told(
      String messageId,
      String customer,
      String kind,
      long at,
      @Nullable Long amount,
      String properties) {

    Activity activity() {
      return new Activity(messageId, customer, kind, at, amount);
    }
  }

  static List<Told> read(Path folder) throws SQLException {
    List<Told> told = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement()) {
      for (String sql : List.of(BASKETS, CAMPAIGNS, COUPONS, TRAITS)) {
        try (ResultSet rows = statement.executeQuery(sql.replace("%s", folder.toString()))) {
          while (rows.next()) {
            told.add(read(rows));
          }
        }
      }
    }
    return told;
  }

  private static Told read(ResultSet rows) throws SQLException {
    long cents = rows.getLong(5);
    Long amount = rows.wasNull() ? null : cents;
    return new Told(
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getLong(4),
        amount,
        rows.getString(6));
  }
}
