package io.trailmark.segmentation.timeline;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The different values of a property, each with the activities that carry it. */
public final class Values {
  private static final String OF_ITEMS = Properties.ITEMS + ".";

  private final String name;
  private final boolean ofItems;
  private final SortedMap<String, Column> columns = new TreeMap<>();

  Values(String field) {
    this.ofItems = field.startsWith(OF_ITEMS);
    this.name = ofItems ? field.substring(OF_ITEMS.length()) : field;
  }

  /** By value, in order of the values; an activity stands once under each of its values. */
  public SortedMap<String, Column> columns() {
    return columns;
  }

  void add(long at, long value, Properties properties) {
    if (!ofItems) {
      add(properties.get(name), at, value, properties);
      return;
    }
    properties.items().stream()
        .map(item -> item.get(name))
        .distinct()
        .forEach(v -> add(v, at, value, properties));
  }

  private void add(@Nullable String carried, long at, long value, Properties properties) {
    if (carried != null) {
      columns.computeIfAbsent(carried, v -> new Column()).add(at, value, properties);
    }
  }
}
