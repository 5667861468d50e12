package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Buyers.Fitting;
import io.trailmark.segmentation.review.Program;
import io.trailmark.segmentation.rule.Surveys;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A playbook over a whole history, as if it had been in force since the first activity: who was in
 * which segment, when.
 *
 * <p>Customers are looked at twice: for what they are ranked by, from which each midnight's survey
 * takes its cuts, and for when each rule holds; each time shard by shard, and within a shard in
 * blocks, in parallel.
 */
public final class Sweep {
  private final Playbook playbook;
  private final Program program;
  private final Sources sources = new Sources();
  private final Surveyed surveyed;
  private final @Nullable Swept[] leaves;
  private final LocalDate first;
  private final LocalDate last;
  private final long end;
  private final Rankings rankings;
  private final @Nullable Fits fits;
  private final Days days;

  /**
   * What was found.
   *
   * @param intervals by the segments of the playbook, in its order; those that overlap the period
   */
  public record Result(Days days, List<Intervals> intervals) {}

  /**
   * @param begin when the first activity of all happened
   * @param first day of the period, in the playbook's zone
   * @param last day of the period, inclusive, not before the first
   */
  Sweep(Playbook playbook, long begin, LocalDate first, LocalDate last) {
    this.playbook = playbook;
    this.program = new Program(playbook);
    this.first = first;
    this.last = last;
    this.end = last.plusDays(1).atStartOfDay(playbook.zone()).toInstant().toEpochMilli() - 1;
    this.surveyed = Surveyed.between(begin, end, playbook.zone());
    this.leaves = new Swept[program.size()];
    for (int i = 0; i < leaves.length; i++) {
      if (program.parts(i).length == 0) {
        leaves[i] = Swept.of(program.rule(i), sources, surveyed, playbook.zone());
      }
    }
    this.rankings = new Rankings(playbook.cuts(), surveyed, sources, playbook.zone());
    this.fits = playbook.predicts() ? new Fits(playbook.zone(), surveyed) : null;
    this.days = newDays();
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
    Sweep sweep = new Sweep(playbook, history.first(), first, last);
    sweep.survey(history);
    sweep.takeCuts(fitting);
    List<Intervals> intervals = sweep.memberships(history);
    return new Result(sweep.days(), intervals);
  }

  /**
   * Whether rules look at a property.
   *
   * @param column {@code kind/property}
   */
  boolean looksAt(String column) {
    return sources.look(column);
  }

  /** First of all, for each shard in order: notes what surveys need. */
  void survey(History history) {
    if (fits != null) {
      fits.add(history);
    }
    rankings.add(history);
  }

  /** Then, once: takes every survey. */
  void takeCuts(Fitting fitting) {
    rankings.take();
    if (fits != null) {
      fits.fit(fitting);
    }
  }

  /** Last, for each shard: the intervals by segment, those that overlap the period. */
  List<Intervals> memberships(History history) {
    Order order = order(history);
    return take(
        Blocks.each(
            history,
            block -> {
              Look look = look(history, order);
              for (int c = Blocks.start(block); c < Blocks.end(block, history); c++) {
                look.at(c);
              }
              return look;
            }));
  }

  Order order(History history) {
    return new Order(program, leaves, history);
  }

  Look look(History history, Order order) {
    return new Look(history, order);
  }

  /** Takes over what was seen of a shard; answers the intervals by segment. */
  List<Intervals> take(List<Look> looks) {
    looks.forEach(look -> days.add(look.days));
    List<Intervals> intervals = new ArrayList<>();
    for (int s = 0; s < program.segments().size(); s++) {
      Intervals all = new Intervals();
      for (Look look : looks) {
        all.add(look.intervals[s]);
      }
      intervals.add(all);
    }
    return intervals;
  }

  Sources sources() {
    return sources;
  }

  /** What surveys found, once they are taken. */
  Surveys surveys() {
    return surveyed;
  }

  /** What was found of all shards. */
  Days days() {
    Days all = newDays();
    all.add(days);
    all.sum();
    return all;
  }

  private Days newDays() {
    return new Days(first, last, playbook.zone(), program.segments().size());
  }

  /** Looks at some customers, one after the other. For one thread. */
  final class Look {
    private final Days days = newDays();
    private final Intervals.Part[] intervals = new Intervals.Part[program.segments().size()];
    private final Trail trail;
    private final Evaluation evaluation;
    private final Stays stays = new Stays(program.segments().size());
    private final boolean[] wasIn = new boolean[intervals.length];

    private Look(History history, Order order) {
      for (int i = 0; i < intervals.length; i++) {
        intervals[i] = new Intervals.Part();
      }
      trail = sources.trail(history);
      evaluation = new Evaluation(program, leaves, order, trail, end);
    }

    Trail trail() {
      return trail;
    }

    /** When the customer looked at last was in each segment. */
    Stays stays() {
      return stays;
    }

    /** Looks at a customer; false if they had done nothing by the period's end. */
    boolean at(int customer) {
      trail.of(customer);
      stays.clear();
      long born = trail.born();
      if (born > end) {
        return false;
      }
      note(customer, born);
      return true;
    }

    /** Whoever is in as the period begins may have been for long: only then the past matters. */
    private void note(int customer, long born) {
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
        stays.add(segment, start, until);
      }
      return until < days.start() ? noted : days.note(segment, noted, start, until);
    }
  }
}
