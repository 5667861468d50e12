package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
  @Test
  void tellsRateCountAndTimeLeft() {
    assertThat(ProgressBar.line(0.25, 5_000, "activities", 2_000_000_000L))
        .isEqualTo("[#######-----------------------]  25% 5,000 activities, 2,500/s, 6 s left");
    assertThat(ProgressBar.line(0.5, 10, "activities", 7_200_000_000_000L))
        .endsWith("2 h 0 min left");
    assertThat(ProgressBar.line(1, 10, "activities", 1_000_000_000L))
        .isEqualTo("[##############################] 100% 10 activities, 10/s");
  }
}
