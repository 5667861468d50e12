package io.trailmark.segmentation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.timeline.Timeline;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final List<String> KINDS = List.of("a", "b", "c", "d");

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());

  /** Kinds of very different numbers, some of them at one instant. */
  @Test
  void findsTheNthOfSeveralKinds() {
    for (int round = 0; round < 200; round++) {
      Random random = new Random(seed + round);
      Timeline timeline = new Timeline();
      List<Long> instants = new ArrayList<>();
      int until = 1 + random.nextInt(500);
      for (String kind : KINDS) {
        for (int i = random.nextInt(1 << random.nextInt(9)); i > 0; i--) {
          long at = random.nextInt(until);
          timeline.add(kind, at, 0);
          instants.add(at);
        }
      }
      Collections.sort(instants);
      Selection of = new Selection.Of(new Kinds(KINDS, false));
      View view = new View(timeline, Surveys.NONE, ZoneOffset.UTC);
      long from = random.nextInt(until);
      List<Long> later = instants.stream().filter(at -> at > from).toList();
      for (int n = 1; n <= later.size(); n++) {
        assertThat(of.nth(view, from, n))
            .as("seed " + seed + " round " + round + " n " + n)
            .isEqualTo(later.get(n - 1));
      }
    }
  }
}
