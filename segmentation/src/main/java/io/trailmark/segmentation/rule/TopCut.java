package io.trailmark.segmentation.rule;

import java.math.BigDecimal;

/**
 * A cut that surveys must take.
 *
 * @param percent above 0, at most 100, without trailing zeros: equal cuts are equal records
 */
public record TopCut(Measure measure, BigDecimal percent) {
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  public TopCut {
    percent = percent.stripTrailingZeros();
  }

  /** The largest number of customers that is no more than the percentage of a population. */
  public long among(long population) {
    return percent
        .multiply(BigDecimal.valueOf(population))
        .divideToIntegralValue(HUNDRED)
        .longValueExact();
  }
}
