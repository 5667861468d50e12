package io.trailmark.segmentation.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.explanation.Why.Activity;
import io.trailmark.segmentation.explanation.Why.Condition;
import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Each operator on a small timeline, as of noon of 1 March 2011, with what was computed by hand.
 */
class WhyTest {
  private static final long NOON = millis("2011-03-01T12:00:00Z");
  private static final long DAY = 86_400_000;

  private final Timeline timeline = new Timeline();

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static Playbook playbook(String... rules) {
    StringBuilder text = new StringBuilder("playbook: test\nzone: UTC\ncurrency: GBP\nsegments:\n");
    for (int i = 0; i < rules.length; i++) {
      text.append("  - { id: s" + i + ", name: S" + i + ", when: " + rules[i] + " }\n");
    }
    return Playbook.parse(text.toString());
  }

  private static Standing standing(Playbook playbook) {
    return Standing.NONE.activated(1, playbook, millis("2011-01-01T00:00:00Z"), false);
  }

  private void did(String kind, String at) {
    did(kind, at, null, Map.of());
  }

  private void did(String kind, String at, Long amount, Map<String, Object> properties) {
    timeline.add(kind, millis(at), amount, null, properties);
  }

  private void orders() {
    did("order_placed", "2011-01-10T09:00:00Z", 1_000L, Map.of("category", "shoes", "discount", 2));
    did("order_placed", "2011-02-10T09:00:00Z", 2_500L, Map.of("category", "hats"));
    did("order_placed", "2011-02-20T09:00:00Z", 500L, Map.of("category", "shoes", "discount", 1));
  }

  private Condition why(String rule) {
    return Why.of("s0", timeline, standing(playbook(rule)), NOON).condition();
  }

  private String told(String rule) {
    return told(why(rule));
  }

  private static String told(Condition c) {
    List<String> lines = new ArrayList<>();
    lines.add(
        c.operator()
            + ": "
            + (c.value() == null ? "" : c.value().words())
            + (c.threshold() == null ? "" : " | " + c.threshold().words())
            + " | "
            + c.holds()
            + " | "
            + (c.nextChange() == null ? "never" : brief(c.nextChange())));
    c.deciding().forEach(e -> lines.add("- " + told(e)));
    return String.join("\n", lines);
  }

  private static String told(Evidence e) {
    StringBuilder told = new StringBuilder(e.words() + ": " + e.total());
    told.append(e.day() == null ? "" : " on " + e.day());
    for (Activity a : e.activities()) {
      told.append("; ").append(a.words()).append(' ').append(brief(a.at()));
      told.append(a.amount() == null ? "" : " " + a.amount());
      told.append(a.properties().isEmpty() ? "" : " " + a.properties());
    }
    return told.toString();
  }

  private static String brief(long instant) {
    return Instant.ofEpochMilli(instant).toString().replaceAll("^2011-|:00Z$", "");
  }

  @Test
  void counts() {
    orders();
    assertThat(told("{ count: order_placed, between: [2, 5] }"))
        .isEqualTo(
            """
            count: 3 | 2 to 5 | true | never
            - orders placed: 3; order placed 02-20T09:00 500; order placed 02-10T09:00 2500;\
             order placed 01-10T09:00 1000\
            """);
    // 20 days after the one of 10 February a single one is left.
    assertThat(told("{ count: order_placed, within: 20d, at-least: 2 }"))
        .isEqualTo(
            """
            count: 2 | at least 2 | true | 03-02T09:00
            - orders placed in the last 20 days: 2; order placed 02-20T09:00 500;\
             order placed 02-10T09:00 2500\
            """);
  }

  @Test
  void saysWhenTheLastWasWhereThereAreNone() {
    orders();
    assertThat(told("{ count: order_placed, within: 5d, is: 0 }"))
        .isEqualTo(
            """
            count: 0 | exactly 0 | true | never
            - orders placed in the last 5 days: 0
            - the last order placed before: 1; order placed 02-20T09:00 500\
            """);
  }

  @Test
  void countsWhatIsMeant() {
    orders();
    assertThat(
            told(
                "{ count: order_placed, at-least: 1, where: { category: shoes, amount: { less-than:"
                    + " 7 } } }"))
        .isEqualTo(
            """
            count: 1 | at least 1 | true | never
            - orders placed whose category is "shoes" and worth less than 7.00 GBP: 1;\
             order placed 02-20T09:00 500 {category=shoes}\
            """);
  }

