package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Timeline;
import java.util.List;

/**
 * A condition on a customer as of an instant. Every rule tells whether it holds, and when that may
 * next change.
 */
public sealed interface Rule {

  /** Whether it holds as of {@code asOf}. */
  boolean holds(Timeline timeline, long asOf, Cuts cuts);

  /**
   * The first instant after {@code asOf} at which, with no new activity and no new survey, it may
   * come to hold or cease to; {@link Measure#NEVER} if it cannot. It surely does not change before.
   */
  long nextChange(Timeline timeline, long asOf, Cuts cuts);

  /** The rules it is made of. */
  default List<Rule> parts() {
    return List.of();
  }

  /** All of them hold. */
  record All(List<Rule> parts) implements Rule {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(timeline, asOf, cuts)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return Combined.nextChange(parts, true, timeline, asOf, cuts);
    }
  }

  /** At least one of them holds. */
  record Any(List<Rule> parts) implements Rule {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).holds(timeline, asOf, cuts)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return Combined.nextChange(parts, false, timeline, asOf, cuts);
    }
  }

  /** It does not hold. */
  record Not(Rule rule) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      return !rule.holds(timeline, asOf, cuts);
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return rule.nextChange(timeline, asOf, cuts);
    }

    @Override
    public List<Rule> parts() {
      return List.of(rule);
    }
  }

  /**
   * The customer is in another segment of the playbook, whatever cause that has.
   *
   * @param rule the segment's own
   */
  record In(String segment, Rule rule) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      return rule.holds(timeline, asOf, cuts);
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return rule.nextChange(timeline, asOf, cuts);
    }

    @Override
    public List<Rule> parts() {
      return List.of(rule);
    }
  }

  /** The measure has a value, and it is in the range. */
  record Compare(Measure measure, Range range) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      return range.contains(measure.valueAt(timeline, asOf));
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return measure.nextChange(timeline, asOf, range);
    }
  }

  /**
   * There is a last activity of {@code last}, and no activity of {@code none} at the same instant
   * or after it.
   */
  record NoneAfterLast(Kinds none, Kinds last) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      long since = last.last(timeline, asOf);
      return since != Measure.NONE && none.between(timeline, since - 1, asOf) == 0;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return Math.min(none.firstAfter(timeline, asOf), last.firstAfter(timeline, asOf));
    }
  }

  /**
   * Declining: the activities of the last {@code over} are at most {@code keptPercent} of those of
   * as long before, or are none.
   *
   * @param over milliseconds
   * @param keptPercent 100 less what they must have fallen by
   * @param orNever it also holds for whoever has no such activity at all
   */
  record Trend(Kinds kinds, long over, int keptPercent, boolean orNever) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      if (kinds.last(timeline, asOf) == Measure.NONE) {
        return orNever;
      }
      long recent = Window.within(over).count(kinds, timeline, asOf);
      long before = new Window(over, 2 * over).count(kinds, timeline, asOf);
      return recent == 0 || 100 * recent <= keptPercent * before;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      return Steps.firstChange(asOf, at -> nextStep(timeline, at), at -> holds(timeline, at, cuts));
    }

    /** When an activity next comes in, passes from one window to the other, or falls out. */
    private long nextStep(Timeline timeline, long at) {
      return Math.min(
          Window.within(over).nextStep(kinds, timeline, at),
          new Window(over, 2 * over).nextStep(kinds, timeline, at));
    }
  }

  /** The measure is at or above the cut of the newest survey. */
  record Top(TopCut cut) implements Rule {
    @Override
    public boolean holds(Timeline timeline, long asOf, Cuts cuts) {
      long cutAt = cuts.cut(cut, asOf);
      return cutAt != Measure.NEVER && cut.measure().valueAt(timeline, asOf) >= cutAt;
    }

    @Override
    public long nextChange(Timeline timeline, long asOf, Cuts cuts) {
      Range all = new Range(Measure.NONE, Measure.NEVER);
      return Math.min(
          cut.measure().nextChange(timeline, asOf, all),
          cuts.nextFlip(cut, asOf, cut.measure().valueAt(timeline, asOf)));
    }
  }
}
