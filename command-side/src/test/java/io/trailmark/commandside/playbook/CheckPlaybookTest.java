package io.trailmark.commandside.playbook;

import static io.trailmark.commandside.CommandSide.activity;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import io.trailmark.commandside.CommandSide.Answer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** 60 customers with an order each, most of them long ago; carts never arrived. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckPlaybookTest {
  private CommandSide app;

  @BeforeAll
  void start() {
    app = CommandSide.start("2011-12-10T00:00:00Z");
    app.record(
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    order(
                        "o" + i,
                        "c" + i,
                        i < 25 ? "2011-12-01T10:00:00Z" : "2011-06-01T10:00:00Z",
                        "10.00"))
            .toArray(String[]::new));
  }

  @AfterAll
  void stop() {
    app.close();
  }

  private static String playbook(String... segments) {
    return "playbook: shop\nzone: UTC\ncurrency: GBP\nsegments:\n" + String.join("", segments);
  }

  private static String segment(String id, String when) {
    return "  - id: " + id + "\n    when: " + when + "\n";
  }

  private JsonNode check(String yaml) {
    Answer answer = app.post("/api/playbooks/check", yaml, "Content-Type", "application/yaml");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> codes(JsonNode checked) {
    return checked.path("warnings").valueStream().map(w -> w.path("code").asString()).toList();
  }

  private static String message(JsonNode checked, String code) {
    return checked
        .path("warnings")
        .valueStream()
        .filter(w -> w.path("code").asString().equals(code))
        .map(w -> w.path("where").asString() + ": " + w.path("message").asString())
        .findFirst()
        .orElse("");
  }

  @Test
  void answersWhatIsWrongWithoutStoringAnything() {
    int stored = app.get("/api/playbooks").body().path("playbooks").size();
    JsonNode bad = check(playbook(segment("a", "{ count: order_placed }")));
    assertThat(bad.path("valid").booleanValue()).isFalse();
    assertThat(bad.path("problems").path(0).path("line").intValue()).isEqualTo(6);
    JsonNode good = check(playbook(segment("a", "{ count: order_placed, is: 1 }")));
    assertThat(good.path("valid").booleanValue()).isTrue();
    assertThat(app.get("/api/playbooks").body().path("playbooks")).hasSize(stored);
  }

  @Test
  void estimatesWhoIsInNoSegmentFromThoseItLookedAt() {
    JsonNode checked =
        check(playbook(segment("fresh", "{ since-last: order_placed, less-than: 60d }")));
    assertThat(checked.path("evidence").path("customers").intValue()).isEqualTo(60);
    assertThat(checked.path("evidence").path("daysActive").intValue()).isZero();
    // 35 of 60.
    assertThat(message(checked, "ignored-middle")).contains("About 58%", "estimated from 60");
    assertThat(
            codes(check(playbook(segment("old", "{ since-last: order_placed, at-least: 60d }")))))
        .doesNotContain("ignored-middle");
  }

  @Test
  void findsOverlapsAmongThoseItLookedAt() {
    JsonNode checked =
        check(
            playbook(
                segment("fresh", "{ since-last: order_placed, less-than: 60d }"),
                segment("new", "{ since-first: order_placed, less-than: 61d }"),
                segment("once", "{ count: order_placed, is: 1 }")));
    assertThat(message(checked, "overlapping-definitions"))
        .startsWith("segments fresh, new: ")
        .contains("about 100%", "estimated from 25 of 60");
    assertThat(codes(checked)).containsOnlyOnce("overlapping-definitions");
  }

  @Test
  void knowsWhichKindsArrived() {
    String carts = playbook(segment("carts", "{ count: cart_item_removed, at-least: 1 }"));
    assertThat(message(check(carts), "kind-never-arrived")).contains("cart_item_removed");
    app.record(activity("r1", "c1", "cart_item_removed", "2011-12-01T10:00:00Z"));
    assertThat(codes(check(carts))).doesNotContain("kind-never-arrived");
    assertThat(codes(check(playbook(segment("a", "{ count: order_placed, is: 1 }")))))
        .doesNotContain("kind-never-arrived");
  }

  @Test
  void leavesOutWhatNoSurveyHasTaken() {
    eventually(
        () ->
            app.jdbc()
                    .sql("select count(*) from domain_event where payload_type like '%SurveyTaken'")
                    .query(Long.class)
                    .single()
                > 0);
    JsonNode unknown = check(playbook(segment("top", "{ top: 17%, of: { net: order_placed } }")));
    assertThat(unknown.path("evidence").path("notJudged").path(0).asString()).isEqualTo("top");
    assertThat(message(unknown, "ignored-middle")).contains("without top");
    JsonNode known = check(playbook(segment("top", "{ top: 10%, of: { net: order_placed } }")));
    assertThat(known.path("evidence").path("notJudged")).isEmpty();
  }

  /** The standard playbook's `recent` is of today. */
  @Test
  void warnsOfADefinitionThatChangesEarlyUnlessAReasonIsGiven() {
    String changed = playbook(segment("recent", "{ since-last: order_placed, less-than: 30d }"));
    assertThat(codes(check(changed))).contains("definition-changed-early");
    assertThat(
            codes(
                app.post(
                        "/api/playbooks/check?because=we+know+better",
                        changed,
                        "Content-Type",
                        "application/yaml")
                    .body()))
        .doesNotContain("definition-changed-early");
  }
}
