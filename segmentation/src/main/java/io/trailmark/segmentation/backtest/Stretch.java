package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was recorded over a stretch of the log: activities as columns by kind, customers in order of
 * their keys. Immutable.
 *
 * <p>Values are minor units of the reporting currency, not below 0; an activity without a value, or
 * in another currency, has 0.
 */
public final class Stretch {
  private static final String KEYS = "keys";

  /** Stands between a kind and the name of a property: no kind has one. */
  private static final char PROPERTY = '/';

  /** The column of who was joined to another customer: no kind is called so. */
  static final String JOINED = "~joined";

  private final Keys keys;
  private final SortedMap<String, KindColumn> columns;

  private Stretch(Keys keys, SortedMap<String, KindColumn> columns) {
    this.keys = keys;
    this.columns = columns;
  }

  /** How many customers did anything. */
  public int customers() {
    return keys.size();
  }

  /** How many activities there are, those of joined customers and their joins among them. */
  public long activities() {
    return columns.values().stream().mapToLong(KindColumn::size).sum();
  }

  /** When the first of all happened, {@code Long.MAX_VALUE} if there is none. */
  public long first() {
    return columns.values().stream().mapToLong(KindColumn::base).min().orElse(Long.MAX_VALUE);
  }

  Keys keys() {
    return keys;
  }

  /** Who of them was joined to another customer. */
  Keys joined() {
    KindColumn joined = columns.get(JOINED);
    return joined == null
        ? Keys.NONE
        : keys.only(customer -> joined.end(customer) > joined.start(customer));
  }

  SortedMap<String, KindColumn> kinds() {
    return columns;
  }

  /**
   * The stored form, by name: {@code keys}; of each kind its name; of each property of it {@code
   * kind/property}, where {@code items} are a property too.
   */
  public Map<String, byte[]> columns() {
    Map<String, byte[]> stored = new LinkedHashMap<>();
    stored.put(KEYS, keys.toBytes());
    columns.forEach(
        (kind, column) -> {
          stored.put(kind, StoredColumns.write(column, keys.size()));
          column
              .carried()
              .forEach(
                  (name, carried) ->
                      stored.put(kind + PROPERTY + name, StoredColumns.write(carried)));
        });
    return stored;
  }

  /**
   * Whether a stored column is of a property, which may be left out where no rule names it.
   *
   * @param column its name
   */
  public static boolean isProperty(String column) {
    return column.indexOf(PROPERTY) >= 0;
  }

  /** The name of the stored column of a property. */
  static String column(String kind, String property) {
    return kind + PROPERTY + property;
  }

  /**
   * From the stored form.
   *
   * @param stored by name; what properties are missing is not known
   * @throws IllegalArgumentException if these are not such columns
   */
  public static Stretch of(Map<String, byte[]> stored) {
    Keys keys = Keys.of(Objects.requireNonNull(stored.get(KEYS), KEYS));
    Map<String, Map<String, KindColumn.Carried>> carried = new ConcurrentHashMap<>();
    stored.entrySet().parallelStream()
        .filter(column -> isProperty(column.getKey()))
        .forEach(
            column -> {
              int end = column.getKey().indexOf(PROPERTY);
              carried
                  .computeIfAbsent(
                      column.getKey().substring(0, end), kind -> new ConcurrentHashMap<>())
                  .put(
                      column.getKey().substring(end + 1),
                      StoredColumns.readCarried(column.getValue()));
            });
    Map<String, KindColumn> columns = new ConcurrentHashMap<>();
    stored.entrySet().parallelStream()
        .filter(column -> !isProperty(column.getKey()) && !column.getKey().equals(KEYS))
        .forEach(
            column ->
                columns.put(
                    column.getKey(),
                    StoredColumns.read(
                        column.getValue(),
                        keys.size(),
                        carried.getOrDefault(column.getKey(), Map.of()))));
    return new Stretch(keys, new TreeMap<>(columns));
  }

