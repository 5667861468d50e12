package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.sequence.OccasionTime;
import io.trailmark.segmentation.sequence.Wait;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** From YAML to when something goes on. */
final class WaitParser {
  private final Literals literals;
  private final OccasionParser occasions;

  WaitParser(Literals literals, OccasionParser occasions) {
    this.literals = literals;
    this.occasions = occasions;
  }

  /** A duration, or what is waited for. */
  Wait wait(Entry entry) {
    if (!entry.isMap()) {
      return new Wait.For(literals.duration(entry));
    }
    entry.only("until", "before", "at", "country");
    Entry until = entry.need("until");
    if (!until.isMap() && !until.isList() && until.word().contains(":")) {
      entry.only("until");
      return Wait.Clock.daily(literals.time(until));
    }
    if (until.isList() || Literals.DAYS.contains(until.word())) {
      entry.only("until", "at");
      return new Wait.Clock(literals.weekdays(until), timeOf(entry.get("at")));
    }
    return new Wait.Occasion(date(entry, until));
  }

  /**
   * So many days before an occasion, at a time of day; on its day, and at its beginning if not.
   *
   * @param entry what says so, beside the occasion
   */
  OccasionTime date(Entry entry, Entry occasion) {
    Entry before = entry.get("before");
    return new OccasionTime(
        occasions.occasion(occasion, entry.get("country")),
        before == null ? 0 : literals.days(before),
        timeOf(entry.get("at")));
  }

  private LocalTime timeOf(@Nullable Entry at) {
    return at == null ? LocalTime.MIDNIGHT : literals.time(at);
  }
}