  @Test
  void tellsTheItemThatIsMeant() {
    did(
        "order_placed",
        "2011-02-10T09:00:00Z",
        900L,
        Map.of(
            "items", List.of(Map.of("category", "hats"), Map.of("category", "shoes", "price", 9))));
    assertThat(told("{ count: order_placed, at-least: 1, where: { items: { category: shoes } } }"))
        .endsWith("order placed 02-10T09:00 900 {items.category=shoes}");
  }

  @Test
  void countsDifferentValues() {
    orders();
    assertThat(told("{ distinct: order_placed, of: category, at-least: 3 }"))
        .isEqualTo(
            """
            distinct: 2 | at least 3 | false | never
            - the last with each category: 2; order placed 02-20T09:00 500 {category=shoes};\
             order placed 02-10T09:00 2500 {category=hats}\
            """);
  }

  /** Whichever kind it is of, and in whichever order they are looked at. */
  @Test
  void tellsTheLastActivityWithAValueOfSeveralKinds() {
    did("product_viewed", "2011-02-01T09:00:00Z", null, Map.of("category", "shoes"));
    did("cart_item_added", "2011-02-02T09:00:00Z", null, Map.of("category", "shoes"));
    did("cart_item_added", "2011-02-03T09:00:00Z", null, Map.of("category", "hats"));
    did("product_viewed", "2011-02-04T09:00:00Z", null, Map.of("category", "hats"));
    assertThat(told("{ distinct: [product_viewed, cart_item_added], of: category, at-least: 2 }"))
        .endsWith(
            """
            - the last with each category: 2; product viewed 02-04T09:00 {category=hats};\
             item added to the cart 02-02T09:00 {category=shoes}\
            """);
  }

  @Test
  void addsAmountsUp() {
    orders();
    timeline.add("order_placed", millis("2011-02-25T09:00:00Z"), 9_000L, "USD", Map.of());
    assertThat(told("{ total: order_placed, at-least: 40 }"))
        .startsWith("total: 40.00 GBP | at least 40.00 GBP | true | never\n- orders placed: 3;");
    // (10 + 25 + 5) / 3 = 13.333…
    assertThat(told("{ average: order_placed, less-than: 13 }"))
        .startsWith(
            "average: 13.33 GBP | less than 13.00 GBP | false | never\n- orders placed: 3;");
    assertThat(told("{ maximum: order_placed, at-least: 25 }"))
        .isEqualTo(
            """
            maximum: 25.00 GBP | at least 25.00 GBP | true | never
            - the last with the largest amount: 1; order placed 02-10T09:00 2500\
            """);
    assertThat(told("{ minimum: order_placed, within: 30d, at-least: 6 }"))
        .isEqualTo(
            """
            minimum: 5.00 GBP | at least 6.00 GBP | false | never
            - the last with the smallest amount: 1; order placed 02-20T09:00 500\
            """);
    assertThat(told("{ total: order_placed, of: discount, at-least: 3 }"))
        .isEqualTo(
            """
            total: 3 | at least 3 | true | never
            - orders placed: 2; order placed 02-20T09:00 {discount=1};\
             order placed 01-10T09:00 {discount=2}\
            """);
  }

  @Test
  void comparesShares() {
    orders();
    Condition share =
        why(
            "{ share: order_placed, where: { category: shoes }, among: order_placed, at-least: 80%"
                + " }");
    assertThat(told(share)).startsWith("share: 66.666666% | at least 80% | false | never");
    assertThat(share.deciding()).extracting(Evidence::total).containsExactly(2L, 3L);
  }

  @Test
  void comparesRates() {
    orders();
    // Two in 28 days are half a one in 7.
    assertThat(told("{ rate: order_placed, per: 7d, within: 28d, at-least: 0.5 }"))
        .startsWith(
            "rate: 0.5 | at least 0.5 | true | 03-10T09:00\n"
                + "- orders placed in the last 28 days: 2;");
  }