  /**
   * All of these, as one.
   *
   * @param stretches that know all their properties, or the same of them
   */
  public static Stretch merge(List<Stretch> stretches) {
    if (stretches.size() == 1) {
      return stretches.getFirst();
    }
    Keys keys = stretches.stream().map(Stretch::keys).reduce(Keys.NONE, Keys::and);
    List<int[]> slots = stretches.stream().map(s -> keys.slots(s.keys)).toList();
    TreeSet<String> kinds = new TreeSet<>();
    stretches.forEach(s -> kinds.addAll(s.columns.keySet()));
    SortedMap<String, KindColumn> columns = new TreeMap<>();
    for (String kind : kinds) {
      Merged merged = new Merged(keys.size());
      for (int s = 0; s < slots.size(); s++) {
        KindColumn column = stretches.get(s).columns.get(kind);
        if (column != null) {
          merged.add(column, slots.get(s));
        }
      }
      columns.put(kind, merged.column());
    }
    return new Stretch(keys, columns);
  }

  /**
   * The same in parts by customer: those of the i-th part of {@link Slots} are in the i-th. Of
   * fewer parts each holds the same as several of more.
   *
   * @param parts a power of 2 up to {@link Slots#COUNT}
   */
  public List<Stretch> split(int parts) {
    if (Integer.bitCount(parts) != 1 || parts > Slots.COUNT) {
      throw new IllegalArgumentException("no power of 2 up to " + Slots.COUNT + ": " + parts);
    }
    List<Stretch> split = new ArrayList<>();
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = from;
      while (to < keys.size() && Slots.of(keys.get(to)) / (Slots.COUNT / parts) == part) {
        to++;
      }
      split.add(range(from, to));
      from = to;
    }
    return split;
  }

  private Stretch range(int from, int to) {
    SortedMap<String, KindColumn> some = new TreeMap<>();
    columns.forEach(
        (kind, column) -> {
          KindColumn part = column.range(from, to);
          if (part.size() > 0) {
            some.put(kind, part);
          }
        });
    return new Stretch(keys.range(from, to), some);
  }

  /** Collects activities in any order. Not for use by several threads. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects activities in any order. */
  public static final class Builder {
    private final Keys.Numbering customers = new Keys.Numbering();
    private final Map<String, Collected> kinds = new HashMap<>();
    private long size;

    private Builder() {}

    /**
     * Adds an activity.
     *
     * @param at when it happened, milliseconds
     * @param value minor units, not below 0
     */
    public Builder add(String key, String kind, long at, long value, Properties properties) {
      kinds
          .computeIfAbsent(kind, k -> new Collected())
          .add(customers.number(key), at, value, properties);
      size++;
      return this;
    }

    /**
     * Notes that a customer was joined to another: whatever stretches tell of it, in whatever
     * order, counts no longer.
     *
     * @param at when, milliseconds
     */
    public Builder joined(String key, long at) {
      return add(key, JOINED, at, 0, Properties.NONE);
    }

    /** Adds what a customer did of some kinds. */
    public Builder add(String key, Timeline timeline, Kinds of) {
      timeline
          .columns()
          .forEach(
              (kind, column) -> {
                for (int i = 0; i < (of.contains(kind) ? column.size() : 0); i++) {
                  add(key, kind, column.at(i), column.value(i), column.properties(i));
                }
              });
      return this;
    }

    /** How many activities were added until now. */
    public long size() {
      return size;
    }

    /** What was added until now. */
    public Stretch build() {
      int[] sorted = customers.sorted();
      int[] rank = new int[sorted.length];
      for (int i = 0; i < rank.length; i++) {
        rank[sorted[i]] = i;
      }
      SortedMap<String, KindColumn> columns = new TreeMap<>();
      kinds.forEach((kind, collected) -> columns.put(kind, collected.column(rank)));
      return new Stretch(customers.keys(sorted), columns);
    }
  }

  /** Activities of a kind as they came. */
  private static final class Collected {
    private int[] customer = new int[16];
    private long[] at = new long[16];
    private long[] value = new long[16];
    private int[] bag = new int[16];
    private final Map<Properties, Integer> bags = new LinkedHashMap<>();
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

    KindColumn column(int[] rank) {
      int[] next = new int[rank.length + 1];
      for (int i = 0; i < size; i++) {
        next[rank[customer[i]] + 1]++;
      }
      for (int c = 1; c <= rank.length; c++) {
        next[c] += next[c - 1];
      }
      long[] sortedAt = new long[size];
      long[] sortedValue = new long[size];
      int[] sortedBag = new int[size];
      for (int i = 0; i < size; i++) {
        int place = next[rank[customer[i]]]++;
        sortedAt[place] = at[i];
        sortedValue[place] = value[i];
        sortedBag[place] = bag[i];
      }
      return KindColumn.sorted(
          Arrays.copyOf(next, rank.length), sortedAt, sortedValue, carried(sortedBag));
    }

    private Map<String, KindColumn.Carried> carried(int[] sortedBag) {
      TreeSet<String> names = new TreeSet<>();
      bags.keySet().forEach(properties -> names.addAll(properties.all()));
      Map<String, KindColumn.Carried> carried = new HashMap<>();
      for (String name : names) {
        Dictionary dictionary = new Dictionary();
        int[] numbers =
            bags.keySet().stream().mapToInt(bag -> dictionary.number(bag.only(name))).toArray();
        carried.put(
            name,
            dictionary.carried(Arrays.stream(sortedBag).map(number -> numbers[number]).toArray()));
      }
      return carried;
    }
  }

  /** Numbers things, the first of which is nothing. */
  private static final class Dictionary {
    private final Map<Properties, Integer> numbers =
        new LinkedHashMap<>(Map.of(Properties.NONE, 0));

    int number(Properties properties) {
      return numbers.computeIfAbsent(properties, p -> numbers.size());
    }

    KindColumn.Carried carried(int[] all) {
      return new KindColumn.Carried(all, numbers.keySet().toArray(Properties[]::new));
    }
  }

  /** The columns of one kind of several stretches. */
  private static final class Merged {
    private final List<KindColumn> columns = new ArrayList<>();
    private final List<int[]> slots = new ArrayList<>();
    private final int customers;

    Merged(int customers) {
      this.customers = customers;
    }

    void add(KindColumn column, int[] slotsOfIt) {
      columns.add(column);
      slots.add(slotsOfIt);
    }

    KindColumn column() {
      int n = Math.toIntExact(columns.stream().mapToLong(KindColumn::size).sum());
      int[] ends = new int[customers];
      long[] at = new long[n];
      long[] value = new long[n];
      int[][] places = new int[columns.size()][];
      Arrays.setAll(places, s -> new int[columns.get(s).size()]);
      int place = 0;
      for (int c = 0; c < customers; c++) {
        for (int s = 0; s < places.length; s++) {
          int slot = slots.get(s)[c];
          KindColumn column = columns.get(s);
          for (int i = slot < 0 ? 0 : column.start(slot); slot >= 0 && i < column.end(slot); i++) {
            at[place] = column.at(i);
            value[place] = column.value(i);
            places[s][i] = place++;
          }
        }
        ends[c] = place;
      }
      return KindColumn.sorted(ends, at, value, carried(places, n));
    }

    private Map<String, KindColumn.Carried> carried(int[][] places, int n) {
      TreeSet<String> names = new TreeSet<>();
      columns.forEach(column -> names.addAll(column.carried().keySet()));
      Map<String, KindColumn.Carried> carried = new HashMap<>();
      for (String name : names) {
        Dictionary dictionary = new Dictionary();
        int[] numbers = new int[n];
        for (int s = 0; s < places.length; s++) {
          KindColumn.Carried part = columns.get(s).carried().get(name);
          if (part != null) {
            int[] renumbered =
                Arrays.stream(part.dictionary()).mapToInt(dictionary::number).toArray();
            for (int i = 0; i < places[s].length; i++) {
              numbers[places[s][i]] = renumbered[part.numbers()[i]];
            }
          }
        }
        carried.put(name, dictionary.carried(numbers));
      }
      return carried;
    }
  }
}
