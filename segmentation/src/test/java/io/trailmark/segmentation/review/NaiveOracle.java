package io.trailmark.segmentation.review;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.TopCut;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Says whether a rule holds by looking at every activity, straight from the meanings: no columns,
 * no windows by search, no knowledge of when anything changes.
 */
record NaiveOracle(List<Activity> activities, NavigableMap<Long, Survey> surveys) {

  record Activity(String kind, long at, long value) {}

  private List<Activity> of(Kinds kinds, long asOf) {
    return activities.stream()
        .filter(a -> a.at() <= asOf)
        .filter(
            a -> kinds.any() ? !a.kind().equals("message_sent") : kinds.names().contains(a.kind()))
        .toList();
  }

  private long count(Kinds kinds, long asOf, Predicate<Activity> which) {
    return of(kinds, asOf).stream().filter(which).count();
  }

  boolean holds(Rule rule, long t) {
    return switch (rule) {
      case Rule.All all -> all.parts().stream().allMatch(r -> holds(r, t));
      case Rule.Any any -> any.parts().stream().anyMatch(r -> holds(r, t));
      case Rule.In in -> holds(in.rule(), t);
      case Rule.Not not -> !holds(not.rule(), t);
      case Rule.Compare c -> {
        OptionalLong value = value(c.measure(), t);
        yield value.isPresent()
            && c.range().least() <= value.getAsLong()
            && value.getAsLong() <= c.range().most();
      }
      case Rule.NoneAfterLast n -> {
        OptionalLong last = of(n.last(), t).stream().mapToLong(Activity::at).max();
        yield last.isPresent() && count(n.none(), t, a -> a.at() >= last.getAsLong()) == 0;
      }
      case Rule.Trend d -> {
        long recent = count(d.kinds(), t, a -> t < a.at() + d.over());
        long before = count(d.kinds(), t, a -> a.at() + d.over() <= t && t < a.at() + 2 * d.over());
        yield of(d.kinds(), t).isEmpty()
            ? d.orNever()
            : recent == 0 || recent * 100 <= before * d.keptPercent();
      }
      case Rule.Top top -> {
        OptionalLong cut = cut(top.cut(), t);
        yield cut.isPresent() && value(top.cut().measure(), t).orElse(0) >= cut.getAsLong();
      }
    };
  }

  private OptionalLong cut(TopCut top, long t) {
    var newest = surveys.floorEntry(t);
    return newest == null
        ? OptionalLong.empty()
        : newest.getValue().cuts().getOrDefault(top, OptionalLong.empty());
  }

  private OptionalLong value(Measure measure, long t) {
    return switch (measure) {
      case Measure.Count c ->
          OptionalLong.of(
              count(
                  c.kinds(),
                  t,
                  a -> t - a.at() >= c.window().from() && t - a.at() < c.window().to()));
      case Measure.Net n -> OptionalLong.of(sum(n.kind(), t) - sum("order_refunded", t));
      case Measure.SinceLast s -> of(s.kinds(), t).stream().mapToLong(a -> t - a.at()).min();
      case Measure.SinceFirst s -> of(s.kinds(), t).stream().mapToLong(a -> t - a.at()).max();
    };
  }

  private long sum(String kind, long t) {
    return activities.stream()
        .filter(a -> a.at() <= t && a.kind().equals(kind))
        .mapToLong(Activity::value)
        .sum();
  }

  /** Every instant at which any rule made of these durations could possibly change, in order. */
  TreeSet<Long> candidates(List<Long> durations) {
    TreeSet<Long> instants = new TreeSet<>(surveys.keySet());
    for (Activity a : activities) {
      instants.add(a.at());
      instants.add(a.at() + 3);
      for (long d : durations) {
        instants.add(a.at() + d);
        instants.add(a.at() + 3 + d);
        instants.add(a.at() + d + 1);
        instants.add(a.at() + 2 * d);
      }
    }
    return instants;
  }
}
