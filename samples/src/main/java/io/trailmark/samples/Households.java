package io.trailmark.samples;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What "The Complete Journey" tells of households beside their baskets. */
final class Households {
  static final String ID = "household_id";
  static final String CAMPAIGN = "campaign_id";
  static final List<String> REDEMPTION = List.of(ID, CAMPAIGN, "coupon_upc", "redemption_date");

  private static final List<String> TRAITS =
      List.of(
          "age",
          "income",
          "home_ownership",
          "marital_status",
          "household_size",
          "household_comp",
          "kids_count");

  /** Demographics name no date: they are known from the beginning of the data. */
  private static final Instant KNOWN_SINCE = JourneyText.startOf(LocalDate.of(2017, 1, 1));

  private final Map<String, Instant> campaignDays;

  Households(Map<String, Instant> campaignDays) {
    this.campaignDays = campaignDays;
  }

  List<String> traits(Row row) {
    String household = JourneyText.whole(row, ID);
    return TRAITS.stream()
        .filter(row.columns()::containsKey)
        .flatMap(trait -> trait(household, trait, JourneyText.known(row, trait)))
        .toList();
  }

  private static Stream<String> trait(String household, String trait, String value) {
    return value.isEmpty()
        ? Stream.empty()
        : Stream.of(
            ActivityJson.of(
                "complete-journey/trait/" + household + "/" + trait,
                household,
                "trait_changed",
                KNOWN_SINCE,
                json -> {
                  json.writeStringProperty("trait", trait);
                  json.writeStringProperty("value", value);
                }));
  }

  List<String> message(Row row) {
    String household = JourneyText.whole(row, ID);
    String campaign = JourneyText.whole(row, CAMPAIGN);
    Instant began = campaignDays.get(campaign);
    if (began == null) {
      throw new IllegalArgumentException(
          "campaign_id must be one of campaign_descriptions, which says when it began");
    }
    return List.of(
        ActivityJson.of(
            "complete-journey/campaign/" + campaign + "/" + household,
            household,
            "message_sent",
            began,
            json -> json.writeStringProperty("campaign", campaign)));
  }

  List<String> coupon(Row row) {
    String household = JourneyText.whole(row, ID);
    String campaign = JourneyText.whole(row, CAMPAIGN);
    String coupon = JourneyText.whole(row, "coupon_upc");
    Instant day = JourneyText.day(row, "redemption_date");
    String id = String.join("/", campaign, coupon, household, row.get("redemption_date"));
    return List.of(
        ActivityJson.of(
            "complete-journey/coupon/" + id,
            household,
            "coupon_redeemed",
            day,
            json -> {
              json.writeStringProperty("coupon", coupon);
              json.writeStringProperty("campaign", campaign);
            }));
  }
}
