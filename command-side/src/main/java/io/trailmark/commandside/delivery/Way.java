package io.trailmark.commandside.delivery;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries come from. Of several that serve one destination the first in order is taken.
 */
public interface Way {

  /** Deliveries by the destination that they serve: a channel, or {@code webhook:<name>}. */
  Map<String, Delivery> deliveries();

  /** Who takes what is no message. */
  default List<Courier> couriers() {
    return List.of();
  }

  /**
   * How much of it goes at once.
   *
   * @return null: what is configured for the channel
   */
  default @Nullable Pace pace(String destination) {
    return null;
  }
}
