package io.trailmark.queryside.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.queryside.QuerySide;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was predicted, by the fit that stood at the instant asked about. */
class WhyPredictedTest {
  private static final String PLAYBOOK =
      """
      playbook: shop
      zone: UTC
      currency: GBP
      predictions: true
      segments:
        - { id: slipping, when: { predicted: churn-risk, more-than: 70% } }
      """;

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static SurveyTaken survey(String at, SurveyTaken.Fit fit) {
    return new SurveyTaken(PlaybookEvent.ID, 1, at(at), at(at), false, List.of(), fit, null);
  }

  @Test
  void saysWhatWasPredictedFromWhichOrders() {
    String start = "2011-11-01T00:00:00Z";
    var buying = new SurveyTaken.Buying(0.243, 4.414, 0.793, 2.426);
    try (QuerySide side = QuerySide.start("2011-12-09T12:00:00Z")) {
      side.append(
          PlaybookEvent.ID,
          "Playbook",
          new PlaybookDrafted(PlaybookEvent.ID, 1, PLAYBOOK, at(start)),
          new PlaybookActivated(PlaybookEvent.ID, 1, at(start), false),
          survey("2011-11-02T00:00:00Z", new SurveyTaken.Fit(at(start), null, null)),
          survey("2011-12-01T00:00:00Z", new SurveyTaken.Fit(at(start), buying, null)),
          survey("2011-12-02T00:00:00Z", null));
      String ada = side.key("ada");
      for (String day : List.of("2011-08-01", "2011-08-09", "2011-08-20", "2011-12-01")) {
        long ordered = at(day + "T10:00:00Z");
        side.recordAt(
            day.startsWith("2011-12") ? day + "T10:00:00Z" : start,
            new ActivityRecorded(
                ada,
                "shop",
                "o" + ordered,
                "order_placed",
                ordered,
                100L,
                null,
                Map.of(),
                false,
                null));
      }

      assertThat(value(side, "2011-11-30T00:00:00Z").path("words").asString())
          .isEqualTo("nothing to measure");
      JsonNode before = value(side, "2011-12-01T12:00:00Z");
      // alive = 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha + t)) ^ (r + x)), t 19, T 121 days
      assertThat(before.path("number").doubleValue()).isEqualTo(73.76);
      assertThat(before.path("words").asString()).isEqualTo("73.76%");
      // The order of the 1st counts from the midnight after it.
      assertThat(value(side, "2011-12-02T00:00:00Z").path("number").doubleValue()).isLessThan(60);
      JsonNode condition = condition(side, "2011-12-01T12:00:00Z");
      assertThat(condition.path("words").asString())
          .isEqualTo("predicted risk that they will never order again is more than 70%");
      assertThat(condition.path("holds").booleanValue()).isTrue();
      assertThat(condition.path("deciding").path(0).path("total").intValue()).isEqualTo(3);
    }
  }

  private static JsonNode condition(QuerySide side, String at) {
    var answer = side.get("/api/customers/ada/why?segment=slipping&at=" + at);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    return answer.body().path("segments").path(0).path("condition");
  }

  private static JsonNode value(QuerySide side, String at) {
    return condition(side, at).path("value");
  }
}
