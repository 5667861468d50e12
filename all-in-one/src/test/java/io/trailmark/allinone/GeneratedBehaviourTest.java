package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.samples.OnlineRetail;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedBehaviourTest {
  private static final Instant CUT = Instant.parse("2011-10-28T00:00:00Z");
  private static final OnlineRetail SAMPLE = OnlineRetail.sample();

  @Test
  void isTheSameEachTimeAndMarked() {
    List<TimedActivity> made = GeneratedBehaviour.beside(SAMPLE.purchases(), CUT);
    assertThat(made).isEqualTo(GeneratedBehaviour.beside(SAMPLE.purchases(), CUT));
    assertThat(made)
        .allSatisfy(
            activity -> assertThat(activity.json()).startsWith("{\"messageId\":\"generated/"));
    assertThat(made).extracting(TimedActivity::json).doesNotHaveDuplicates();
  }

  @Test
  void isModestAndOfTheLiveWeeks() {
    List<TimedActivity> made = GeneratedBehaviour.beside(SAMPLE.purchases(), CUT);
    assertThat(made)
        .extracting(TimedActivity::kind)
        .containsOnly("cart_item_added", "message_opened");
    assertThat(made).hasSizeBetween(3_000, 10_000);
    assertThat(made)
        .allSatisfy(
            activity -> assertThat(activity.at()).isBetween(CUT, CUT.plusSeconds(43 * 86_400)));
  }
}
