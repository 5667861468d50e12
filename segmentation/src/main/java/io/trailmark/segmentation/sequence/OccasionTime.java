package io.trailmark.segmentation.sequence;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.View;
import java.time.LocalTime;

/**
 * A time of day, some days before an occasion, on the customer's clock.
 *
 * @param days whole calendar days before the occasion, 0: on its day
 */
public record OccasionTime(Occasion occasion, int days, LocalTime at) {

  /**
   * The first such instant that is {@code from} or later, {@link Measure#NEVER} if the customer has
   * no such occasion.
   */
  public long next(View view, long from) {
    View local = view.local(from);
    long today = local.day(from);
    long first = on(local, today, from);
    return first == Measure.NEVER || first >= from ? first : on(local, today + 1, from);
  }

  /** The first on this day or a later one; what was declared until {@code from} is known. */
  private long on(View local, long day, long from) {
    long occasionDay = occasion.next(local, Math.max(from, local.startOf(day + days)));
    return occasionDay == Measure.NEVER
        ? Measure.NEVER
        : LocalClock.instant(local.zone(), occasionDay - days, at);
  }
}
