package io.trailmark.commandside.delivery;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of one node goes to a destination.
 *
 * @param rate messages a second in the long run; 0: any number
 * @param parallel how many are handed over at once, 1 to 100
 */
public record Pace(@DefaultValue("0") double rate, @DefaultValue("4") int parallel) {
  /** What holds unless something else is said. */
  public static final Pace USUAL = new Pace(0, 4);

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public Pace {
    if (!(rate >= 0 && rate <= 1e6)) {
      throw new IllegalArgumentException("rate must be 0 (any) to 1000000 a second");
    }
    if (parallel < 1 || parallel > 100) {
      throw new IllegalArgumentException("parallel must be 1 to 100");
    }
  }
}
