package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Buyers.Fitting;
import io.trailmark.segmentation.review.Program;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.TopCut;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A playbook over a whole history, as if it had been in force since the first activity: who was in
 * which segment, when.
 *
 * <p>Customers are looked at in shards, in parallel: once for what they are ranked by, from which
 * each midnight's survey takes its cuts, and once for when each rule holds.
 */
public final class Sweep {
  private static final int SHARD = 2_048;

  private final History history;
  private final Program program;
  private final Sources sources = new Sources();
  private final Surveyed surveyed;
  private final @Nullable Swept[] leaves;
  private final Order order;
  private final LocalDate first;
  private final LocalDate last;
  private final Playbook playbook;
  private final long end;

  /**
   * What was found.
   *
   * @param intervals by the segments of the playbook, in its order; those that overlap the period
   */
  public record Result(Days days, List<Intervals> intervals) {}

  private Sweep(Playbook playbook, History history, LocalDate first, LocalDate last) {
    this.playbook = playbook;
    this.history = history;
    this.program = new Program(playbook);
    this.first = first;
    this.last = last;
    this.end = last.plusDays(1).atStartOfDay(playbook.zone()).toInstant().toEpochMilli() - 1;
    this.surveyed = Surveyed.between(history.first(), end, playbook.zone());
    this.leaves = new Swept[program.size()];
    for (int i = 0; i < leaves.length; i++) {
      if (program.parts(i).length == 0) {
        leaves[i] = Swept.of(program.rule(i), sources, surveyed, playbook.zone());
      }
    }
    this.order = new Order(program, leaves, history);
  }

  /**
   * Runs a playbook over a history.
   *
   * @param first day of the period, in the playbook's zone
   * @param last day of the period, inclusive
   * @param fitting of predictions, where the playbook asks for them
   * @throws IllegalArgumentException if the last day is before the first
   */
  public static Result run(
      Playbook playbook, History history, LocalDate first, LocalDate last, Fitting fitting) {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("the last day is before the first");
    }
    Sweep sweep = new Sweep(playbook, history, first, last);
    sweep.survey();
    if (playbook.predicts()) {
      new Fits(playbook.zone(), history, sweep.surveyed).fit(fitting);
    }
    return sweep.memberships();
  }

  /** What each shard yields: whichever thread is free takes the next one. */
  private <T> List<T> inShards(IntFunction<T> task) {
    List<T> found =
        new ArrayList<>(Collections.nCopies((history.customers() + SHARD - 1) / SHARD, null));
    AtomicInteger next = new AtomicInteger();
    IntStream.rangeClosed(0, ForkJoinPool.getCommonPoolParallelism())
        .parallel()
        .forEach(
            thread -> {
              for (int s = next.getAndIncrement(); s < found.size(); s = next.getAndIncrement()) {
                found.set(s, task.apply(s));
              }
            });
    return found;
  }

  private int end(int shard) {
    return Math.min(history.customers(), (shard + 1) * SHARD);
  }

  private void survey() {
    List<Measure> measures = sources.rankedMeasures();
    if (measures.isEmpty() || surveyed.size() == 0) {
      return;
    }
    List<List<Changes>> shards = inShards(this::changes);
    List<TopCut> cuts = List.copyOf(playbook.cuts());
    IntStream.range(0, measures.size())
        .parallel()
        .forEach(
            m ->
                Ranking.take(
                    shards.stream().map(shard -> shard.get(m)).toList(),
                    surveyed,
                    cuts.stream().filter(c -> c.measure().equals(measures.get(m))).toList()));
  }

  private List<Changes> changes(int shard) {
    Trail trail = sources.trail(history);
    List<Changes> changes = new ArrayList<>();
    for (int m = 0; m < sources.rankedMeasures().size(); m++) {
      changes.add(new Changes());
    }
    for (int customer = shard * SHARD; customer < end(shard); customer++) {
      trail.of(customer);
      for (int m = 0; m < changes.size(); m++) {
        changes.get(m).add(trail.values(m), surveyed);
      }
    }
    return changes;
  }

  private Result memberships() {
    List<Shard> shards = inShards(this::memberships);
    Days days = newDays();
    shards.forEach(shard -> days.add(shard.days));
    days.sum();
    List<Intervals> intervals = new ArrayList<>();
    for (int s = 0; s < program.segments().size(); s++) {
      Intervals all = new Intervals();
      for (Shard shard : shards) {
        all.add(shard.intervals[s]);
      }
      intervals.add(all);
    }
    return new Result(days, intervals);
  }

  private Days newDays() {
    return new Days(first, last, playbook.zone(), program.segments().size());
  }

  private Shard memberships(int number) {
    Shard shard = new Shard();
    Trail trail = sources.trail(history);
    Evaluation evaluation = new Evaluation(program, leaves, order, trail, end);
    for (int customer = number * SHARD; customer < end(number); customer++) {
      trail.of(customer);
      long born = trail.born();
      if (born <= end) {
        shard.note(customer, evaluation, born);
      }
    }
    return shard;
  }

  /** What was found of some customers. */
  private final class Shard {
    private final Days days = newDays();
    private final Intervals.Part[] intervals = new Intervals.Part[program.segments().size()];
    private final boolean[] wasIn = new boolean[intervals.length];

    Shard() {
      for (int i = 0; i < intervals.length; i++) {
        intervals[i] = new Intervals.Part();
      }
    }

    /** Whoever is in as the period begins may have been for long: only then the past matters. */
    void note(int customer, Evaluation evaluation, long born) {
      long from = Math.max(born, days.start() - 1);
      boolean isPast = false;
      evaluation.begin(from);
      for (int s = 0; s < intervals.length; s++) {
        Toggles when = evaluation.of(program.root(s));
        wasIn[s] = from > born && when.holds(from);
        isPast |= wasIn[s];
        if (!wasIn[s]) {
          note(customer, s, when, from);
        }
      }
      if (isPast) {
        evaluation.begin(born);
        for (int s = 0; s < intervals.length; s++) {
          if (wasIn[s]) {
            note(customer, s, evaluation.of(program.root(s)), born);
          }
        }
      }
    }

    private void note(int customer, int segment, Toggles when, long born) {
      int noted = 0;
      boolean in = when.first();
      long since = born;
      for (int i = 0; i <= when.size() && since <= end; i++) {
        long at = i == when.size() ? Long.MAX_VALUE : when.at(i);
        if (at > born) {
          if (in) {
            noted = note(customer, segment, noted, since, at > end ? Long.MAX_VALUE : at);
          }
          since = at;
        }
        in = !in;
      }
    }

    private int note(int customer, int segment, int noted, long start, long until) {
      if (until > days.start()) {
        intervals[segment].add(customer, start, until);
      }
      return until < days.start() ? noted : days.note(segment, noted, start, until);
    }
  }
}
