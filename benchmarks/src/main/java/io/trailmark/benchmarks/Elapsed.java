package io.trailmark.benchmarks;

/** What the programs here measure by. */
final class Elapsed {
  private Elapsed() {}

  /**
   * Seconds until now.
   *
   * @param since of {@link System#nanoTime}
   */
  static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
