package io.trailmark.benchmarks;

import io.trailmark.benchmarks.simulation.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A year of customers under a playbook with every kind of step, on a clock that goes on only when
 * everything due is done: twice by one node and once by two, which must not differ in anything;
 * then shorter ones, each ended three times as by {@code kill -9} at a place between intent,
 * sending and record that the seed chooses: no step twice, none missing, and no difference but
 * messages that are unknown.
 *
 * <p>Arguments: customers (2000; 0: only the runs with kills), days (365), seed (random), runs with
 * kills (100), customers in each of these (40), days (45).
 */
public final class SimulatedYear {
  private SimulatedYear() {}

  public static void main(String[] args) throws Exception {
    int customers = Arguments.number(args, 0, 2_000);
    int days = Arguments.number(args, 1, 365);
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    int runs = Arguments.number(args, 3, 100);
    int fewer = Arguments.number(args, 4, 40);
    int shorter = Arguments.number(args, 5, 45);
    System.out.printf(
        "simulated year: %,d customers, %d days, seed %d; %d runs with kills of %d customers, %d"
            + " days%n",
        customers, days, seed, runs, fewer, shorter);
    Path home = Files.createTempDirectory("trailmark-year");
    boolean right;
    try (Simulation simulation = Simulation.in(home)) {
      right =
          (customers == 0 || simulation.whole(customers, days, seed))
              & simulation.killed(fewer, shorter, seed, runs);
    }
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }
}
