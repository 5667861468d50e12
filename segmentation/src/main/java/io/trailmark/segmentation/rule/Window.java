package io.trailmark.segmentation.rule;

/** Which activities are looked at as of an instant: those after one instant and up to another. */
public sealed interface Window {

  /** Over all time. */
  Ages ALL = new Ages(0, Measure.NEVER);

  /** Those within a duration. */
  static Ages within(long duration) {
    return new Ages(0, duration);
  }

  /** What is in the window happened after this; {@link Measure#NONE}: however long ago. */
  long after(View view, long asOf);

  /** What is in the window happened at this or before, which is not after {@code asOf}. */
  long upTo(View view, long asOf);

  /** The kinds of activity that move it. */
  Kinds kinds();

  /** When, after {@code asOf}, something next comes into the window or falls out of it. */
  long nextStep(Selection of, View view, long asOf);

  /**
   * By their age: {@code from <= age < to}.
   *
   * @param from milliseconds, at least 0
   * @param to milliseconds, above {@code from}; {@link Measure#NEVER}: however long ago
   */
  record Ages(long from, long to) implements Window {
    @Override
    public long after(View view, long asOf) {
      return to == Measure.NEVER ? Measure.NONE : asOf - to;
    }

    @Override
    public long upTo(View view, long asOf) {
      return asOf - from;
    }

    @Override
    public long nextStep(Selection of, View view, long asOf) {
      long next = of.nextNews(view, asOf);
      View local = of.at(view, asOf);
      if (from > 0) {
        next = Math.min(next, later(of.firstAfter(local, asOf - from), from));
      }
      return to == Measure.NEVER
          ? next
          : Math.min(next, later(of.firstAfter(local, asOf - to), to));
    }

    private static long later(long at, long duration) {
      return at == Measure.NEVER ? at : at + duration;
    }

    @Override
    public Kinds kinds() {
      return Kinds.NONE;
    }

    /** Whether things only fall out as time passes. */
    boolean onlyLeave() {
      return from == 0;
    }

    @Override
    public String toString() {
      if (to == Measure.NEVER) {
        return from == 0 ? "" : ", from " + from + "ms";
      }
      return from == 0 ? ", " + to + "ms" : ", " + from + "ms to " + to + "ms";
    }
  }

  /**
   * Before the last time that an occasion came: the day itself and those before it.
   *
   * @param days how many days before it, at least 0
   */
  record BeforeLast(Occasion occasion, int days) implements Window {
    @Override
    public long after(View view, long asOf) {
      View local = view.local(asOf);
      long day = occasion.last(local, asOf);
      return day == Measure.NONE ? asOf : local.startOf(day - days) - 1;
    }

    @Override
    public long upTo(View view, long asOf) {
      View local = view.local(asOf);
      long day = occasion.last(local, asOf);
      return day == Measure.NONE ? asOf : local.startOf(day + 1) - 1;
    }

    @Override
    public Kinds kinds() {
      return occasion.kinds().and(Kinds.of(View.TRAIT));
    }

    @Override
    public long nextStep(Selection of, View view, long asOf) {
      View local = view.local(asOf);
      long next = occasion.next(local, asOf);
      long passed = next == Measure.NEVER ? Measure.NEVER : local.startOf(next + 1);
      return Math.min(
          Math.min(passed, occasion.nextNews(view, asOf)),
          Math.min(of.nextNews(view, asOf), view.nextTrait(asOf)));
    }

    @Override
    public String toString() {
      return ", " + days + "d before the last " + occasion;
    }
  }
}
