package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Properties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that customers did, as columns by kind. Customers are numbers from 0. Immutable.
 *
 * <p>Values are minor units of the reporting currency; an activity without a value, or in another
 * currency, has 0.
 */
public final class History {
  private final List<String> kinds;
  private final KindColumn[] columns;
  private final int customers;

  /** When each customer did anything for the first time. */
  private final long[] born;

  private History(String[] kinds, KindColumn[] columns, int customers) {
    this.kinds = List.of(kinds);
    this.columns = columns;
    this.customers = customers;
    this.born = new long[customers];
    Arrays.fill(born, Long.MAX_VALUE);
    for (KindColumn column : columns) {
      for (int c = 0; c < customers; c++) {
        int start = column.start(c);
        born[c] = start == column.end(c) ? born[c] : Math.min(born[c], column.at(start));
      }
    }
  }

  /** How many customers there are. */
  public int customers() {
    return customers;
  }

  /** How many activities there are. */
  public long activities() {
    return Arrays.stream(columns).mapToLong(KindColumn::size).sum();
  }

  /** When the first of all happened, {@code Long.MAX_VALUE} if there is none. */
  public long first() {
    return Arrays.stream(born).min().orElse(Long.MAX_VALUE);
  }

  /** When a customer did anything for the first time, {@code Long.MAX_VALUE} if they never did. */
  long born(int customer) {
    return born[customer];
  }

  /** The kinds that occur. */
  List<String> kinds() {
    return kinds;
  }

  KindColumn column(int kind) {
    return columns[kind];
  }

  /** Collects activities in any order. Not for use by several threads. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects activities in any order. */
  public static final class Builder {
    private final Map<String, Raw> byKind = new TreeMap<>();
    private int customers;

    private Builder() {}

    /** There are at least so many customers. */
    public Builder customers(int atLeast) {
      customers = Math.max(customers, atLeast);
      return this;
    }

    /**
     * Adds an activity.
     *
     * @param customer number from 0
     * @param at when it happened, milliseconds
     */
    public Builder add(int customer, String kind, long at, long value, Properties properties) {
      customers(customer + 1);
      byKind.computeIfAbsent(kind, k -> new Raw()).add(customer, at, value, properties);
      return this;
    }

    /** What was added until now. */
    public History build() {
      List<KindColumn> columns = new ArrayList<>();
      byKind.values().forEach(raw -> columns.add(raw.column(customers)));
      return new History(
          byKind.keySet().toArray(String[]::new), columns.toArray(KindColumn[]::new), customers);
    }
  }

  /** Activities of a kind as they came. */
  private static final class Raw {
    private int[] customer = new int[16];
    private long[] at = new long[16];
    private long[] value = new long[16];
    private int[] bag = new int[16];
    private final Map<Properties, Integer> bags = new HashMap<>();
    private int size;

    void add(int who, long instant, long amount, Properties properties) {
      if (size == at.length) {
        int capacity = size + (size >> 1);
        customer = Arrays.copyOf(customer, capacity);
        at = Arrays.copyOf(at, capacity);
        value = Arrays.copyOf(value, capacity);
        bag = Arrays.copyOf(bag, capacity);
      }
      customer[size] = who;
      at[size] = instant;
      value[size] = amount;
      bag[size++] = bags.computeIfAbsent(properties, p -> bags.size());
    }

    KindColumn column(int customers) {
      int[] ends = new int[customers];
      for (int i = 0; i < size; i++) {
        ends[customer[i]]++;
      }
      for (int c = 1; c < customers; c++) {
        ends[c] += ends[c - 1];
      }
      int[] order = order(ends);
      long[] sortedAt = new long[size];
      long[] sortedValue = new long[size];
      int[] sortedBag = new int[size];
      for (int i = 0; i < size; i++) {
        sortedAt[i] = at[order[i]];
        sortedValue[i] = value[order[i]];
        sortedBag[i] = bag[order[i]];
      }
      Properties[] dictionary = new Properties[bags.size()];
      bags.forEach((properties, number) -> dictionary[number] = properties);
      boolean bare = bags.size() == 1 && bags.containsKey(Properties.NONE);
      return new KindColumn(ends, sortedAt, sortedValue, bare ? null : sortedBag, dictionary);
    }

    /** By customer, then when it happened, then value. */
    private int[] order(int[] ends) {
      int[] next = new int[ends.length];
      System.arraycopy(ends, 0, next, 1, Math.max(0, ends.length - 1));
      int[] order = new int[size];
      for (int i = 0; i < size; i++) {
        order[next[customer[i]]++] = i;
      }
      for (int c = 0; c < ends.length; c++) {
        sort(order, c == 0 ? 0 : ends[c - 1], ends[c]);
      }
      return order;
    }

    private void sort(int[] order, int from, int to) {
      boolean sorted = true;
      for (int i = from + 1; i < to && sorted; i++) {
        sorted = compare(order[i - 1], order[i]) <= 0;
      }
      if (!sorted) {
        Integer[] boxed = new Integer[to - from];
        for (int i = from; i < to; i++) {
          boxed[i - from] = order[i];
        }
        Arrays.sort(boxed, (a, b) -> compare(a, b));
        for (int i = from; i < to; i++) {
          order[i] = boxed[i - from];
        }
      }
    }

    private int compare(int a, int b) {
      int byTime = Long.compare(at[a], at[b]);
      return byTime != 0 ? byTime : Long.compare(value[a], value[b]);
    }
  }
}
