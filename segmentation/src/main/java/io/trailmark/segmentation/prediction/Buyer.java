package io.trailmark.segmentation.prediction;

/**
 * A customer who bought, as the models see them at the beginning of a day.
 *
 * @param purchases days after that of the first purchase on which they bought again
 * @param lastDay days from the first purchase to the last
 * @param days days from the first purchase to the last day that is over
 * @param spent what the purchases after the first day brought, minor units of money
 */
public record Buyer(int purchases, int lastDay, int days, long spent) {

  private double lastWeek() {
    return lastDay / BgNbd.DAYS_PER_WEEK;
  }

  private double weeks() {
    return days / BgNbd.DAYS_PER_WEEK;
  }

  /** What they spent on average on a day on which they bought again; 0 if they never did. */
  public double meanValue() {
    return purchases == 0 ? 0 : (double) spent / purchases;
  }

  /** The probability that they will still buy, in [0, 1]: {@link BgNbd#alive}. */
  public double alive(BgNbd buying) {
    return buying.alive(purchases, lastWeek(), weeks());
  }

  /**
   * On how many of the next {@code ahead} days they are expected to buy: {@link BgNbd#expected}.
   */
  public double expectedPurchases(BgNbd buying, int ahead) {
    return buying.expected(purchases, lastWeek(), weeks(), ahead / BgNbd.DAYS_PER_WEEK);
  }

  /**
   * What they are expected to spend on a day on which they buy: {@link GammaGamma#expectedValue}.
   * Who spent nothing yet is expected to spend what everybody does.
   */
  public double expectedValue(GammaGamma spending) {
    return spent <= 0
        ? spending.expectedValue(0, 0)
        : spending.expectedValue(purchases, meanValue());
  }
}
