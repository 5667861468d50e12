package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The benefit that a customer seeks. */
final class Benefits {
  static final String DECLARED = "benefit_declared";
  static final Kinds KINDS = Kinds.of(DECLARED, View.ORDERED);

  static final String PROPERTY = "benefit";

  private Benefits() {}

  /**
   * What they declared last; else what most of their orders hold items of, of several the one
   * bought last; of several still the first in the alphabet.
   */
  static @Nullable String sought(View view, long asOf) {
    String declared = last(view.timeline().column(DECLARED), PROPERTY, asOf);
    return declared != null ? declared : most(view.timeline().column(View.ORDERED), asOf);
  }

  private static @Nullable String last(@Nullable Column column, String field, long asOf) {
    String last = null;
    long lastAt = Measure.NONE;
    if (column != null) {
      for (Map.Entry<String, Column> entry : column.values(field).columns().entrySet()) {
        int n = entry.getValue().upTo(asOf);
        if (n > 0 && entry.getValue().at(n - 1) > lastAt) {
          last = entry.getKey();
          lastAt = entry.getValue().at(n - 1);
        }
      }
    }
    return last;
  }

  private static @Nullable String most(@Nullable Column orders, long asOf) {
    String most = null;
    int times = 0;
    long lastAt = Measure.NONE;
    if (orders != null) {
      for (var entry : orders.values("items." + PROPERTY).columns().entrySet()) {
        int n = entry.getValue().upTo(asOf);
        long at = n == 0 ? Measure.NONE : entry.getValue().at(n - 1);
        if (n > times || n == times && at > lastAt) {
          most = entry.getKey();
          times = n;
          lastAt = at;
        }
      }
    }
    return most;
  }
}
