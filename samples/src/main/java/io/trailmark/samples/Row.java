package io.trailmark.samples;

import java.util.List;
import java.util.Map;

/**
 * A record of a CSV file.
 *
 * @param line where it begins, from 1, the header included
 * @param columns where each field is, by the name of its column
 */
record Row(long line, List<String> fields, Map<String, Integer> columns) {
  String get(String column) {
    Integer index = columns.get(column);
    if (index == null) {
      throw new IllegalArgumentException("there is no column " + column);
    }
    return fields.get(index);
  }

  /** The record as one text, its fields joined by commas. */
  String text() {
    return String.join(",", fields);
  }
}
