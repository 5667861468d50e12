package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The activities of one kind, customer by customer and for each in order of when they happened, and
 * then of value: six bytes for an instant, four for a value where any carries one.
 */
final class KindColumn {
  private static final int LOW_BITS = Short.SIZE;

  /** Of customer c they end before the c-th of these, and begin where those of c - 1 end. */
  private final int[] ends;

  private final long base;
  private final int[] high;
  private final short[] low;

  /** Null: none carries a value. */
  private final int @Nullable [] values;

  /** Instead of values where one does not fit into them. */
  private final long @Nullable [] large;

  /** Of what each carries, its number in the dictionary; null: none carries anything. */
  private final int @Nullable [] bags;

  private final Properties[] dictionary;

  /**
   * @param at of every activity, customer by customer
   * @param bags null: none carries anything
   */
  KindColumn(int[] ends, long[] at, long[] value, int @Nullable [] bags, Properties[] dictionary) {
    this.ends = ends;
    this.bags = bags;
    this.dictionary = dictionary;
    long least = Long.MAX_VALUE;
    boolean valued = false;
    boolean fits = true;
    for (int i = 0; i < at.length; i++) {
      least = Math.min(least, at[i]);
      valued |= value[i] != 0;
      fits &= value[i] == (int) value[i];
    }
    base = at.length == 0 ? 0 : least;
    high = new int[at.length];
    low = new short[at.length];
    for (int i = 0; i < at.length; i++) {
      long since = at[i] - base;
      if (since >>> LOW_BITS + Integer.SIZE != 0) {
        throw new IllegalArgumentException("activities lie more than 8,900 years apart");
      }
      high[i] = (int) (since >>> LOW_BITS);
      low[i] = (short) since;
    }
    large = valued && !fits ? value.clone() : null;
    int[] small = valued && fits ? new int[at.length] : null;
    for (int i = 0; small != null && i < at.length; i++) {
      small[i] = (int) value[i];
    }
    values = small;
  }

  int size() {
    return high.length;
  }

  int start(int customer) {
    return customer == 0 ? 0 : ends[customer - 1];
  }

  int end(int customer) {
    return ends[customer];
  }

  /** The first of a customer's that is not before an instant. */
  int since(int customer, long instant) {
    int low = start(customer);
    int high = end(customer);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle) < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long at(int i) {
    return base + ((high[i] & 0xFFFF_FFFFL) << LOW_BITS | low[i] & 0xFFFF);
  }

  long value(int i) {
    return values != null ? values[i] : large != null ? large[i] : 0;
  }

  Properties properties(int i) {
    return bags == null ? Properties.NONE : dictionary[bags[i]];
  }
}
