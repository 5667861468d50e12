package io.trailmark.segmentation.timeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A customer's activities in order of when they happened, as columns, one set per kind. Not
 * thread-safe, not even for reading: what was looked at is kept for the next look.
 *
 * <p>Values are minor units of the reporting currency; an activity without a value, or in another
 * currency, has 0.
 */
public final class Timeline {
  private static final byte FORMAT = 2;

  private final Map<String, Column> columns = new HashMap<>();
  private final List<Map.Entry<String, Column>> entries = new ArrayList<>();
  private final Map<Properties, Properties> bags = new HashMap<>();
  private final Map<Derivation, Derived> derived = new HashMap<>();
  private int size;

  private static final class Derived {
    final Column column = new Column();

    /** From this instant on the column is out of date. */
    long stale = Long.MIN_VALUE;
  }

  /** Puts an activity without properties where it belongs. */
  public void add(String kind, long at, long value) {
    add(kind, at, value, Properties.NONE);
  }

  /**
   * Puts a recorded activity where it belongs.
   *
   * @param at when it happened, milliseconds
   * @param amount minor units, null where the kind carries none
   * @param currency of the amount if it is not the reporting one, else null: such an amount stays
   *     out of sums
   */
  public void add(
      String kind,
      long at,
      @Nullable Long amount,
      @Nullable String currency,
      Map<String, ?> properties) {
    add(kind, at, value(amount, currency), Properties.of(properties, currency));
  }

  /** What counts in sums: nothing of an amount in another currency than the reporting one. */
  public static long value(@Nullable Long amount, @Nullable String currency) {
    return amount == null || currency != null ? 0 : amount;
  }

  /** Puts an activity where it belongs; the order of arrival makes no difference to any answer. */
  public void add(String kind, long at, long value, Properties properties) {
    Properties known = bags.putIfAbsent(properties, properties);
    Column column = columns.get(kind);
    if (column == null) {
      column = new Column();
      put(kind, column);
    }
    column.add(at, value, known == null ? properties : known);
    size++;
    if (!derived.isEmpty()) {
      derived.forEach(
          (derivation, d) -> {
            if (derivation.dependsOn(kind)) {
              d.stale = Math.min(d.stale, at);
            }
          });
    }
  }

  private boolean put(String kind, Column column) {
    entries.add(Map.entry(kind, column));
    return columns.put(kind, column) == null;
  }

  /** The activities of a kind, null if there is none. */
  public @Nullable Column column(String kind) {
    return columns.get(kind);
  }

  /** The activities by kind. */
  public Map<String, Column> columns() {
    return Collections.unmodifiableMap(columns);
  }

  /** The i-th of the columns, in order of when each kind first came. */
  public Map.Entry<String, Column> column(int i) {
    return entries.get(i);
  }

  /** What follows from the activities so far. */
  public Column derived(Derivation derivation) {
    Derived d = derived.get(derivation);
    if (d == null) {
      d = new Derived();
      derived.put(derivation, d);
    }
    if (d.stale != Long.MAX_VALUE) {
      long from = d.stale;
      d.stale = Long.MAX_VALUE;
      d.column.cut(from);
      derivation.extend(d.column, from);
    }
    return d.column;
  }

  /** Number of activities. */
  public int size() {
    return size;
  }

  /** A compact stored form, read back by {@link #fromBytes}. */
  public byte[] toBytes() {
    VarBytes body = new VarBytes();
    Map<Properties, Integer> numbers = new LinkedHashMap<>();
    body.put(columns.size());
    new TreeMap<>(columns)
        .forEach(
            (kind, column) -> {
              body.put(kind);
              column.write(body, numbers);
            });
    VarBytes out = new VarBytes();
    out.put(FORMAT);
    new StoredProperties().write(numbers.keySet(), out);
    out.put(body);
    return out.toArray();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if these are not such bytes
   */
  public static Timeline fromBytes(byte[] bytes) {
    VarBytes in = new VarBytes(bytes);
    if (in.get() != FORMAT) {
      throw new IllegalArgumentException("not a stored timeline");
    }
    Timeline timeline = new Timeline();
    List<Properties> bags = new StoredProperties().read(in);
    bags.forEach(p -> timeline.bags.put(p, p));
    for (int kinds = in.getSize(1); kinds > 0; kinds--) {
      String kind = in.getString();
      Column column = Column.read(in, bags);
      if (!timeline.put(kind, column)) {
        throw new IllegalArgumentException("a stored kind is there twice");
      }
      timeline.size += column.size();
    }
    if (!in.isAtEnd()) {
      throw new IllegalArgumentException("stored bytes go on");
    }
    return timeline;
  }
}
