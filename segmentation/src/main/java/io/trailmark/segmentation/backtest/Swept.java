package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Carried;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A rule without parts, over all of a customer's time at once. What it says is what the rule says
 * of each instant; the common rules say it in one pass over the activities.
 */
sealed interface Swept {

  /**
   * When it holds.
   *
   * @param within what it says matters while this holds, null: always
   * @param from what it says before this does not matter; not before the customer's first activity
   * @param end what it says after this does not matter
   */
  void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end);

  /** The first instant for which it matters what is said. */
  private static long start(@Nullable Toggles within, long from) {
    return within == null || within.first() || within.size() == 0
        ? from
        : Math.max(from, within.at(0));
  }

  /** The activities that are looked at. */
  Kinds kinds();

  /** For a rule. */
  static Swept of(Rule rule, Sources sources, Surveyed surveyed, ZoneId zone) {
    Swept swept =
        switch (rule) {
          case Rule.Compare compare -> compared(compare.measure(), compare.range(), sources);
          case Rule.NoneAfterLast r -> noneAfterLast(r, sources);
          case Rule.Trend r -> trend(r, sources);
          case Rule.Top top ->
              new Topped(
                  sources.ranked(top.cut().measure(), surveyed, zone),
                  top.kinds(),
                  surveyed.cuts(top.cut()),
                  surveyed.cuts(top.keep() == null ? top.cut() : top.keep()),
                  surveyed);
          default -> null;
        };
    if (swept != null) {
      return swept;
    }
    sources.whole(rule.kinds(), Carried.by(rule));
    return new Stepped(rule, surveyed, zone);
  }

  private static @Nullable Swept compared(Measure measure, Range range, Sources sources) {
    return switch (measure) {
      case Measure.Count(Selection of, Window.Ages ages) when isPlain(of) ->
          counted(sources.number(of.kinds()), of.kinds(), ages, range);
      case Measure.Net(Selection.Of of, Window.Ages ages) when isPlain(of) ->
          new Summed(
              sources.number(of.kinds()),
              sources.number(Kinds.of(Measure.Net.REFUND)),
              measure.kinds(),
              ages,
              range);
      case Measure.SinceLast(Selection of) when isPlain(of) ->
          new LastAge(sources.number(of.kinds()), of.kinds(), range);
      case Measure.SinceFirst(Selection of) when isPlain(of) ->
          new FirstAge(sources.number(of.kinds()), range);
      default -> null;
    };
  }

  /** Whether activities are selected by their kinds alone. */
  static boolean isPlain(Selection selection) {
    return selection instanceof Selection.Of of && of.where().conditions().isEmpty();
  }

  private static @Nullable Swept noneAfterLast(Rule.NoneAfterLast rule, Sources sources) {
    Kinds none = rule.none().kinds();
    Kinds last = rule.last().kinds();
    // One that is both does not follow itself.
    boolean apart = !none.any() && !last.any() && none.names().stream().noneMatch(last::contains);
    return apart && isPlain(rule.none()) && isPlain(rule.last())
        ? new NoneAfter(sources.number(none), sources.number(last), rule.kinds())
        : null;
  }

  private static Swept counted(int of, Kinds kinds, Window.Ages ages, Range range) {
    boolean some = range.least() == 1 && range.most() == Measure.NEVER;
    boolean none = range.least() <= 0 && range.most() == 0;
    if (ages.from() == 0 && ages.to() != Measure.NEVER && (some || none)) {
      return new Recent(of, kinds, ages.to(), some);
    }
    return ages.to() == Measure.NEVER
        ? new Aging(of, kinds, ages.from(), NO_AGE, NO_AGE, (in, out, third) -> range.contains(in))
        : new Aging(
            of,
            kinds,
            ages.from(),
            ages.to(),
            NO_AGE,
            (in, out, third) -> range.contains(in - out));
  }

  private static @Nullable Swept trend(Rule.Trend rule, Sources sources) {
    Kinds kinds = rule.of().kinds();
    return isPlain(rule.of())
        ? new Aging(
            sources.number(kinds),
            kinds,
            0,
            rule.over(),
            2 * rule.over(),
            (all, over, twice) -> all == 0 ? rule.orNever() : rule.holds(all - over, over - twice))
        : null;
  }

  /** Step by step from one change to the next, as reviews do. */
  record Stepped(Rule rule, Surveyed surveyed, ZoneId zone) implements Swept {
    @Override
    public Kinds kinds() {
      return rule.kinds();
    }

    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      View view = new View(trail.timeline(), surveyed, zone);
      long at = from;
      out.begin(rule.holds(view, at));
      for (at = rule.nextChange(view, at); at <= end; at = rule.nextChange(view, at)) {
        out.from(at, rule.holds(view, at));
      }
    }
  }

  /**
   * Whether there is any in a window: it takes long gaps alone to tell.
   *
   * @param within milliseconds
   * @param some it holds if there is one, else if there is none
   */
  record Recent(int of, Kinds kinds, long within, boolean some) implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles asked, long from, long end) {
      Events events = trail.events(of, start(asked, from) - within);
      out.begin(!some);
      long gone = Long.MIN_VALUE;
      for (int i = events.skipped(); i < events.size(); i++) {
        if (events.at(i) > gone) {
          out.from(gone, !some);
          out.from(events.at(i), some);
        }
        gone = events.at(i) + within;
      }
      out.from(gone, !some);
    }
  }

  /** Decides by how many activities have reached each of three ages. */
  interface Decision {
    boolean holds(int first, int second, int third);
  }

  /** Nothing is of this age while it matters. */
  long NO_AGE = Measure.NEVER / 4;

  /**
   * By how many are how old: of three ages, in order.
   *
   * @param first milliseconds
   * @param second {@link #NO_AGE}: it takes fewer
   * @param third the same
   */
  record Aging(int of, Kinds kinds, long first, long second, long third, Decision decision)
      implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      long oldest = third < NO_AGE ? third : second < NO_AGE ? second : first;
      Events events = trail.events(of, start(within, from) - oldest);
      int a = events.skipped();
      int b = a;
      int c = a;
      int turns = within == null ? 0 : within.size();
      out.begin(false);
      for (int i = within == null || within.first() ? -1 : 0; i < turns; i += 2) {
        long at = within == null || i < 0 ? from : Math.max(from, within.at(i));
        long until = within == null || i + 1 == turns ? end : Math.min(end, within.at(i + 1) - 1);
        if (at > until) {
          continue;
        }
        a = events.after(a, at - first);
        b = events.after(b, at - second);
        c = events.after(c, at - third);
        while (at <= until) {
          a += events.at(a) + first == at ? 1 : 0;
          b += events.at(b) + second == at ? 1 : 0;
          c += events.at(c) + third == at ? 1 : 0;
          out.from(at, decision.holds(a, b, c));
          long next = Math.min(events.at(b) + second, events.at(c) + third);
          at = Math.min(events.at(a) + first, next);
        }
      }
    }
  }

  /** What some brought in a window less what others took. */
  record Summed(int plus, int minus, Kinds kinds, Window.Ages ages, Range range) implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      Events brought = trail.events(plus);
      Events took = trail.events(minus);
      boolean ends = ages.to() != Measure.NEVER;
      out.begin(range.contains(0));
      long sum = 0;
      int[] next = {0, 0, ends ? 0 : brought.size(), ends ? 0 : took.size()};
      while (true) {
        long at =
            Math.min(
                Math.min(when(brought, next[0], ages.from()), when(took, next[1], ages.from())),
                Math.min(when(brought, next[2], ages.to()), when(took, next[3], ages.to())));
        if (at == Long.MAX_VALUE) {
          return;
        }
        for (int i = 0; i < 4; i++) {
          Events of = (i & 1) == 0 ? brought : took;
          long age = i < 2 ? ages.from() : ages.to();
          long sign = i == 0 || i == 3 ? 1 : -1;
          while (when(of, next[i], age) == at) {
            sum += sign * of.value(next[i]++);
          }
        }
        out.from(at, range.contains(sum));
      }
    }

    private static long when(Events of, int i, long age) {
      return i < of.size() ? of.at(i) + age : Long.MAX_VALUE;
    }
  }

  /** How long ago the last was. */
  record LastAge(int of, Kinds kinds, Range range) implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      Events events = trail.events(of);
      int n = events.size();
      out.begin(false);
      for (int i = Math.max(0, events.upTo(from) - 1); i < n; i++) {
        if (i + 1 == n || events.at(i + 1) > events.at(i)) {
          age(events.at(i), i + 1 == n ? Long.MAX_VALUE : events.at(i + 1), range, out);
        }
      }
    }
  }

  /** How long ago the first was. */
  record FirstAge(int of, Range range) implements Swept {
    /** Of each kind the first is enough. */
    @Override
    public Kinds kinds() {
      return Kinds.NONE;
    }

    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      long first = trail.first(of);
      out.begin(false);
      if (first != Long.MAX_VALUE) {
        age(first, Long.MAX_VALUE, range, out);
      }
    }
  }

  /** While the age of what happened at {@code start} counts, which is until {@code until}. */
  private static void age(long start, long until, Range range, Toggles out) {
    out.from(start, range.contains(0));
    long enters = range.least() > 0 ? start + range.least() : Long.MAX_VALUE;
    if (enters < until && enters > start) {
      out.from(enters, true);
    }
    long leaves = range.most() >= 0 ? start + range.most() + 1 : start;
    if (leaves > start && leaves < until) {
      out.from(leaves, false);
    }
  }

  /** None of some since the last of others. */
  record NoneAfter(int none, int last, Kinds kinds) implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      Events nones = trail.events(none);
      Events lasts = trail.events(last);
      int i = nones.upTo(from);
      int j = lasts.upTo(from);
      out.begin(j > 0 && (i == 0 || nones.at(i - 1) < lasts.at(j - 1)));
      while (j < lasts.size() || i < nones.size()) {
        long a = i < nones.size() ? nones.at(i) : Long.MAX_VALUE;
        long b = j < lasts.size() ? lasts.at(j) : Long.MAX_VALUE;
        long at = Math.min(a, b);
        out.from(at, b < a);
        i = nones.after(i, at);
        j = lasts.after(j, at);
      }
    }
  }

  /**
   * Among the best by the cuts of surveys.
   *
   * @param kept whoever came to be in stays in while above these
   */
  record Topped(int ranked, Kinds kinds, Cuts cuts, Cuts kept, Surveyed surveyed) implements Swept {
    @Override
    public void sweep(Trail trail, Toggles out, @Nullable Toggles within, long from, long end) {
      Values values = trail.values(ranked);
      int n = values.size();
      // Whoever is kept may have come in at any time before.
      long start = cuts == kept ? from : trail.born();
      int survey = surveyed.after(start);
      int first = values.upTo(start) - 1;
      boolean in = false;
      out.begin(false);
      if (cuts.areAbove(values.most(first), Math.max(0, survey - 1))) {
        return;
      }
      for (int i = first; i < n; i++) {
        long value = i < 0 ? values.first() : values.value(i);
        long at = i < 0 ? start : Math.max(start, values.at(i));
        long until = i + 1 == n ? Long.MAX_VALUE : values.at(i + 1);
        in = isIn(value, survey - 1, in);
        out.from(at, in);
        int next = surveyed.notBefore(until);
        while (survey < next) {
          in = isIn(value, survey, in);
          out.from(surveyed.midnight(survey), in);
          survey = in ? kept.above(value, survey, next) : cuts.below(value, survey, next);
        }
        survey = next < surveyed.size() && surveyed.midnight(next) == until ? next + 1 : next;
      }
    }

    private boolean isIn(long value, int survey, boolean was) {
      return survey >= 0 && (value >= cuts.at(survey) || was && value >= kept.at(survey));
    }
  }
}
