package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.timeline.Timeline;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a customer is in a segment as of an instant, or is not. Instants are milliseconds since
 * 1970-01-01 UTC; activities that happened at the instant or before count, whenever they arrived.
 *
 * @param segment of the playbook in force at the instant
 * @param condition its rule
 */
public record Why(Segment segment, Condition condition) {

  /** Whether the customer is in it. */
  public boolean in() {
    return condition.holds();
  }

  /**
   * One condition of a rule.
   *
   * @param operator as playbooks name it, for example {@code all}, {@code count} or {@code segment}
   * @param words what it says, for example "2 to 5 orders placed"
   * @param value what was measured; null where only the parts decide
   * @param threshold what it is compared with; null where only the parts decide
   * @param deciding what made it so
   * @param cut of a top-p% condition; null before the first survey
   * @param nextChange the first instant after this one at which, with no activity and no survey but
   *     those known, it could come to hold or cease to; null if never. It surely does not before
   * @param parts the conditions that it is made of; none of a segment that is explained elsewhere
   */
  public record Condition(
      String operator,
      String words,
      boolean holds,
      @Nullable Value value,
      @Nullable Threshold threshold,
      List<Evidence> deciding,
      @Nullable Cut cut,
      @Nullable Long nextChange,
      List<Condition> parts) {
    public Condition {
      deciding = List.copyOf(deciding);
      parts = List.copyOf(parts);
    }
  }

  /**
   * What was measured.
   *
   * @param number in {@code unit}; null if there is nothing to measure, or it is a text
   * @param text a trait or a benefit; null if it has no value, or is a number
   * @param unit {@code count}, {@code milliseconds}, {@code number}, {@code percent}, {@code text}
   *     or the code of a currency
   */
  public record Value(
      @Nullable BigDecimal number, @Nullable String text, String unit, String words) {}

  /**
   * What is asked for: from {@code least} to {@code most}, both inclusive, each null if there is no
   * such bound.
   *
   * @param unit as of the value
   */
  public record Threshold(
      @Nullable BigDecimal least, @Nullable BigDecimal most, String unit, String words) {}

  /**
   * Activities that decide, or the day of an occasion.
   *
   * @param words what they are
   * @param day of the occasion, on the customer's calendar; null if it is about none
   * @param from what counts happened then or after; null: however long ago
   * @param to what counts happened then or before
   * @param total how many there are
   * @param activities the newest of them, newest first
   */
  public record Evidence(
      String words,
      @Nullable LocalDate day,
      @Nullable Long from,
      @Nullable Long to,
      long total,
      List<Activity> activities) {
    public Evidence {
      activities = List.copyOf(activities);
    }
  }

  /**
   * One activity.
   *
   * @param words its kind, for example "order placed"
   * @param amount minor units of the reporting currency; null if it has none in it
   * @param properties what the condition looked at, by name; {@code items.} and a name for an item
   */
  public record Activity(
      String kind,
      String words,
      long at,
      @Nullable Long amount,
      SortedMap<String, String> properties) {
    public Activity {
      properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    Activity with(String property, String carried) {
      SortedMap<String, String> more = new TreeMap<>(properties);
      more.put(property, carried);
      return new Activity(kind, words, at, amount, more);
    }
  }

  /**
   * What a survey found.
   *
   * @param percent who is in: the top so many
   * @param asOf the midnight as of which it was taken
   * @param from when it began to hold
   * @param least smallest value that is in, in the unit of the condition's value; null: nobody is
   * @param keep smallest value at which whoever is in stays; null: nobody does, or none is given
   */
  public record Cut(
      BigDecimal percent,
      long asOf,
      long from,
      @Nullable BigDecimal least,
      @Nullable BigDecimal keep) {}

  /**
   * All segments of the playbook in force at an instant, in its order, each explained once; at most
   * 20 activities are told of each kind of evidence, and 2,000 in all.
   *
   * @throws IllegalArgumentException if no playbook was in force
   */
  public static List<Why> all(Timeline timeline, Standing standing, long at) {
    Playbook playbook = playbook(standing, at);
    Set<String> explained =
        playbook.segments().stream().map(Segment::id).collect(Collectors.toSet());
    Explainer explainer = new Explainer(playbook, timeline, standing, at, explained);
    return playbook.segments().stream()
        .map(segment -> new Why(segment, explainer.condition(segment.when())))
        .toList();
  }

  /**
   * One segment, with those that its rule names, each explained where it is first named; bounded as
   * {@link #all} is.
   *
   * @throws IllegalArgumentException if no playbook was in force, or it had no such segment
   */
  public static Why of(String segment, Timeline timeline, Standing standing, long at) {
    Playbook playbook = playbook(standing, at);
    Set<String> explained = new HashSet<>(Set.of(segment));
    Explainer explainer = new Explainer(playbook, timeline, standing, at, explained);
    return playbook.segments().stream()
        .filter(known -> known.id().equals(segment))
        .findFirst()
        .map(known -> new Why(known, explainer.condition(known.when())))
        .orElseThrow(() -> new IllegalArgumentException("there was no segment " + segment));
  }

  private static Playbook playbook(Standing standing, long at) {
    Standing.Active active = standing.activeAt(at);
    if (active == null) {
      throw new IllegalArgumentException("no playbook was in force at " + at);
    }
    return active.playbook();
  }
}
