package io.trailmark.segmentation.timeline;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an activity carries beside its value: plain values by name, and the items of an order or a
 * cart. Immutable; equal ones are kept once in a timeline.
 *
 * <p>Plain values are text; numbers and booleans are theirs in canonical form, so that {@code 5},
 * {@code 5.0} and {@code "5"} are the same.
 */
public final class Properties {
  /** Nothing. */
  public static final Properties NONE = new Properties(new String[0], new String[0], List.of());

  /** Name of the currency of an amount that is not in the reporting one. */
  public static final String CURRENCY = "currency";

  /** Name of the items of an order or a cart. */
  public static final String ITEMS = "items";

  private final String[] names;
  private final String[] values;
  private final List<Properties> items;
  private final int hash;

  Properties(String[] names, String[] values, List<Properties> items) {
    this.names = names;
    this.values = values;
    this.items = items;
    this.hash = 31 * (31 * Arrays.hashCode(names) + Arrays.hashCode(values)) + items.hashCode();
  }

  /**
   * From the properties of a recorded activity: strings, numbers, booleans, and under {@code items}
   * a list of maps of these. What is anything else is left out.
   */
  public static Properties of(Map<String, ?> properties) {
    if (properties.isEmpty()) {
      return NONE;
    }
    Map<String, String> plain = new TreeMap<>();
    List<Properties> items = List.of();
    for (Map.Entry<String, ?> entry : properties.entrySet()) {
      if (entry.getValue() instanceof List<?> list) {
        if (entry.getKey().equals(ITEMS)) {
          items = list.stream().filter(Map.class::isInstance).map(Properties::item).toList();
        }
      } else {
        String text = text(entry.getValue());
        if (text != null) {
          plain.put(entry.getKey(), text);
        }
      }
    }
    return new Properties(
        plain.keySet().toArray(String[]::new), plain.values().toArray(String[]::new), items);
  }

  /** The same and, where it is not the reporting one, the currency of the activity's amount. */
  public static Properties of(Map<String, ?> properties, @Nullable String currency) {
    if (currency == null) {
      return of(properties);
    }
    Map<String, Object> more = new TreeMap<>(properties);
    more.put(CURRENCY, currency);
    return of(more);
  }

  @SuppressWarnings("unchecked")
  private static Properties item(Object map) {
    Properties item = of((Map<String, ?>) map);
    return item.items.isEmpty() ? item : new Properties(item.names, item.values, List.of());
  }

  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case String s -> s;
      case Boolean b -> b.toString();
      case Number n -> canonical(new BigDecimal(n.toString()));
      case null, default -> null;
    };
  }

  /** A number as text, the same for equal numbers. */
  public static String canonical(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** The plain value under a name, null if there is none. */
  public @Nullable String get(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  String value(String name) {
    return Objects.requireNonNull(get(name));
  }

  /** The items. */
  public List<Properties> items() {
    return items;
  }

  /** Names of the plain values, in order. */
  List<String> names() {
    return Arrays.asList(names);
  }

  /** Names of all that is carried, {@value #ITEMS} among them where there are any. */
  public SortedSet<String> all() {
    SortedSet<String> all = new TreeSet<>(names());
    if (!items.isEmpty()) {
      all.add(ITEMS);
    }
    return all;
  }

  /** What is carried under one name, nothing if there is nothing. */
  public Properties only(String name) {
    String plain = get(name);
    List<Properties> some = name.equals(ITEMS) ? items : List.of();
    if (plain == null) {
      return some.isEmpty() ? NONE : new Properties(NONE.names, NONE.values, some);
    }
    return new Properties(new String[] {name}, new String[] {plain}, some);
  }

  /** All that these carry, and those, which carry nothing under the same names. */
  public Properties and(Properties others) {
    if (this == NONE || others == NONE) {
      return this == NONE ? others : this;
    }
    Map<String, String> plain = new TreeMap<>();
    for (Properties part : List.of(this, others)) {
      for (int i = 0; i < part.names.length; i++) {
        plain.put(part.names[i], part.values[i]);
      }
    }
    return new Properties(
        plain.keySet().toArray(String[]::new),
        plain.values().toArray(String[]::new),
        items.isEmpty() ? others.items : items);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Properties p
            && hash == p.hash
            && Arrays.equals(names, p.names)
            && Arrays.equals(values, p.values)
            && items.equals(p.items);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(values[i]);
    }
    return text.append(items.isEmpty() ? "" : " " + items).append('}').toString();
  }
}
