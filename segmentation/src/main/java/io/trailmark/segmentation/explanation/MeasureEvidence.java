package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Activity;
import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.explanation.Witnesses.Source;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Measure.Pick;
import io.trailmark.segmentation.rule.Measure.Statistic;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.timeline.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which activities make a measure what it is. */
record MeasureEvidence(Deciding deciding) {
  private static final Selection.Of ORDERS = new Selection.Of(Kinds.of(View.ORDERED));
  private static final Selection REFUNDS = new Selection.Of(Kinds.of(Measure.Net.REFUND));

  List<Evidence> of(Measure measure) {
    return switch (measure) {
      case Measure.Count m -> in(m.window(), counted(m));
      case Measure.Distinct m -> in(m.window(), List.of(different(m)));
      case Measure.Amount m -> in(m.window(), List.of(numbers(m)));
      case Measure.Share m ->
          in(
              m.window(),
              List.of(
                  deciding.inWindow(m.of(), m.window()), deciding.inWindow(m.among(), m.window())));
      case Measure.Rate m -> List.of(deciding.inWindow(m.of(), m.window()));
      case Measure.Net m ->
          in(
              m.window(),
              List.of(
                  deciding.inWindow(m.of(), m.window()), deciding.inWindow(REFUNDS, m.window())));
      case Measure.SinceLast m -> List.of(deciding.last(m.of(), deciding.at()));
      case Measure.SinceFirst m -> List.of(deciding.first(m.of()));
      case Measure.Consideration m -> List.of(considered(m));
      case Measure.Until m -> List.of(new OccasionEvidence(deciding).next(m.occasion()));
      case Measure.Predicted m -> List.of(predictedBy());
    };
  }

  /** With the day of the occasion that the window is before. */
  private List<Evidence> in(Window window, List<Evidence> evidence) {
    if (!(window instanceof Window.BeforeLast before)) {
      return evidence;
    }
    List<Evidence> more = new ArrayList<>(evidence);
    more.add(new OccasionEvidence(deciding).last(before.occasion()));
    return more;
  }

  /** If there are none, the last before them tells how long there have been none. */
  private List<Evidence> counted(Measure.Count count) {
    Evidence counted = deciding.inWindow(count.of(), count.window());
    long after = count.window().after(deciding.view(), deciding.at());
    if (counted.total() > 0 || after == Measure.NONE) {
      return List.of(counted);
    }
    Evidence last = deciding.last(count.of(), after);
    return last.total() == 0 ? List.of(counted) : List.of(counted, before(last));
  }

  private static Evidence before(Evidence last) {
    return new Evidence(
        last.words() + " before", null, null, null, last.total(), last.activities());
  }

  /** The last with each value. */
  private Evidence different(Measure.Distinct distinct) {
    Selection.Of of = distinct.of();
    long after = distinct.window().after(deciding.view(), deciding.at());
    long upTo = distinct.window().upTo(deciding.view(), deciding.at());
    Map<String, Carrier> last = new HashMap<>();
    for (Source source : new Witnesses(of.at(deciding.view(), deciding.at())).sources(of)) {
      source
          .column()
          .values(distinct.field())
          .columns()
          .forEach(
              (value, column) -> {
                Carrier carrier =
                    new Carrier(
                        value, new Source(source.kind(), column, true), column.upTo(upTo) - 1);
                if (carrier.i() >= 0 && (after == Measure.NONE || carrier.at() > after)) {
                  last.merge(value, carrier, (a, b) -> a.at() >= b.at() ? a : b);
                }
              });
    }
    Looked looked = new Looked(of.where(), List.of());
    List<Activity> newest =
        last.values().stream()
            .sorted(Comparator.comparingLong(Carrier::at).reversed().thenComparing(Carrier::value))
            .limit(Witnesses.MOST)
            .map(
                c ->
                    Witnesses.activity(c.source(), c.i(), looked).with(distinct.field(), c.value()))
            .toList();
    String what = "the last with each " + ConditionWords.name(distinct.field());
    return deciding.evidence(what, after, upTo, last.size(), newest);
  }

