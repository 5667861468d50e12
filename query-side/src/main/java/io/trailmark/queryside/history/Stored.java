package io.trailmark.queryside.history;

import io.trailmark.segmentation.backtest.Slots;
import io.trailmark.segmentation.backtest.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.Document;

/**
 * A stretch of the log as it is stored: what was recorded after {@code from} up to {@code to}.
 *
 * @param id of its documents
 * @param from global index
 * @param to global index, above {@code from}
 * @param customers who did anything
 * @param first when the first of all happened, milliseconds
 * @param parts by customer, as {@link Stretch#split} makes them
 * @param columns bytes of each column, over all parts
 */
record Stored(
    long id,
    long from,
    long to,
    long activities,
    long customers,
    long first,
    int parts,
    SortedMap<String, Long> columns) {

  /**
   * In how many parts so many activities are kept.
   *
   * @param inAPart about how many in each
   */
  static int parts(long activities, int inAPart) {
    int parts = 1;
    while (parts < Slots.COUNT && activities / parts > inAPart) {
      parts *= 2;
    }
    return parts;
  }

  /** The columns of properties. */
  List<String> properties() {
    return columns.keySet().stream().filter(Stretch::isProperty).toList();
  }

  Document toDocument() {
    return new Document("id", id)
        .append("from", from)
        .append("to", to)
        .append("activities", activities)
        .append("customers", customers)
        .append("first", first)
        .append("parts", parts)
        // Names of properties may hold what names of fields may not.
        .append("columns", new ArrayList<>(columns.keySet()))
        .append("bytes", new ArrayList<>(columns.values()));
  }

  static Stored of(Document document) {
    SortedMap<String, Long> columns = new TreeMap<>();
    List<String> names = document.getList("columns", String.class);
    List<Long> bytes = document.getList("bytes", Long.class);
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), bytes.get(i));
    }
    return new Stored(
        document.getLong("id"),
        document.getLong("from"),
        document.getLong("to"),
        document.getLong("activities"),
        document.getLong("customers"),
        document.getLong("first"),
        document.getInteger("parts"),
        columns);
  }

  /** Sums of what lies in several parts. */
  static final class Counting {
    private final SortedMap<String, Long> columns = new TreeMap<>();
    private long activities;
    private long customers;
    private long first = Long.MAX_VALUE;

    void add(Stretch part, Map<String, byte[]> stored) {
      activities += part.activities();
      customers += part.customers();
      first = Math.min(first, part.first());
      stored.forEach((name, bytes) -> columns.merge(name, (long) bytes.length, Long::sum));
    }

    Stored of(Ledger.Writing writing, int parts) {
      return new Stored(
          writing.id(), writing.from(), writing.to(), activities, customers, first, parts, columns);
    }
  }
}
