package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardRailsTest {

  private static Playbook playbook(int segments, String sequences) {
    return Playbook.parse(
        "playbook: shop\nzone: UTC\ncurrency: GBP\nsegments:\n"
            + IntStream.rangeClosed(1, segments)
                .mapToObj(
                    i -> "  - id: s" + i + "\n    when: { count: order_placed, is: " + i + " }")
                .collect(Collectors.joining("\n"))
            + "\nsequences:\n"
            + sequences);
  }

  private static String sequence(String id, String segment, int mails) {
    return "  "
        + id
        + ":\n    for: "
        + segment
        + "\n    steps:\n"
        + "      - { send: m }\n".repeat(mails);
  }

  private static String flows(int segments) {
    return IntStream.rangeClosed(1, segments)
        .mapToObj(i -> sequence("q" + i, "s" + i, 1))
        .collect(Collectors.joining());
  }

  private static Evidence evidence(long days, Evidence.Sample sample) {
    return new Evidence(days, List.of(), Set.of("order_placed"), Set.of(), sample);
  }

  private static List<String> codes(Playbook playbook, Evidence evidence) {
    return GuardRails.check(playbook, evidence).stream().map(Warning::code).toList();
  }

  @Test
  void warnsAboveFiveSegmentsInTheFirstNinetyDays() {
    assertThat(GuardRails.check(playbook(5, flows(5)), null)).isEmpty();
    Playbook six = playbook(6, flows(6));
    assertThat(GuardRails.check(six, null))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("over-segmenting");
              assertThat(w.where()).isEqualTo("playbook");
              assertThat(w.message()).contains("6 segments", "3 to 5", "25 segments");
            });
    assertThat(codes(six, evidence(89, Evidence.Sample.NONE))).containsExactly("over-segmenting");
    assertThat(codes(six, evidence(-1, Evidence.Sample.NONE))).containsExactly("over-segmenting");
    assertThat(codes(six, evidence(90, Evidence.Sample.NONE))).isEmpty();
  }

  @Test
  void namesSegmentsThatNobodySpeaksTo() {
    assertThat(GuardRails.check(playbook(3, sequence("q", "s2", 1)), null))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("nobody-speaks");
              assertThat(w.where()).isEqualTo("segments s1, s3");
              assertThat(w.message()).contains("these 2 segments");
            });
  }

  /** `recent` is entered by an order, which starts a sequence; `regular` is not entered by one. */
  @Test
  void countsASequenceThatIsStartedByWhatMakesACustomerEnter() {
    assertThat(GuardRails.check(Playbook.parse(Playbook.shipped("starter")), null)).isEmpty();
    Playbook onOrder =
        Playbook.parse(
            """
            playbook: shop
            zone: UTC
            currency: GBP
            segments:
              - { id: recent, when: { since-last: order_placed, less-than: 60d } }
              - { id: regular, when: { count: order_placed, between: [2, 5] } }
              - { id: silent, when: { count: message_opened, is: 0 } }
            sequences:
              thanks: { on: order_placed, steps: [ { send: x } ] }
            """);
    assertThat(GuardRails.check(onOrder, null))
        .extracting(Warning::code, Warning::where)
        .containsExactly(tuple("nobody-speaks", "segments regular, silent"));
  }

  @Test
  void warnsOfWinBacksOverFiveMails() {
    assertThat(codes(playbook(1, sequence("win-back", "s1", 5)), null)).isEmpty();
    assertThat(codes(playbook(1, sequence("winback", "s1", 6)), null))
        .containsExactly("long-win-back");
    assertThat(codes(playbook(1, sequence("course", "s1", 6)), null)).isEmpty();
    Playbook ghosts =
        Playbook.parse(
            """
            playbook: shop
            zone: UTC
            currency: GBP
            segments:
              - { id: gone, name: Ghosts, when: { count: order_placed, is: 0 } }
            sequences:
              hello-again:
                for: gone
                steps: [{send: a}, {send: b}, {send: c}, {send: d}, {send: e}, {send: f}]
            """);
    assertThat(GuardRails.check(ghosts, null))
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains("6 e-mails", "3 to 5"));
  }

  @Test
  void findsTheSameDefinitionTwice() {
    Playbook twice =
        Playbook.parse(
            """
            playbook: shop
            zone: UTC
            currency: GBP
            segments:
              - { id: a, when: { since-last: order_placed, less-than: 60d } }
              - { id: b, when: { since-last: order_placed, less-than: 1440h } }
            sequences:
              one: { for: a, steps: [ { send: x } ] }
              two: { for: b, steps: [ { send: x } ] }
            """);
    assertThat(GuardRails.check(twice, null))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("identical-definitions");
              assertThat(w.where()).isEqualTo("segments a, b");
            });
  }

  @Test
  void warnsOfTemplatesThatNobodyWrote() {
    Playbook playbook = playbook(1, flows(1));
    String sent = playbook.sequences().getFirst().templates().iterator().next();
    Evidence missing =
        new Evidence(100, List.of(), Set.of("order_placed"), Set.of(sent), Evidence.Sample.NONE);
    assertThat(GuardRails.check(playbook, missing))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("template-missing");
              assertThat(w.message()).contains(sent, "PUT /api/templates/" + sent);
            });
  }

  @Test
  void passesOnDefinitionsThatChangeTooEarly() {
    Evidence evidence =
        new Evidence(
            200,
            List.of(new Definitions.Early("s1", 12)),
            Set.of("order_placed"),
            Set.of(),
            Evidence.Sample.NONE);
    assertThat(GuardRails.check(playbook(1, flows(1)), evidence))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("definition-changed-early");
              assertThat(w.message()).contains("12 days", "3 to 6 months", "`because`");
            });
  }

  @Test
  void namesKindsThatNeverArrived() {
    Playbook playbook =
        Playbook.parse(
            """
            playbook: shop
            zone: UTC
            currency: GBP
            segments:
              - { id: carts, when: { since-last: cart_item_added, less-than: 7d } }
              - { id: buyers, when: { count: order_placed, at-least: 1 } }
              - { id: seen, when: { since-first: any, at-least: 1d } }
              - { id: told, when: { count: message_sent, at-least: 1 } }
            sequences:
              a: { for: carts, steps: [ { send: x } ] }
              b: { for: buyers, steps: [ { send: x } ] }
              c: { for: seen, steps: [ { send: x } ] }
              d: { for: told, steps: [ { send: x } ] }
            """);
    assertThat(GuardRails.check(playbook, evidence(200, Evidence.Sample.NONE)))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("kind-never-arrived");
              assertThat(w.where()).isEqualTo("segment carts");
              assertThat(w.message()).contains("cart_item_added", "nothing else");
            });
  }

  private static Evidence.Sample sample(int customers, int inNone, int s1, int s2, int both) {
    return new Evidence.Sample(
        customers,
        inNone,
        inNone,
        Map.of("s1", s1, "s2", s2),
        Map.of(Evidence.Sample.pair("s1", "s2"), both),
        Set.of());
  }

  @Test
  void showsTheMiddleThatIsIgnored() {
    Playbook two = playbook(2, flows(2));
    assertThat(GuardRails.check(two, evidence(200, sample(100, 51, 30, 19, 0))))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("ignored-middle");
              assertThat(w.message()).contains("About 51%", "estimated from 100");
            });
    assertThat(codes(two, evidence(200, sample(100, 50, 30, 20, 0)))).isEmpty();
    assertThat(codes(two, evidence(200, sample(49, 49, 0, 0, 0)))).isEmpty();
  }

  @Test
  void findsSegmentsThatShareMostOfTheirMembers() {
    Playbook two = playbook(2, flows(2));
    // In one of them: 100. In both: 81, then 80.
    assertThat(GuardRails.check(two, evidence(200, sample(100, 0, 90, 91, 81))))
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.code()).isEqualTo("overlapping-definitions");
              assertThat(w.message()).contains("about 81%", "estimated from 100 of 100");
            });
    assertThat(codes(two, evidence(200, sample(100, 0, 90, 90, 80)))).isEmpty();
    // A part of a larger segment is none of it: the best of the good.
    assertThat(codes(two, evidence(200, sample(100, 0, 100, 20, 20)))).isEmpty();
    assertThat(codes(two, evidence(200, sample(100, 45, 19, 19, 19)))).isEmpty();
  }

  private static Playbook withRule(String rule) {
    return Playbook.parse(
        "playbook: shop\nzone: UTC\ncurrency: GBP\nsegments:\n  - id: a\n    when: "
            + rule
            + "\nsequences:\n  q: { for: a, goal: order_placde, steps: [ { send: x } ] }\n");
  }

  @Test
  void asksWhetherAKindIsMisspelt() {
    Playbook playbook = withRule("{ count: [order_plcaed, game_won], at-least: 1 }");
    assertThat(GuardRails.check(playbook, null))
        .extracting(Warning::code, Warning::where)
        .containsExactly(
            tuple("kind-looks-misspelt", "segment a"), tuple("kind-looks-misspelt", "sequence q"));
    assertThat(GuardRails.check(playbook, null).getFirst().message())
        .contains("`order_plcaed`", "did you mean `order_placed`?");
    Evidence own =
        new Evidence(
            100,
            List.of(),
            Set.of("order_plcaed", "order_placde", "game_won"),
            Set.of(),
            Evidence.Sample.NONE);
    assertThat(codes(playbook, own)).isEmpty();
  }

  @Test
  void warnsOfSumsOfWhatCarriesNoAmount() {
    for (String rule :
        List.of(
            "{ average: product_viewed, less-than: 50 }",
            "{ total: any, at-least: 50 }",
            "{ not: { minimum: [order_placed, signed_up], is: 5 } }",
            "{ top: 10%, of: { net: subscription_started } }")) {
      assertThat(codes(withRule(rule), null)).as(rule).contains("kind-without-amount");
    }
    for (String rule :
        List.of(
            "{ average: product_viewed, of: price, less-than: 50 }",
            "{ total: [order_placed, order_refunded], at-least: 50 }",
            "{ top: 10%, of: { net: order_placed } }")) {
      assertThat(codes(withRule(rule), null)).as(rule).containsExactly("kind-looks-misspelt");
    }
  }
}
