package io.trailmark.queryside.history;

import io.trailmark.segmentation.backtest.Stretch;
import java.util.List;

/**
 * How large the stored history is.
 *
 * @param keys bytes for the keys of customers
 * @param base bytes for customer, instant and amount of every activity
 * @param properties bytes for what activities carry beside that
 */
public record HistorySize(int stretches, long activities, long keys, long base, long properties) {

  static HistorySize of(List<Stored> stretches) {
    long activities = 0;
    long keys = 0;
    long base = 0;
    long properties = 0;
    for (Stored stretch : stretches) {
      activities += stretch.activities();
      for (var column : stretch.columns().entrySet()) {
        if (column.getKey().equals(Columns.KEYS)) {
          keys += column.getValue();
        } else if (Stretch.isProperty(column.getKey())) {
          properties += column.getValue();
        } else {
          base += column.getValue();
        }
      }
    }
    return new HistorySize(stretches.size(), activities, keys, base, properties);
  }
}
