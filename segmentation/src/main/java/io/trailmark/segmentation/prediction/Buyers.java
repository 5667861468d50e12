package io.trailmark.segmentation.prediction;

import org.jspecify.annotations.Nullable;

/**
 * The customers whom the models are fitted to: the first who bought, in order of their keys, as
 * many as are enough. Keys are random, so these are picked at random. Not for use by several
 * threads.
 */
public final class Buyers {
  /** So many tell four parameters to a fraction of a percent. */
  public static final int ENOUGH = 200_000;

  private final int enough;
  private final Histories.Builder histories = Histories.builder();
  private final Spendings.Builder spendings = Spendings.builder();
  private int count;

  /** Finds the parameters under which what was seen is likeliest. */
  public interface Fitting {
    /** Of what happened before {@code asOf}. */
    Fitted fit(long asOf, Histories histories, Spendings spendings);
  }

  /**
   * Begins with none.
   *
   * @param enough how many to take, at least 1
   */
  public Buyers(int enough) {
    this.enough = enough;
  }

  /**
   * Adds the next customer, unless there are enough.
   *
   * @param buyer null: they did not buy
   */
  public void add(@Nullable Buyer buyer) {
    if (buyer == null || areEnough()) {
      return;
    }
    count++;
    histories.add(buyer.purchases(), buyer.lastDay(), buyer.days());
    if (buyer.spent() > 0) {
      spendings.add(buyer.purchases(), buyer.meanValue());
    }
  }

  /** Whether no more are needed. */
  public boolean areEnough() {
    return count >= enough;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The models, fitted to them. */
  public Fitted fitted(long asOf, Fitting fitting) {
    return fitting.fit(asOf, histories.build(), spendings.build());
  }
}
