package io.trailmark.segmentation.prediction;

import java.util.Arrays;

/**
 * How often and when customers bought, in whole days: customers that look the same are one group
 * with their number, so that a fit over millions is one over some ten thousand groups. Purchases of
 * one day count as one and those of the first day not at all, as in the published tables: a second
 * purchase no time after the first would make any rate, however high, too low to be likely. Groups
 * are in order of purchases, then last day, then days. Immutable.
 */
public final class Histories {
  /** Days that one customer may be observed, some 2,870 years. */
  public static final int MOST_DAYS = (1 << 20) - 1;

  private static final int DAY_BITS = 20;

  private final long[] keys;
  private final int[] customers;

  private Histories(long[] keys, int[] customers) {
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

  /** Days after the first on which each customer in the group bought. */
  public int purchases(int group) {
    return (int) (keys[group] >>> 2 * DAY_BITS);
  }

  /** Days from the first purchase to the last. */
  public int lastDay(int group) {
    return (int) (keys[group] >>> DAY_BITS) & MOST_DAYS;
  }

  /** Days from the first purchase to now. */
  public int days(int group) {
    return (int) keys[group] & MOST_DAYS;
  }

  /** Customers in the group, ≥ 1. */
  public int customers(int group) {
    return customers[group];
  }

  /** Customers in all groups. */
  public long customers() {
    return Arrays.stream(customers).asLongStream().sum();
  }

  /** Customers who bought again. */
  public long repeatBuyers() {
    return groups() == 0 ? 0 : customers() - (purchases(0) == 0 ? customersUntil(endOfRun(0)) : 0);
  }

  private long customersUntil(int group) {
    return Arrays.stream(customers, 0, group).asLongStream().sum();
  }

  /** The most days from a first purchase to now, 0 if there is nobody. */
  public int longest() {
    int longest = 0;
    for (int i = 0; i < keys.length; i++) {
      longest = Math.max(longest, days(i));
    }
    return longest;
  }

  /** Every {@code step}th group: a smaller collection that looks much the same. */
  public Histories thinned(int step) {
    int size = (keys.length + step - 1) / step;
    long[] some = new long[size];
    int[] counts = new int[size];
    for (int i = 0; i < size; i++) {
      some[i] = keys[i * step];
      counts[i] = customers[i * step];
    }
    return new Histories(some, counts);
  }

  /** The first group after {@code from} with another number of purchases. */
  int endOfRun(int from) {
    int to = from + 1;
    while (to < keys.length && purchases(to) == purchases(from)) {
      to++;
    }
    return to;
  }

  /** Collects customers in any order. Not for use by several threads. */
  public static final class Builder {
    private final Keys keys = new Keys();

    private Builder() {}

    /**
     * Adds one customer.
     *
     * @param purchases days after that of the first purchase on which they bought again, ≥ 0
     * @param lastDay days from the first purchase to the last: at least as many as purchases, 0 if
     *     there are none
     * @param days days from the first purchase to now, lastDay to {@link #MOST_DAYS}
     * @throws IllegalArgumentException if a number is out of range
     */
    public Builder add(int purchases, int lastDay, int days) {
      boolean some = 0 < purchases && purchases <= lastDay;
      boolean none = purchases == 0 && lastDay == 0;
      if (!(some || none) || lastDay > days || days > MOST_DAYS) {
        throw new IllegalArgumentException(
            "purchases must be at most lastDay, both 0 or neither, and lastDay at most days, and"
                + " days"
                + " at most %,d; not %d, %d, %d".formatted(MOST_DAYS, purchases, lastDay, days));
      }
      keys.add(((long) purchases << DAY_BITS | lastDay) << DAY_BITS | days);
      return this;
    }

    /** What was added until now. */
    public Histories build() {
      return keys.grouped(Histories::new);
    }
  }
}