  @Test
  void takesRefundsOff() {
    orders();
    did("order_refunded", "2011-02-21T09:00:00Z", 700L, Map.of());
    assertThat(told("{ net: order_placed, at-least: 50 }"))
        .isEqualTo(
            """
            net: 33.00 GBP | at least 50.00 GBP | false | never
            - orders placed: 3; order placed 02-20T09:00 500; order placed 02-10T09:00 2500;\
             order placed 01-10T09:00 1000
            - refunds: 1; refund 02-21T09:00 700\
            """);
  }

  @Test
  void tellsTheLastAndTheFirst() {
    orders();
    assertThat(told("{ since-last: order_placed, at-least: 60d, less-than: 120d }"))
        .isEqualTo(
            """
            since-last: 9 days 3 hours | at least 60 days and less than 120 days | false | 04-21T09:00
            - the last order placed: 1; order placed 02-20T09:00 500\
            """);
    assertThat(told("{ since-first: order_placed, less-than: 60d }"))
        .isEqualTo(
            """
            since-first: 50 days 3 hours | less than 60 days | true | 03-11T09:00
            - the first order placed: 1; order placed 01-10T09:00 1000\
            """);
    assertThat(told("{ since-last: logged_in, at-least: 60d }"))
        .isEqualTo(
            """
            since-last: nothing to measure | at least 60 days | false | never
            - the last log-in: 0\
            """);
  }

  @Test
  void tellsHowLongItTook() {
    did("product_viewed", "2011-02-01T09:00:00Z");
    did("product_viewed", "2011-02-02T09:00:00Z");
    did("order_placed", "2011-02-04T10:00:00Z");
    assertThat(told("{ time-from: product_viewed, to: order_placed, at-least: 3d }"))
        .isEqualTo(
            """
            time-from: 3 days 1 hour | at least 3 days | true | never
            - order placed, and the product viewed that it is counted from: 1;\
             order placed 02-04T10:00 0; product viewed 02-01T09:00\
            """);
  }

  @Test
  void tellsTheDayOfAnOccasion() {
    did(
        "occasion_declared",
        "2011-02-01T09:00:00Z",
        null,
        Map.of("occasion", "birthday", "month", 3, "day", 20));
    // 19 days ahead; on the 6th it is 14.
    assertThat(told("{ until: { declared: birthday }, at-most: 14d }"))
        .isEqualTo(
            """
            until: 19 days | at most 14 days | false | 03-06T00:00
            - the next declared birthday: 1 on 2011-03-20;\
             occasion declared 02-01T09:00 {day=20, month=3, occasion=birthday}\
            """);
    assertThat(told("{ until: \"03-01\", is: 0d }")).startsWith("until: today | today | true |");
    assertThat(told("{ until: \"03-03\", is: 2d }"))
        .startsWith("until: 2 days | exactly 2 days | true |");
    assertThat(told("{ until: valentines, country: GB, at-most: 14d }"))
        .endsWith("\n- the next Valentine's Day (GB): 0 on 2012-02-14");
    assertThat(told("{ until: { anniversary: occasion_declared }, at-most: 400d }"))
        .endsWith(": 1 on 2012-02-01; occasion declared 02-01T09:00");
  }

  @Test
  void tellsWhatWasDoneBeforeAnOccasion() {
    orders();
    assertThat(
            told(
                "{ count: order_placed, at-least: 1, before-last: valentines, country: GB,"
                    + " within: 30d }"))
        .isEqualTo(
            """
            count: 1 | at least 1 | true | 2012-02-15T00:00
            - orders placed between 30 days before the last Valentine's Day (GB) and that day: 1;\
             order placed 02-10T09:00 2500
            - the last Valentine's Day (GB): 0 on 2011-02-14\
            """);
  }

  @Test
  void tellsOneThingAndThenAnother() {
    did("cart_item_added", "2011-02-01T09:00:00Z");
    did("order_placed", "2011-02-03T09:00:00Z", 100L, Map.of());
    did("cart_item_added", "2011-02-20T09:00:00Z");
    assertThat(told("{ first: cart_item_added, then: order_placed, within: 3d }"))
        .isEqualTo(
            """
            count: 1 | at least 1 | true | never
            - orders placed within 3 days after an item added to the cart: 1;\
             order placed 02-03T09:00 100; item added to the cart 02-01T09:00\
            """);
    assertThat(told("{ first: cart_item_added, without: order_placed, within: 3d }"))
        .endsWith(": 1; item added to the cart 02-20T09:00");
  }