  /** An activity with a value. */
  private record Carrier(String value, Source source, int i) {
    long at() {
      return source.column().at(i);
    }
  }

  private Evidence numbers(Measure.Amount amount) {
    long after = amount.window().after(deciding.view(), deciding.at());
    long upTo = amount.window().upTo(deciding.view(), deciding.at());
    View local = amount.of().at(deciding.view(), deciding.at());
    List<Source> sources = new Witnesses(local).numbers(amount.of(), amount.property());
    List<String> more = amount.property() == null ? List.of() : List.of(amount.property());
    Looked looked = new Looked(amount.of().where(), more);
    if (amount.statistic() == Statistic.MINIMUM || amount.statistic() == Statistic.MAXIMUM) {
      List<Activity> extreme = extreme(amount.statistic(), sources, looked, after, upTo);
      String what = "the last with the " + MeasureWords.statistic(amount);
      return deciding.evidence(what, after, upTo, extreme.size(), extreme);
    }
    return deciding.evidence(
        deciding.words().many(amount.of(), "and")
            + deciding.words().window(amount.of(), amount.window()),
        after,
        upTo,
        Witnesses.count(sources, after, upTo),
        Witnesses.newest(sources, looked, after, upTo, Witnesses.MOST));
  }

  private static List<Activity> extreme(
      Statistic statistic, List<Source> sources, Looked looked, long after, long upTo) {
    boolean smallest = statistic == Statistic.MINIMUM;
    long found = Measure.NONE;
    Activity extreme = null;
    for (Source source : sources) {
      int start = source.start(after);
      int end = source.column().upTo(upTo);
      if (start < end) {
        long here =
            smallest ? source.column().smallest(start, end) : source.column().largest(start, end);
        if (extreme == null || (smallest ? here < found : here > found)) {
          found = here;
          extreme = Witnesses.activity(source, lastOf(source, end, here), looked);
        }
      }
    }
    return extreme == null ? List.of() : List.of(extreme);
  }

  private static int lastOf(Source source, int end, long value) {
    int i = end - 1;
    while (source.column().value(i) != value) {
      i--;
    }
    return i;
  }

  /** What the survey saw of them that holds now. */
  private Evidence predictedBy() {
    View view = deciding.view();
    long midnight = view.surveys().midnight(deciding.at());
    String what = deciding.words().many(ORDERS, "and") + " before the last survey";
    return midnight == Measure.NONE
        ? deciding.about("no survey was taken yet", List.of(), 0)
        : deciding.between(what, ORDERS, Measure.NONE, midnight - 1);
  }

  /** At most half as many as otherwise: each is told with what it began with. */
  private Evidence considered(Measure.Consideration measure) {
    Column took = measure.took(deciding.view(), deciding.at());
    int n = took.upTo(deciding.at());
    int end = measure.pick() == Pick.FIRST ? Math.min(1, n) : n;
    int start = measure.pick() == Pick.AVERAGE ? Math.max(0, n - Witnesses.MOST / 2) : end - 1;
    List<Activity> found = new ArrayList<>();
    for (int i = end - 1; i >= Math.max(0, start); i--) {
      found.addAll(at(measure.to(), took.at(i)));
      found.addAll(at(measure.from(), took.at(i) - took.value(i)));
    }
    int total = measure.pick() == Pick.AVERAGE ? n : Math.min(1, n);
    String what =
        deciding.words().one(measure.to())
            + ", and the "
            + deciding.words().one(measure.from())
            + " that it is counted from";
    return deciding.about(what, found, total);
  }

  private List<Activity> at(Selection of, long instant) {
    View local = of.at(deciding.view(), deciding.at());
    return new Witnesses(local).newest(of, instant - 1, instant, 1);
  }
}
