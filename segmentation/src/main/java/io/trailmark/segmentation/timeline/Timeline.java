package io.trailmark.segmentation.timeline;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A customer's activities in order of when they happened, as primitive columns, one set per kind.
 * Not thread-safe.
 *
 * <p>Values are minor units of the reporting currency; an activity without a value, or in another
 * currency, has 0.
 */
public final class Timeline {
  private static final byte FORMAT = 1;

  private final Map<String, Column> columns = new TreeMap<>();

  /** Puts an activity where it belongs; the order of arrival makes no difference to any answer. */
  public void add(String kind, long at, long value) {
    columns.computeIfAbsent(kind, k -> new Column()).add(at, value);
  }

  /** The activities of a kind, null if there is none. */
  public @Nullable Column column(String kind) {
    return columns.get(kind);
  }

  /** The activities by kind. */
  public Map<String, Column> columns() {
    return columns;
  }

  /** Number of activities. */
  public int size() {
    int size = 0;
    for (Column column : columns.values()) {
      size += column.size();
    }
    return size;
  }

  /** A compact stored form, read back by {@link #fromBytes}. */
  public byte[] toBytes() {
    VarBytes out = new VarBytes();
    out.put(FORMAT);
    out.put(columns.size());
    columns.forEach(
        (kind, column) -> {
          out.put(kind);
          column.write(out);
        });
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
    for (int kinds = in.getSize(1); kinds > 0; kinds--) {
      if (timeline.columns.put(in.getString(), Column.read(in)) != null) {
        throw new IllegalArgumentException("a stored kind is there twice");
      }
    }
    if (!in.isAtEnd()) {
      throw new IllegalArgumentException("stored bytes go on");
    }
    return timeline;
  }
}
