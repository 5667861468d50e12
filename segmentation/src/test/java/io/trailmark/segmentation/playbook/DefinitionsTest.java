package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DefinitionsTest {
  private static final long DAY = 86_400_000;

  private static Playbook playbook(String id, String days) {
    return Playbook.parse(
        """
        playbook: shop
        zone: UTC
        currency: GBP
        segments:
          - id: %s
            when: { since-last: order_placed, less-than: %s }
        """
            .formatted(id, days));
  }

  @Test
  void asksForAReasonBeforeNinetyDaysAreOver() {
    Definitions stood = Definitions.NONE.activated(playbook("recent", "60d"), 0);
    Playbook changed = playbook("recent", "30d");

    assertThat(stood.changedEarly(changed, 90 * DAY - 1))
        .containsExactly(new Definitions.Early("recent", 89));
    assertThat(stood.changedEarly(changed, 90 * DAY)).isEmpty();
    assertThat(stood.changedEarly(playbook("recent", "1440h"), 1)).isEmpty();
    assertThat(stood.changedEarly(playbook("other", "30d"), 1)).isEmpty();
  }

  @Test
  void countsFromTheLastChangeNotFromTheLastActivation() {
    Definitions stood =
        Definitions.NONE
            .activated(playbook("recent", "60d"), 0)
            .activated(playbook("recent", "60d"), 80 * DAY);
    assertThat(stood.changedEarly(playbook("recent", "30d"), 100 * DAY)).isEmpty();
    assertThat(
            stood
                .activated(playbook("recent", "30d"), 100 * DAY)
                .changedEarly(playbook("recent", "60d"), 110 * DAY))
        .containsExactly(new Definitions.Early("recent", 10));
  }

  @Test
  void remembersASegmentThatWasTakenOut() {
    Definitions stood =
        Definitions.NONE
            .activated(playbook("recent", "60d"), 0)
            .activated(playbook("other", "60d"), 10 * DAY);
    assertThat(stood.changedEarly(playbook("recent", "30d"), 20 * DAY)).hasSize(1);
  }
}
