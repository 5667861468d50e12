package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Lens;
import io.trailmark.segmentation.timeline.Properties;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The ways in which rules look at the activities of a kind. */
final class Lenses {
  private Lenses() {}

  /**
   * Shows those that are meant.
   *
   * @param zone of the customer's clock, null where it does not matter
   */
  record Shown(Where where, @Nullable ZoneId zone) implements Lens {
    @Override
    public long look(long at, long value, Properties properties) {
      return where.holds(at, zone, value, properties) ? value : HIDDEN;
    }
  }

  /**
   * Shows those that are meant and carry a number, with it.
   *
   * @param property that holds it, in millionths; null: the amount, unless another currency's
   */
  record Numbers(Where where, @Nullable ZoneId zone, @Nullable String property) implements Lens {
    @Override
    public long look(long at, long value, Properties properties) {
      if (!where.holds(at, zone, value, properties)) {
        return HIDDEN;
      }
      if (property != null) {
        return Where.millionths(properties.get(property));
      }
      return properties.get(Properties.CURRENCY) == null ? value : HIDDEN;
    }
  }

  /** Shows those whose property has a value. */
  record Named(String property, String value) implements Lens {
    @Override
    public long look(long at, long number, Properties properties) {
      return value.equals(properties.get(property)) ? number : HIDDEN;
    }
  }
}
