package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.timeline.Properties;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which properties a condition looks at.
 *
 * @param more beside those that {@code where} names
 */
record Looked(Where where, List<String> more) {

  /** Those that an activity has, and always the currency of an amount in another one. */
  SortedMap<String, String> at(Properties properties) {
    SortedMap<String, String> seen = new TreeMap<>();
    more.forEach(name -> put(seen, name, properties.get(name)));
    put(seen, Properties.CURRENCY, properties.get(Properties.CURRENCY));
    for (Where.Condition condition : where.conditions()) {
      switch (condition) {
        case Where.Property p -> put(seen, p.name(), properties.get(p.name()));
        case Where.Item i -> putItem(seen, i, properties);
        case Where.Amount a -> {}
        case Where.Currency c -> {}
        case Where.TimeOfDay d -> {}
        case Where.Weekday w -> {}
      }
    }
    return seen;
  }

  /** What the first item that is meant has. */
  private static void putItem(
      SortedMap<String, String> seen, Where.Item condition, Properties properties) {
    properties.items().stream()
        .filter(item -> condition.tests().stream().allMatch(t -> passes(t, item)))
        .findFirst()
        .ifPresent(
            item ->
                condition.tests().forEach(t -> put(seen, "items." + t.name(), item.get(t.name()))));
  }

  private static boolean passes(Where.Property property, Properties item) {
    return property.test().passes(item.get(property.name()));
  }

  private static void put(SortedMap<String, String> seen, String name, @Nullable String value) {
    if (value != null) {
      seen.put(name, value);
    }
  }
}
