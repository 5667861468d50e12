package io.trailmark.segmentation.timeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Activities in order of when they happened, with running totals of their values. Numbers are minor
 * units where they are money.
 */
public final class Column {
  private long[] at = new long[4];

  /** total[i]: sum of the values of the first i + 1. */
  private long[] total = new long[4];

  private Properties[] properties = new Properties[4];
  private int size;

  /** What was looked at so far, kept up to date. */
  private @Nullable Map<Lens, Column> seen;

  private @Nullable Map<String, Values> byField;
  private @Nullable Extremes extremes;

  Column() {}

  /** Number of activities. */
  public int size() {
    return size;
  }

  /** When the i-th happened, milliseconds. */
  public long at(int i) {
    return at[i];
  }

  /** The value of the i-th. */
  public long value(int i) {
    return total[i] - total(i);
  }

  /** What the i-th carries. */
  public Properties properties(int i) {
    return properties[i];
  }

  /** How many happened at {@code instant} or before. */
  public int upTo(long instant) {
    if (size == 0 || at[size - 1] <= instant) {
      return size;
    }
    return upTo(instant, 0, size - 1);
  }

  /** The same, of which it is known that it is {@code least} at least and {@code most} at most. */
  public int upTo(long instant, int least, int most) {
    return Instants.upTo(at, least, most, instant);
  }

  /** Sum of the values of the first {@code n}. */
  public long total(int n) {
    return n == 0 ? 0 : total[n - 1];
  }

  /** Smallest value of the activities from the i-th to before the j-th, which are some. */
  public long smallest(int i, int j) {
    return extremes().smallest(i, j);
  }

  /** Largest value of the activities from the i-th to before the j-th, which are some. */
  public long largest(int i, int j) {
    return extremes().largest(i, j);
  }

  private Extremes extremes() {
    if (extremes == null) {
      extremes = new Extremes();
    }
    while (extremes.size() < size) {
      extremes.add(value(extremes.size()));
    }
    return extremes;
  }

  /** What a lens shows of them. */
  public Column through(Lens lens) {
    if (seen == null) {
      seen = new HashMap<>();
    }
    Column known = seen.get(lens);
    if (known == null) {
      known = new Column();
      for (int i = 0; i < size; i++) {
        known.show(lens, at[i], value(i), properties[i]);
      }
      seen.put(lens, known);
    }
    return known;
  }

  private void show(Lens lens, long instant, long value, Properties carried) {
    long shown = lens.look(instant, value, carried);
    if (shown != Lens.HIDDEN) {
      add(instant, shown, carried);
    }
  }

  /**
   * The different values of a property, each with the activities that carry it.
   *
   * @param field a name, or {@code items.} and a name
   */
  public Values values(String field) {
    if (byField == null) {
      byField = new HashMap<>();
    }
    Values known = byField.get(field);
    if (known == null) {
      known = new Values(field);
      for (int i = 0; i < size; i++) {
        known.add(at[i], value(i), properties[i]);
      }
      byField.put(field, known);
    }
    return known;
  }

  /** Adds an activity where it belongs. */
  public void add(long instant, long value, Properties carried) {
    if (size == at.length) {
      int capacity = size + (size >> 1) + 1;
      at = Arrays.copyOf(at, capacity);
      total = Arrays.copyOf(total, capacity);
      properties = Arrays.copyOf(properties, capacity);
    }
    int i = upTo(instant);
    // Those of one instant stand in order of value.
    while (i > 0 && at[i - 1] == instant && value(i - 1) > value) {
      i--;
    }
    if (i < size) {
      System.arraycopy(at, i, at, i + 1, size - i);
      System.arraycopy(total, i, total, i + 1, size - i);
      System.arraycopy(properties, i, properties, i + 1, size - i);
      extremes = null;
    }
    at[i] = instant;
    total[i] = total(i) + value;
    properties[i] = carried;
    size++;
    for (int j = i + 1; j < size; j++) {
      total[j] += value;
    }
    if (seen != null) {
      seen.forEach((lens, column) -> column.show(lens, instant, value, carried));
    }
    if (byField != null) {
      byField.values().forEach(values -> values.add(instant, value, carried));
    }
  }

  /** Forgets what happened at {@code instant} and later. */
  void cut(long instant) {
    size = upTo(instant - 1);
    extremes = null;
    seen = null;
    byField = null;
  }

  void write(VarBytes out, Map<Properties, Integer> bags) {
    out.put(size);
    for (int i = 0; i < size; i++) {
      out.put(i == 0 ? at[0] : at[i] - at[i - 1]);
      out.put(value(i));
      out.put(bags.computeIfAbsent(properties[i], p -> bags.size()));
    }
  }

  static Column read(VarBytes in, List<Properties> bags) {
    int size = in.getSize(3);
    if (size == 0) {
      throw new IllegalArgumentException("a stored kind has no activities");
    }
    Column column = new Column();
    column.at = new long[Math.max(4, size)];
    column.total = new long[Math.max(4, size)];
    column.properties = new Properties[Math.max(4, size)];
    long at = 0;
    for (int i = 0; i < size; i++) {
      long next = at + in.get();
      if (i > 0 && next < at) {
        throw new IllegalArgumentException("stored activities are not in order");
      }
      at = next;
      column.at[i] = at;
      column.total[i] = column.total(i) + in.get();
      column.properties[i] = bags.get(in.getIndex(bags.size()));
      column.size = i + 1;
    }
    return column;
  }
}
