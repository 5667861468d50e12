package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {
  private static final String BEFORE =
      """
      playbook: shop
      zone: UTC
      currency: GBP
      segments:
        - id: recent   # whoever just bought
          name: Recent buyers
          when: { since-last: order_placed, less-than: 60d }
          send: [thanks]
        - id: one-time
          when: { count: order_placed, is: 1 }
        - id: big
          when: { total: order_placed, at-least: 100 }
        - id: recent-big
          when: { all: [ { segment: recent }, { segment: big } ] }
      sequences:
        welcome:
          for: recent
          steps: [ { send: hello } ]
      """;

  private static List<String> whats(String to) {
    return Difference.between(BEFORE, to).stream()
        .map(d -> d.what() + (d.of() == null ? "" : " " + d.of()))
        .toList();
  }

  static List<String> shipped() {
    return Playbook.shipped();
  }

  /** Rules of one text are equal however often it is read: else everything would be a change. */
  @ParameterizedTest
  @MethodSource("shipped")
  void findsNothingBetweenAPlaybookAndItself(String name) {
    assertThat(Difference.between(Playbook.shipped(name), Playbook.shipped(name))).isEmpty();
  }

  /** JSON quotes every text, and has a list of documents where YAML has several. */
  @ParameterizedTest
  @MethodSource("shipped")
  void findsNothingBetweenYamlAndJson(String name) {
    String json = Playbook.toJson(Playbook.shipped(name));
    assertThat(Difference.between(Playbook.shipped(name), json)).isEmpty();
    assertThat(Difference.between(json, Playbook.toYaml(json))).isEmpty();
  }

  @Test
  void findsNothingBetweenSeveralDocumentsInYamlAndJson() {
    String yaml = BEFORE.replace("segments:\n", "segments:\n  - include: benefits\n");
    String complete = Playbook.complete(yaml);
    assertThat(complete).contains("\n---\n");
    assertThat(Difference.between(complete, Playbook.toJson(complete))).isEmpty();
  }

  @Test
  void findsNothingInLayoutAndInWhatMeansTheSame() {
    assertThat(whats(BEFORE.replace("  # whoever just bought", "").replace("60d", "1440h")))
        .isEmpty();
    assertThat(
            whats(
                BEFORE.replace(
                    "steps: [ { send: hello } ]", "steps:\n      - send: hello   # at once")))
        .isEmpty();
    assertThat(whats(Playbook.toJson(BEFORE))).isEmpty();
  }

  @Test
  void showsADefinitionBeforeAndAfterAndWhatNamesIt() {
    List<Difference> found = Difference.between(BEFORE, BEFORE.replace("60d", "30d"));

    assertThat(found).extracting(Difference::what).containsOnly("definition-changed");
    assertThat(found).extracting(Difference::of).containsExactly("recent", "recent-big");
    assertThat(found.getFirst().before()).isEqualTo("{ since-last: order_placed, less-than: 60d }");
    assertThat(found.getFirst().after()).isEqualTo("{ since-last: order_placed, less-than: 30d }");
    assertThat(found.getFirst().words()).contains("60d }", "→", "30d }");
    assertThat(found.getLast().words()).contains("with a segment that it names");
  }

  @Test
  void tellsNewGoneRenamedAndReorderedSegmentsApart() {
    assertThat(whats(BEFORE + "")).isEmpty();
    assertThat(whats(BEFORE.replace("id: one-time", "id: once")))
        .containsExactly("segment-renamed one-time");
    assertThat(whats(BEFORE.replace("name: Recent buyers", "name: Just bought")))
        .containsExactly("segment-renamed recent");
    assertThat(
            whats(
                BEFORE.replace("  - id: one-time\n    when: { count: order_placed, is: 1 }\n", "")))
        .containsExactly("segment-removed one-time");
    assertThat(
            whats(
                BEFORE.replace(
                    "sequences:",
                    "  - id: new\n    when: { count: order_placed, is: 7 }\nsequences:")))
        .containsExactly("segment-added new");
    String swapped =
        BEFORE
            .replace("id: one-time", "id: x")
            .replace("id: big", "id: one-time")
            .replace("id: x", "id: big")
            .replace("{ count: order_placed, is: 1 }", "{ y }")
            .replace("{ total: order_placed, at-least: 100 }", "{ count: order_placed, is: 1 }")
            .replace("{ y }", "{ total: order_placed, at-least: 100 }");
    assertThat(whats(swapped)).containsExactly("segments-reordered");
  }

  @Test
  void tellsGuidanceSequencesAndSettings() {
    assertThat(whats(BEFORE.replace("[thanks]", "[thanks, tips]")))
        .containsExactly("guidance-changed recent");
    assertThat(whats(BEFORE.replace("for: recent", "for: big")))
        .containsExactly("sequence-changed welcome");
    assertThat(whats(BEFORE.replace("welcome:", "hello:")))
        .containsExactly("sequence-added hello", "sequence-removed welcome");
    List<Difference> zone = Difference.between(BEFORE, BEFORE.replace("UTC", "Europe/London"));
    assertThat(zone)
        .containsExactly(
            new Difference(
                "zone-changed", null, "`zone`: UTC → Europe/London", "UTC", "Europe/London"));
  }

  /** Also what this program's grammar does not know yet. */
  @Test
  void readsPartsThatItDoesNotKnow() {
    Written written = Written.of(BEFORE + "guards: { max-messages: { email: 2 per 7d } }\n");
    assertThat(written.settings()).containsEntry("guards", "{ max-messages: { email: 2 per 7d } }");
  }

  @Test
  void looksIntoIncludedPlaybooks() {
    String including =
        """
        playbook: mine
        zone: UTC
        currency: GBP
        segments:
          - include: starter
        """;
    assertThat(
            Difference.between(
                Playbook.complete(including),
                Playbook.complete(including).replace("less-than: 60d", "less-than: 45d")))
        .anySatisfy(d -> assertThat(d.after()).contains("less-than: 45d"));
    assertThat(Written.of(including).segments()).containsKey("at-risk");
  }
}
