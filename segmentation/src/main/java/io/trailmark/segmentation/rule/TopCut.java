package io.trailmark.segmentation.rule;

import java.math.BigDecimal;

/**
 * A cut that surveys must take.
 *
 * @param percent above 0, at most 100, without trailing zeros: equal cuts are equal records
 */
public record TopCut(Measure measure, BigDecimal percent) {
  public TopCut {
    percent = percent.stripTrailingZeros();
  }
}