  @Test
  void tellsWhatCameSince() {
    did("cart_item_added", "2011-02-01T09:00:00Z");
    assertThat(told("{ none: order_placed, after-last: cart_item_added }"))
        .isEqualTo(
            """
            none: 0 | none | true | never
            - the last item added to the cart: 1; item added to the cart 02-01T09:00
            - orders placed since: 0\
            """);
    did("order_placed", "2011-02-01T09:00:00Z", 100L, Map.of());
    assertThat(told("{ none: order_placed, after-last: cart_item_added }"))
        .startsWith("none: 1 | none | false | never")
        .endsWith("- orders placed since: 1; order placed 02-01T09:00 100");
    assertThat(told("{ none: order_placed, after-last: logged_in }"))
        .startsWith("none: no log-in yet | none | false | never");
  }

  @Test
  void comparesTwoWindows() {
    for (int day = 10; day < 20; day++) {
      did("message_opened", "2011-01-" + day + "T09:00:00Z");
    }
    did("message_opened", "2011-02-20T09:00:00Z");
    // The 30 days begin on 30 January, those before on 31 December.
    Condition falls = why("{ trend: message_opened, over: 30d, falls-by: 30% }");
    assertThat(told(falls)).startsWith("trend: 1 | at most 7 (70% of the 10 before) | true");
    assertThat(falls.deciding()).extracting(Evidence::total).containsExactly(1L, 10L);
    assertThat(falls.deciding().getLast().from()).isEqualTo(NOON - 60 * DAY + 1);
    assertThat(falls.deciding().getLast().to()).isEqualTo(NOON - 30 * DAY);
    // 18 January's falls out of the older window on 19 March, and one is no longer 70% of one.
    assertThat(falls.nextChange()).isEqualTo(millis("2011-03-19T09:00:00Z"));
    assertThat(told("{ trend: message_opened, over: 30d, rises-by: 50% }"))
        .startsWith("trend: 1 | at least 15 (150% of the 10 before) | false");
    assertThat(told("{ trend: logged_in, over: 30d, falls-by: 30%, or-never: true }"))
        .startsWith("trend: none ever | at most 0 (70% of the 0 before) | true | never");
  }

  @Test
  void comparesWithTheCut() {
    orders();
    Playbook playbook = playbook("{ top: 10%, of: { net: order_placed }, keep: 20% }");
    Standing standing = standing(playbook);
    assertThat(told(Why.of("s0", timeline, standing, NOON).condition()))
        .startsWith("top: 40.00 GBP | nobody is in before the first survey | false | never");
    long midnight = millis("2011-03-01T00:00:00Z");
    Standing surveyed = standing.surveyed(survey(playbook, midnight, 4_000, 3_000));
    Condition in = Why.of("s0", timeline, surveyed, NOON).condition();
    assertThat(told(in))
        .startsWith(
            "top: 40.00 GBP | at least 40.00 GBP, and at least 30.00 GBP to stay in | true |"
                + " never");
    assertThat(in.cut().asOf()).isEqualTo(midnight);
    assertThat(in.cut().least()).isEqualByComparingTo("40");
    assertThat(in.cut().keep()).isEqualByComparingTo("30");
    assertThat(in.deciding()).extracting(Evidence::total).containsExactly(3L, 0L);
  }

  private static Survey survey(Playbook playbook, long at, long... cuts) {
    Map<TopCut, OptionalLong> taken = new HashMap<>();
    int i = 0;
    for (TopCut cut : playbook.cuts()) {
      taken.put(cut, OptionalLong.of(cuts[i++]));
    }
    return new Survey(at, at, false, taken);
  }

  @Test
  void tellsTheChangeOfATrait() {
    did("trait_changed", "2011-02-01T09:00:00Z", null, Map.of("trait", "plan", "value", "silver"));
    did("trait_changed", "2011-02-02T09:00:00Z", null, Map.of("trait", "plan", "value", "gold"));
    did("trait_changed", "2011-02-03T09:00:00Z", null, Map.of("trait", "tier", "value", "one"));
    assertThat(told("{ trait: plan, is: gold }"))
        .isEqualTo(
            """
            trait: "gold" | is "gold" | true | never
            - the last change of plan: 1; trait changed 02-02T09:00 {trait=plan, value=gold}\
            """);
    assertThat(told("{ trait: colour }"))
        .isEqualTo("trait: none is known | is set | false | never\n- the last change of colour: 0");
  }

