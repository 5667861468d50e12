package io.trailmark.segmentation.prediction;

import java.util.Arrays;

/**
 * How much customers spent per transaction: customers that look the same are one group with their
 * number. Values are kept to seven digits. Groups are in order of transactions, then mean value.
 * Immutable.
 */
public final class Spendings {
  private final long[] keys;
  private final int[] customers;

  private Spendings(long[] keys, int[] customers) {
    this.keys = keys;
    this.customers = customers;
  }

  /** Begins an empty collection. */
  public static Builder builder() {
    return new Builder();
  }

  /** Number of groups. */
  public int groups() {
    return keys.length;
  }

  /** Transactions of each customer in the group, ≥ 1. */
  public int transactions(int group) {
    return (int) (keys[group] >>> 32);
  }

  /** Mean value of their transactions, > 0. */
  public double meanValue(int group) {
    return Float.intBitsToFloat((int) keys[group]);
  }

  /** Customers in the group, ≥ 1. */
  public int customers(int group) {
    return customers[group];
  }

  /** Customers in all groups. */
  public long customers() {
    return Arrays.stream(customers).asLongStream().sum();
  }

  /** Every {@code step}th group: a smaller collection that looks much the same. */
  public Spendings thinned(int step) {
    int size = (keys.length + step - 1) / step;
    long[] some = new long[size];
    int[] counts = new int[size];
    for (int i = 0; i < size; i++) {
      some[i] = keys[i * step];
      counts[i] = customers[i * step];
    }
    return new Spendings(some, counts);
  }

  /** Collects customers in any order. Not for use by several threads. */
  public static final class Builder {
    private final Keys keys = new Keys();

    private Builder() {}

    /**
     * Adds one customer.
     *
     * @param transactions how many, ≥ 1
     * @param meanValue their mean value, 1e-30 to 1e30 in any unit of money
     * @throws IllegalArgumentException if a number is out of range: who spent nothing is not in the
     *     model
     */
    public Builder add(int transactions, double meanValue) {
      if (transactions < 1) {
        throw new IllegalArgumentException("transactions must be at least 1, not " + transactions);
      }
      if (!(meanValue >= 1e-30 && meanValue <= 1e30)) {
        throw new IllegalArgumentException("meanValue must be above 0, not " + meanValue);
      }
      // The bits of positive floats are in the order of the floats.
      keys.add((long) transactions << 32 | Float.floatToIntBits((float) meanValue));
      return this;
    }

    /** What was added until now. */
    public Spendings build() {
      return keys.grouped(Spendings::new);
    }
  }
}
