package io.trailmark.segmentation.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a customer as of an instant. Every rule tells whether it holds, and when that may
 * next change.
 */
public sealed interface Rule {

  /** Whether it holds as of {@code asOf}. */
  boolean holds(View view, long asOf);

  /**
   * The first instant after {@code asOf} at which, with no new activity and no new survey, it may
   * come to hold or cease to; {@link Measure#NEVER} if it cannot. It surely does not change before.
   */
  long nextChange(View view, long asOf);

  /** The rules it is made of. */
  default List<Rule> parts() {
    return List.of();
  }

  /** Whether what it says is taken from surveys; of its parts each says so for itself. */
  default boolean isSurveyed() {
    return false;
  }

  /** The kinds of activity that it depends on. */
  default Kinds kinds() {
    Kinds kinds = Kinds.NONE;
    for (Rule part : parts()) {
      kinds = kinds.and(part.kinds());
    }
    return kinds;
  }

  /** All of them hold. */
  record All(List<Rule> parts) implements Rule {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(View view, long asOf) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(view, asOf)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long nextChange(View view, long asOf) {
      return Combined.nextChange(parts, true, view, asOf);
    }
  }

  /** At least one of them holds. */
  record Any(List<Rule> parts) implements Rule {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(View view, long asOf) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).holds(view, asOf)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long nextChange(View view, long asOf) {
      return Combined.nextChange(parts, false, view, asOf);
    }
  }

  /** It does not hold. */
  record Not(Rule rule) implements Rule {
    @Override
    public boolean holds(View view, long asOf) {
      return !rule.holds(view, asOf);
    }

    @Override
    public long nextChange(View view, long asOf) {
      return rule.nextChange(view, asOf);
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
    public boolean holds(View view, long asOf) {
      return rule.holds(view, asOf);
    }

    @Override
    public long nextChange(View view, long asOf) {
      return rule.nextChange(view, asOf);
    }

    @Override
    public List<Rule> parts() {
      return List.of(rule);
    }
  }

  /** The measure has a value, and it is in the range. */
  record Compare(Measure measure, Range range) implements Rule {
    @Override
    public boolean holds(View view, long asOf) {
      return range.contains(measure.valueAt(view, asOf));
    }

    @Override
    public long nextChange(View view, long asOf) {
      return measure.nextChange(view, asOf, range);
    }

    @Override
    public boolean isSurveyed() {
      return measure instanceof Measure.Predicted;
    }

    @Override
    public Kinds kinds() {
      return measure.kinds();
    }
  }

  /**
   * There is a last activity of {@code last}, and no other activity of {@code none} at the same
   * instant or after it.
   */
  record NoneAfterLast(Selection.Of none, Selection.Of last) implements Rule {
    @Override
    public boolean holds(View view, long asOf) {
      long since = last.last(last.at(view, asOf), asOf);
      return since != Measure.NONE
          && none.between(none.at(view, asOf), after(view, asOf, since), asOf) == 0;
    }

    /**
     * What counts happened after this: at the instant of the last one too, unless that one itself
     * is all there is.
     *
     * @param since when the last one happened
     */
    public long after(View view, long asOf, long since) {
      boolean alone =
          none.between(none.at(view, asOf), since - 1, since) == 1 && isOneOf(view, asOf, since);
      return alone ? since : since - 1;
    }

    private boolean isOneOf(View view, long asOf, long since) {
      Selection.Of both = none.common(last);
      return both.between(both.at(view, asOf), since - 1, since) > 0;
    }

    @Override
    public long nextChange(View view, long asOf) {
      return Math.min(none.nextNews(view, asOf), last.nextNews(view, asOf));
    }

    @Override
    public Kinds kinds() {
      return none.dependsOn().and(last.dependsOn());
    }
  }

  /**
   * The activities of the last {@code over}, compared with those of as long before. They have
   * fallen by p% if they are at most 100 − p percent of those before, or none; they have risen by
   * p% if they are some, and at least 100 + p percent of those before.
   *
   * @param over milliseconds
   * @param percent by how much they have risen; below 0: fallen
   * @param orNever it also holds for whoever has no such activity at all
   */
  record Trend(Selection of, long over, int percent, boolean orNever) implements Rule {
    @Override
    public boolean holds(View view, long asOf) {
      View local = of.at(view, asOf);
      long recent = recent(local, asOf);
      long before = before(local, asOf);
      if (recent + before == 0 && of.last(local, asOf) == Measure.NONE) {
        return orNever;
      }
      return holds(recent, before);
    }

    /** Whether it holds for a customer who has any, or had. */
    public boolean holds(long recent, long before) {
      return percent < 0
          ? recent == 0 || 100 * recent <= (100 + percent) * before
          : recent > 0 && 100 * recent >= (100 + percent) * before;
    }

    private long recent(View local, long asOf) {
      return of.between(local, asOf - over, asOf);
    }

    private long before(View local, long asOf) {
      return of.between(local, asOf - 2 * over, asOf - over);
    }

    @Override
    public long nextChange(View view, long asOf) {
      return Steps.firstChange(asOf, at -> nextStep(view, at), at -> holds(view, at));
    }

    /**
     * When an activity next comes in, or as many as it takes have passed from one window to the
     * other, or out of both: each helps one way only.
     */
    private long nextStep(View view, long at) {
      View local = of.at(view, at);
      long recent = recent(local, at);
      long before = before(local, at);
      long kept = 100 + percent;
      // By how far the recent ones are above what the older ones allow, or below.
      long over100 = 100 * recent - kept * before;
      boolean passing = percent < 0 ? over100 > 0 : over100 >= 0;
      long step;
      if (passing) {
        long enough = percent < 0 ? over100 + 99 + kept : over100 + 100 + kept;
        step = passed(local, at, over, recent, Math.max(1, enough / (100 + kept)));
      } else {
        long enough = percent < 0 ? -over100 + kept : -over100 + kept - 1;
        step = passed(local, at, 2 * over, before, kept == 0 ? 1 : Math.max(1, enough / kept));
      }
      // Whoever has none left in a window is decided by that alone.
      long none = recent == 0 ? Measure.NEVER : of.last(local, at) + over;
      return Math.min(Math.min(step, none), of.nextNews(view, at));
    }

    /** When so many of those younger than {@code age} have become older. */
    private long passed(View local, long at, long age, long there, long many) {
      return many == 0 || many > there ? Measure.NEVER : of.nth(local, at - age, many) + age;
    }

    @Override
    public Kinds kinds() {
      return of.dependsOn();
    }
  }

  /**
   * The measure is at or above the cut of the newest survey.
   *
   * @param keep whoever came to be in stays in while it is at or above this cut, of a percentage no
   *     smaller; null: the same
   */
  record Top(TopCut cut, @Nullable TopCut keep) implements Rule {
    public Top(TopCut cut) {
      this(cut, null);
    }

    @Override
    public boolean holds(View view, long asOf) {
      return keep == null ? isIn(view, cut, asOf) : isKept(view, keep, asOf);
    }

    private static boolean isIn(View view, TopCut cut, long asOf) {
      long least = view.surveys().cut(cut, asOf);
      return least != Measure.NEVER && cut.measure().valueAt(view, asOf) >= least;
    }

    /**
     * Walks back to the last instant at which the value was at or above the one cut or below the
     * other.
     */
    private boolean isKept(View now, TopCut margin, long asOf) {
      View view = new View(now.timeline(), now.surveys().seenFrom(asOf), now.zone());
      for (long at = asOf; at != Measure.NONE; at = previous(view, at)) {
        if (isIn(view, cut, at)) {
          return true;
        }
        if (!isIn(view, margin, at)) {
          return false;
        }
      }
      return false;
    }

    /** The last instant before {@code at} at which something else stood. */
    private long previous(View view, long at) {
      long since =
          Math.max(
              view.surveys().heldSince(at), new Selection.Of(cut.measure().kinds()).last(view, at));
      return since == Measure.NONE ? since : since - 1;
    }

    @Override
    public long nextChange(View view, long asOf) {
      return Steps.firstChange(
          asOf,
          at ->
              Math.min(
                  new Selection.Of(cut.measure().kinds()).firstAfter(view, at),
                  view.surveys().nextSurvey(at)),
          at -> holds(view, at));
    }

    @Override
    public boolean isSurveyed() {
      return true;
    }

    @Override
    public Kinds kinds() {
      return cut.measure().kinds();
    }
  }

  /** A trait of the customer has a value that passes the test. */
  record Trait(String name, Where.Test test) implements Rule {
    @Override
    public boolean holds(View view, long asOf) {
      return test.passes(view.trait(name, asOf));
    }

    @Override
    public long nextChange(View view, long asOf) {
      return view.nextTrait(asOf);
    }

    @Override
    public Kinds kinds() {
      return Kinds.of(View.TRAIT);
    }
  }

  /** What the customer seeks in what they buy, declared or inferred. */
  record Seeks(String benefit) implements Rule {
    /** Kind of the activities that declare what is sought, in their property {@code benefit}. */
    public static final String DECLARED = Benefits.DECLARED;

    /** Kind of the activities from whose items, by the same property, it is inferred. */
    public static final String ORDERED = View.ORDERED;

    @Override
    public boolean holds(View view, long asOf) {
      return benefit.equals(sought(view, asOf));
    }

    /** What they seek, null if nothing tells. */
    public static @Nullable String sought(View view, long asOf) {
      return Benefits.sought(view, asOf);
    }

    @Override
    public long nextChange(View view, long asOf) {
      return new Selection.Of(kinds()).firstAfter(view, asOf);
    }

    @Override
    public Kinds kinds() {
      return Benefits.KINDS;
    }
  }
}
