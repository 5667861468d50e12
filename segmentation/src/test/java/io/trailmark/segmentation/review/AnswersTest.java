package io.trailmark.segmentation.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.timeline.Timeline;
import org.junit.jupiter.api.Test;

/** What is kept from one review to the next tells the same as looking anew. */
class AnswersTest {
  private static final long MINUTE = 60_000;

  private final Timeline timeline = new Timeline();
  private final Answers kept = new Answers(timeline);

  private static Standing standing(String when) {
    String text = "playbook: test\nzone: UTC\ncurrency: GBP\nsegments:\n  - { id: it, when: ";
    return Standing.NONE.activated(1, Playbook.parse(text + when + " }\n"), 0, false);
  }

  private long nextChange(Standing standing, long at) {
    return Review.at(kept, Memberships.NONE, standing, at, Cause.ACTIVITY, false).nextChange();
  }

  @Test
  void aWholeIsAskedAgainWhichPartsDecideIt() {
    Standing standing =
        standing(
            "{ all: [{ since-last: logged_in, at-least: 10m },"
                + " { since-last: logged_in, less-than: 5m }] }");
    timeline.add("logged_in", 0, 0);
    assertThat(nextChange(standing, MINUTE)).isEqualTo(10 * MINUTE);
    timeline.add("product_viewed", 6 * MINUTE, 0);
    // The second part fails for ever by now, so it does not matter that the first will hold.
    assertThat(nextChange(standing, 7 * MINUTE)).isEqualTo(Measure.NEVER);
  }
}
