package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Properties;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The activities of one kind, customer by customer and for each in order of when they happened, and
 * then of value: six bytes for an instant, four for a value where any carries one. Immutable.
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

  private final SortedMap<String, Carried> carried;

  /**
   * What each activity carries under one name.
   *
   * @param numbers of each, its number in the dictionary
   * @param dictionary of what is carried under that name alone; the first is nothing
   */
  record Carried(int[] numbers, Properties[] dictionary) {

    private Carried ordered(int[] order) {
      return new Carried(Arrays.stream(order).map(i -> numbers[i]).toArray(), dictionary);
    }

    Carried range(int from, int to) {
      return new Carried(Arrays.copyOfRange(numbers, from, to), dictionary);
    }
  }

  /**
   * @param at of every activity, customer by customer and in order
   * @param carried by name
   */
  KindColumn(int[] ends, long[] at, long[] value, Map<String, Carried> carried) {
    this.ends = ends;
    this.carried = new TreeMap<>(carried);
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
    large = valued && !fits ? value : null;
    int[] small = valued && fits ? new int[at.length] : null;
    for (int i = 0; small != null && i < at.length; i++) {
      small[i] = (int) value[i];
    }
    values = small;
  }

  /** The same from activities of each customer in any order. */
  static KindColumn sorted(int[] ends, long[] at, long[] value, Map<String, Carried> carried) {
    int[] order = Chronology.order(ends, at, value);
    if (order.length == 0) {
      return new KindColumn(ends, at, value, carried);
    }
    Map<String, Carried> ordered = new TreeMap<>();
    carried.forEach((name, c) -> ordered.put(name, c.ordered(order)));
    return new KindColumn(
        ends,
        Arrays.stream(order).mapToLong(i -> at[i]).toArray(),
        Arrays.stream(order).mapToLong(i -> value[i]).toArray(),
        ordered);
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

  /** The first of some of a customer's that is not before an instant. */
  int since(int start, int end, long instant) {
    int low = start;
    int high = end;
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

  /** When the first of all of these happened. */
  long base() {
    return base;
  }

  long at(int i) {
    return base + ((high[i] & 0xFFFF_FFFFL) << LOW_BITS | low[i] & 0xFFFF);
  }

  long value(int i) {
    return values != null ? values[i] : large != null ? large[i] : 0;
  }

  /** Whether any carries a value. */
  boolean isValued() {
    return values != null || large != null;
  }

  /** What is carried, by name. */
  SortedMap<String, Carried> carried() {
    return carried;
  }

  /** Of the customers from {@code from} to before {@code to}. */
  KindColumn range(int from, int to) {
    int first = start(from);
    int n = (to == from ? first : end(to - 1)) - first;
    long[] at = new long[n];
    long[] value = new long[n];
    for (int i = 0; i < n; i++) {
      at[i] = at(first + i);
      value[i] = value(first + i);
    }
    int[] until = new int[to - from];
    for (int c = 0; c < until.length; c++) {
      until[c] = end(from + c) - first;
    }
    Map<String, Carried> parts = new TreeMap<>();
    carried.forEach((name, c) -> parts.put(name, c.range(first, first + n)));
    return new KindColumn(until, at, value, parts);
  }
}
