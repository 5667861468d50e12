package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.benchmarks.simulation.Races;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link SequenceRaces} does for hours, as a build can afford it. {@link SimulatedYear} takes
 * minutes for a single run with kills: it is a program alone.
 */
class SequencesTest {
  @TempDir private Path home;

  @ParameterizedTest
  @EnumSource
  void letsTheOrderOfCommitsDecide(Races.Against against) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Races races = Races.in(home, seed)) {
      assertThat(races.race(against, 200)).isTrue();
    }
  }
}
