package io.trailmark.segmentation.sequence;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all messages of all sequences.
 *
 * @param caps by channel; all of a channel's hold
 * @param skipsOverCap whether a message that is too many is skipped rather than sent later
 * @param quiet when nothing is sent, null: at no time
 */
public record Guards(
    Map<String, List<Cap>> caps, boolean skipsOverCap, @Nullable QuietHours quiet) {
  /** Everything goes at any time. */
  public static final Guards NONE = new Guards(Map.of(), false, null);

  public Guards {
    caps = Map.copyOf(caps);
  }

  /** At most so many messages within any span of so many milliseconds. */
  public record Cap(int most, long millis) {}

  /** From the first time of day, inclusive, to the second, exclusive, on the customer's clock. */
  public record QuietHours(LocalTime from, LocalTime to) {

    /** {@code at}, or when the quiet hours in which it lies are over. */
    long after(long at, ZoneId zone) {
      ZonedDateTime local = LocalClock.at(zone, at);
      LocalTime time = local.toLocalTime();
      boolean overnight = to.isBefore(from);
      boolean quiet =
          overnight
              ? !time.isBefore(from) || time.isBefore(to)
              : !time.isBefore(from) && time.isBefore(to);
      if (!quiet) {
        return at;
      }
      boolean tomorrow = overnight && !time.isBefore(from);
      ZonedDateTime end = local.toLocalDate().plusDays(tomorrow ? 1 : 0).atTime(to).atZone(zone);
      // A clock that is set back shows the end of the quiet hours twice; where one is set forward
      // the end may come so late that the next quiet hours have begun.
      long over = end.toInstant().toEpochMilli();
      return after(
          over > at ? over : end.withLaterOffsetAtOverlap().toInstant().toEpochMilli(), zone);
    }
  }

  /** Whether a message may go. */
  public sealed interface Verdict {
    /** Now. */
    record Go() implements Verdict {}

    /**
     * Not before {@code until}.
     *
     * @param reason {@code quiet hours} or {@code cap}
     */
    record Later(long until, String reason) implements Verdict {}

    /** Never. */
    record Skip(String reason) implements Verdict {}
  }

  /**
   * Whether a message may go over a channel at {@code at}.
   *
   * @param sent when those before it went over the channel, in ascending order; those of which that
   *     is not known yet as of {@code at}
   * @param zone of the customer's clock
   */
  public Verdict at(long at, String channel, long[] sent, ZoneId zone) {
    long free = freeOfCaps(at, channel, sent);
    if (free > at && skipsOverCap) {
      return new Verdict.Skip("cap");
    }
    long until = quiet == null ? free : quiet.after(free, zone);
    return until == at
        ? new Verdict.Go()
        : new Verdict.Later(until, free > at ? "cap" : "quiet hours");
  }

  private long freeOfCaps(long at, String channel, long[] sent) {
    long free = at;
    for (Cap cap : caps.getOrDefault(channel, List.of())) {
      if (sent.length >= cap.most()) {
        free = Math.max(free, sent[sent.length - cap.most()] + cap.millis());
      }
    }
    return free;
  }
}
