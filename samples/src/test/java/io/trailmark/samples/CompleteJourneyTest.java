package io.trailmark.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.samples.CompleteJourney.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompleteJourneyTest {
  private static final String TRANSACTIONS =
      "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,"
          + "coupon_match_disc,week,transaction_timestamp\n";

  private final List<UnreadableLine> problems = new ArrayList<>();
  @TempDir Path folder;

  @BeforeEach
  void writeProducts() throws IOException {
    write(
        "products.csv",
        "product_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"
            + "7,2,GROCERY,National,FRZN ICE,ICE,22 LB\n"
            + "8,2,FUEL,National,NA,,\n");
  }

  @Test
  void makesOneOrderOfTheLinesOfABasketWhereverTheyAre() throws IOException {
    write(
        "transactions.csv",
        TRANSACTIONS
            + "1,9,500.0,7,3.0,1.0,0.43,0.5,0.25,5,2017-07-28 19:06:53\n"
            + "2,9,501,8,1,2.50,0,0,0,5,2017-07-28T19:06:53Z\n"
            + "1,9,500.0,99,0.0,0.0,0.0,1.4,0.0,5,2017-07-28 19:06:52\n"
            + "1,9,500.0,98,1.0,4.440892e-16,0.0,0.0,0.0,5,2017-07-28 19:06:53\n");
    assertThat(read())
        .containsExactlyInAnyOrder(
            "{\"messageId\":\"complete-journey/basket/500\",\"customerId\":\"1\","
                + "\"kind\":\"order_placed\",\"occurredAt\":\"2017-07-28T19:06:52Z\","
                + "\"properties\":{\"orderId\":\"500\",\"amount\":\"1.00\",\"currency\":\"USD\","
                + "\"discount\":2.58,\"items\":["
                + "{\"productId\":\"7\",\"category\":\"FRZN ICE\",\"price\":\"0.33333333\","
                + "\"quantity\":3},"
                + "{\"productId\":\"98\",\"price\":\"0.00\",\"quantity\":1}]}}",
            "{\"messageId\":\"complete-journey/basket/501\",\"customerId\":\"2\","
                + "\"kind\":\"order_placed\",\"occurredAt\":\"2017-07-28T19:06:53Z\","
                + "\"properties\":{\"orderId\":\"501\",\"amount\":\"2.50\",\"currency\":\"USD\","
                + "\"discount\":0.00,\"items\":["
                + "{\"productId\":\"8\",\"category\":\"FUEL\",\"price\":\"2.50\","
                + "\"quantity\":1}]}}");
    assertThat(problems).isEmpty();
  }

  @Test
  void tellsTraitsCampaignsAndCouponsOnDaysOfTheShop() throws IOException {
    write("transactions.csv", TRANSACTIONS);
    write(
        "demographics.csv", "household_id,age,income,home_ownership\n1,65+,35-49K,\n2,NA,NA,NA\n");
    write("campaign_descriptions.csv", "campaign_id,start_date\n26,2016-12-28\n8,2017-05-08\n");
    write("campaigns.csv", "campaign_id,household_id\n26,1\n8,1\n");
    write(
        "coupon_redemptions.csv",
        "household_id,coupon_upc,campaign_id,redemption_date\n1,51380041013,26,2017-07-04\n");
    assertThat(read())
        .containsExactly(
            line("trait/1/age", "trait_changed", "2017-01-01T05", "trait", "age", "value", "65+"),
            line(
                "trait/1/income",
                "trait_changed",
                "2017-01-01T05",
                "trait",
                "income",
                "value",
                "35-49K"),
            line("campaign/26/1", "message_sent", "2016-12-28T05", "campaign", "26"),
            // Summer time.
            line("campaign/8/1", "message_sent", "2017-05-08T04", "campaign", "8"),
            line(
                "coupon/26/51380041013/1/2017-07-04",
                "coupon_redeemed",
                "2017-07-04T04",
                "coupon",
                "51380041013",
                "campaign",
                "26"));
  }

  private static String line(String id, String kind, String hour, String... properties) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < properties.length; i += 2) {
      all.append(i == 0 ? "" : ",");
      all.append("\"%s\":\"%s\"".formatted(properties[i], properties[i + 1]));
    }
    return ("{\"messageId\":\"complete-journey/%s\",\"customerId\":\"1\",\"kind\":\"%s\","
            + "\"occurredAt\":\"%s:00:00Z\",\"properties\":{%s}}")
        .formatted(id, kind, hour, all);
  }

  @Test
  void reportsLinesThatItCannotRead() throws IOException {
    write(
        "transactions.csv",
        TRANSACTIONS
            + "1,9,500,7,1,1.0,0,0,0,5,28.7.2017\n"
            + "1,9,501,7,1,one,0,0,0,5,2017-07-28 19:06:53\n"
            + "1,9,504,7,1.5,1.0,0,0,0,5,2017-07-28 19:06:53\n"
            + "1,9,502,7,1,-1.0,0,0,0,5,2017-07-28 19:06:53\n"
            + "1,9,503,7,1,1.0,0,0,0,5,2017-07-28 19:06:53\n"
            + "2,9,503,7,1,1.0,0,0,0,5,2017-07-28 19:06:53\n");
    write("campaigns.csv", "campaign_id,household_id\n26,1\n");
    assertThat(read()).hasSize(1);
    assertThat(problems)
        .extracting(UnreadableLine::message)
        .containsExactlyInAnyOrder(
            "campaign_id must be one of campaign_descriptions, which says when it began",
            "transaction_timestamp must look like 2017-01-28 19:06:53",
            "Not a number",
            "quantity must be a whole number",
            "sales_value must be 0 or more",
            "Basket 503 belongs to household 1, not 2");
  }

  @Test
  void refusesWhatIsNoCompleteJourney() throws IOException {
    assertThatThrownBy(this::read)
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("transactions.csv");
    write("transactions.csv", "basket_id\n1\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("sales_value");
    Path file = folder.resolve("products.csv");
    assertThatThrownBy(() -> new CompleteJourney(file).close())
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("folder");
  }

  /** Run in the module's folder, as Maven does. */
  @Test
  void readsTheSampleTheSameWayTwice() throws IOException {
    Set<String> once = new HashSet<>();
    try (CompleteJourney sample = new CompleteJourney(Path.of("complete-journey"))) {
      sample.reportProblems(problems::add);
      for (String line = sample.next(); line != null; line = sample.next()) {
        assertThat(once.add(line)).isTrue();
      }
      assertThat(sample.counts()).isEqualTo(new Counts(5_237, 6_589, 2_102, 47_243));
    }
    assertThat(problems).isEmpty();
    folder = Path.of("complete-journey");
    assertThat(new HashSet<>(read())).isEqualTo(once);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private List<String> read() throws IOException {
    List<String> lines = new ArrayList<>();
    try (CompleteJourney journey = new CompleteJourney(folder)) {
      journey.reportProblems(problems::add);
      for (String line = journey.next(); line != null; line = journey.next()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
