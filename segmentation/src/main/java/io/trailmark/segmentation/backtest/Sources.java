package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rules ask a {@link Trail} for. */
final class Sources {
  private final List<Kinds> asked = new ArrayList<>();
  private final Map<Measure, Integer> ranked = new LinkedHashMap<>();
  private final List<Ranked> rankings = new ArrayList<>();
  private Kinds whole = Kinds.NONE;
  private final Map<String, Kinds> properties = new LinkedHashMap<>();

  /** The number of the activities of some kinds. */
  int number(Kinds kinds) {
    int known = asked.indexOf(kinds);
    if (known < 0) {
      asked.add(kinds);
      return asked.size() - 1;
    }
    return known;
  }

  /** The number of what customers are ranked by. */
  int ranked(Measure measure, Surveyed surveyed, ZoneId zone) {
    Integer known = ranked.get(measure);
    if (known == null) {
      known = rankings.size();
      ranked.put(measure, known);
      rankings.add(Ranked.of(measure, this, surveyed, zone));
    }
    return known;
  }

  /**
   * Activities of these kinds are needed one by one.
   *
   * @param named properties that are looked at
   */
  void whole(Kinds kinds, Set<String> named) {
    whole = whole.and(kinds);
    named.forEach(name -> properties.merge(name, kinds, Kinds::and));
  }

  /**
   * Whether a property is looked at.
   *
   * @param column {@code kind/property}
   */
  boolean look(String column) {
    return properties.entrySet().stream().anyMatch(e -> isOf(e.getValue(), e.getKey(), column));
  }

  private static boolean isOf(Kinds kinds, String property, String column) {
    int kind = column.length() - property.length() - 1;
    return kind > 0
        && column.equals(Stretch.column(column.substring(0, kind), property))
        && kinds.contains(column.substring(0, kind));
  }

  Trail trail(History history) {
    return new Trail(history, asked, rankings, whole, this::look);
  }
}
