package io.trailmark.benchmarks;

import io.trailmark.benchmarks.simulation.Races;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Messages that come due while the customer orders (which cancels the deadline that is firing),
 * takes consent back, or is erased: the order of commits decides, never both.
 *
 * <p>Arguments: times each (10000), seed (random).
 */
public final class SequenceRaces {
  private SequenceRaces() {}

  public static void main(String[] args) throws Exception {
    int times = Arguments.number(args, 0, 10_000);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    System.out.printf("races: %,d times each, seed %d%n", times, seed);
    Path home = Files.createTempDirectory("trailmark-races");
    boolean right = true;
    try (Races races = Races.in(home, seed)) {
      for (Races.Against against : Races.Against.values()) {
        long began = System.nanoTime();
        right &= races.race(against, times);
        System.out.printf("  %.0f s%n", Elapsed.seconds(began));
      }
    }
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }
}