  @Test
  void tellsWhatSaysTheBenefit() {
    did(
        "order_placed",
        "2011-02-10T09:00:00Z",
        900L,
        Map.of("items", List.of(Map.of("benefit", "muscle"))));
    assertThat(told("{ benefit: weight }"))
        .isEqualTo(
            """
            benefit: "muscle" | is "weight" | false | never
            - orders of something with the benefit "muscle": 1;\
             order placed 02-10T09:00 900 {items.benefit=muscle}\
            """);
    did("benefit_declared", "2011-02-01T09:00:00Z", null, Map.of("benefit", "weight"));
    assertThat(told("{ benefit: weight }"))
        .isEqualTo(
            """
            benefit: "weight" | is "weight" | true | never
            - the last benefit declared: 1; benefit declared 02-01T09:00 {benefit=weight}\
            """);
  }

  @Test
  void explainsWhatARuleIsMadeOf() {
    orders();
    Condition all =
        why("{ all: [ { count: order_placed, is: 1 }, { not: { any: [ { trait: plan } ] } } ] }");
    assertThat(told(all)).isEqualTo("all:  | false | never");
    assertThat(all.words())
        .isEqualTo("exactly 1 order placed, and not (the customer's plan is set)");
    assertThat(all.parts()).extracting(Condition::operator).containsExactly("count", "not");
    assertThat(all.parts()).extracting(Condition::holds).containsExactly(false, true);
    assertThat(all.parts().getLast().parts().getFirst().parts().getFirst().operator())
        .isEqualTo("trait");
  }

  /** A segment that is named often is told of once. */
  @Test
  void explainsASegmentThatIsNamedOnce() {
    Playbook playbook =
        playbook(
            "{ any: [ { segment: s1 }, { not: { segment: s1 } } ] }",
            "{ count: order_placed, at-least: 1 }");
    Condition any = Why.of("s0", timeline, standing(playbook), NOON).condition();
    Condition first = any.parts().getFirst();
    assertThat(first.words()).isEqualTo("in the segment S1");
    assertThat(first.parts())
        .extracting(Condition::words)
        .containsExactly("at least 1 order placed");
    assertThat(any.parts().getLast().parts().getFirst().parts()).isEmpty();
    List<Why> all = Why.all(timeline, standing(playbook), NOON);
    assertThat(all).extracting(w -> w.segment().id()).containsExactly("s0", "s1");
    assertThat(all).extracting(Why::in).containsExactly(true, false);
    assertThat(all.getFirst().condition().parts().getFirst().parts()).isEmpty();
  }

  @Test
  void knowsWhatWasInForce() {
    Standing standing =
        standing(playbook("{ trait: plan }"))
            .activated(2, playbook("{ trait: plan }", "{ trait: tier }"), NOON, false);
    assertThat(Why.all(timeline, standing, NOON - 1)).hasSize(1);
    assertThat(Why.all(timeline, standing, NOON)).hasSize(2);
    assertThatThrownBy(() -> Why.of("s1", timeline, standing, NOON - 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Why.all(timeline, standing, millis("2010-12-31T23:59:59.999Z")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** 100,000 activities are counted, and 20 of them told of; of all evidence together 2,000. */
  @Test
  void tellsOfNoMoreThanAnyoneReads() {
    for (int i = 0; i < 100_000; i++) {
      timeline.add("logged_in", NOON - 100_000 + i, 0);
    }
    Evidence evidence = why("{ count: logged_in, at-least: 1 }").deciding().getFirst();
    assertThat(evidence.total()).isEqualTo(100_000);
    assertThat(evidence.activities())
        .extracting(Activity::at)
        .hasSize(20)
        .startsWith(NOON - 1, NOON - 2);
    String[] rules = new String[150];
    Arrays.fill(rules, "{ count: logged_in, at-least: 1 }");
    List<Why> all = Why.all(timeline, standing(playbook(rules)), NOON);
    assertThat(all)
        .extracting(w -> w.condition().deciding().getFirst().total())
        .containsOnly(100_000L);
    assertThat(
            all.stream()
                .mapToInt(w -> w.condition().deciding().getFirst().activities().size())
                .sum())
        .isEqualTo(2_000);
  }
}
