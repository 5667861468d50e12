package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.benchmarks.simulation.Races;
import io.trailmark.benchmarks.simulation.Simulation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link SimulatedYear} and {@link SequenceRaces} do for hours, as a build can afford it. */
class SequencesTest {
  @TempDir private Path home;

  @Test
  void sendsWhatItShouldWhereverItIsKilled() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Simulation simulation = Simulation.in(home)) {
      assertThat(simulation.killed(8, 40, seed, 2)).isTrue();
    }
  }

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
