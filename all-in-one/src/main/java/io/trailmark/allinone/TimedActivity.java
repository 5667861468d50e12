package io.trailmark.allinone;

import io.trailmark.samples.Purchase;
import java.time.Instant;

/** An activity that is sent when business time comes to it. */
record TimedActivity(Instant at, String kind, String json) {
  static TimedActivity of(Purchase purchase) {
    return new TimedActivity(purchase.occurredAt(), purchase.kind(), purchase.toJson());
  }
}
