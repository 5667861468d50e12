package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Buyers.Fitting;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A playbook replayed over everything recorded. Pure: it publishes nothing and sends nothing. */
public final class Backtest {
  private Backtest() {}

  /**
   * What is asked.
   *
   * @param candidate the playbook to replay
   * @param active what it is compared with; null: nothing
   * @param first day of the period, in the candidate's zone
   * @param last day of the period, inclusive, not before the first
   * @param knownUntil business time, milliseconds, up to which the history tells what happened
   */
  public record Question(
      Playbook candidate,
      @Nullable Playbook active,
      LocalDate first,
      LocalDate last,
      long knownUntil) {

    public Question {
      if (last.isBefore(first)) {
        throw new IllegalArgumentException("the last day is before the first");
      }
    }
  }

  /** Is told how far it has come. */
  public interface Watcher {
    /**
     * So much is done. Called by several threads.
     *
     * @param fraction 0 to 1; may be a little less than before
     * @throws CancellationException if nobody wants to know any more: it ends the backtest
     */
    void progress(double fraction);
  }

  /** Takes over what is found of one shard of customers after the other, in order of their keys. */
  public interface Each {
    /**
     * The intervals of a shard that overlap the period.
     *
     * @param intervals by the candidate's segments, in its order
     */
    void shard(History shard, List<Intervals> intervals);
  }

  /**
   * Runs it, on as many threads as there are processors.
   *
   * @param fitting of predictions, where a playbook asks for them
   */
  public static Findings run(
      Question question, Archive archive, Fitting fitting, Watcher watcher, Each each) {
    List<Sweep> sweeps = new ArrayList<>();
    sweeps.add(sweep(question.candidate(), question, archive));
    if (question.active() != null && !question.active().equals(question.candidate())) {
      sweeps.add(sweep(question.active(), question, archive));
    }
    Tally.askFor(sweeps.getFirst().sources(), question.candidate());
    Midnights midnights =
        Midnights.of(question.first(), question.last().plusDays(2), question.candidate().zone());
    Sweep candidate = sweeps.getFirst();
    Tally tally = new Tally(question, midnights, candidate.sources(), candidate.surveys());
    List<Durations> durations =
        question.candidate().segments().stream()
            .map(s -> new Durations(midnights.at(0), midnights.at(midnights.count() - 1)))
            .toList();
    int shards = archive.shards();
    Predicate<String> properties = name -> sweeps.stream().anyMatch(s -> s.looksAt(name));
    for (int i = 0; i < shards; i++) {
      watcher.progress(0.5 * i / shards);
      History shard = archive.shard(i, properties);
      sweeps.forEach(sweep -> sweep.survey(shard));
    }
    sweeps.forEach(sweep -> sweep.takeCuts(fitting));
    for (int i = 0; i < shards; i++) {
      double before = 0.5 + 0.5 * i / shards;
      watcher.progress(before);
      History shard = archive.shard(i, properties);
      AtomicInteger done = new AtomicInteger();
      int blocks = Blocks.count(shard);
      Runnable next =
          () -> watcher.progress(before + 0.5 * done.incrementAndGet() / blocks / shards);
      each.shard(shard, memberships(sweeps, shard, tally, durations, question, next));
    }
    watcher.progress(1);
    return tally.told(sweeps.getFirst().days(), durations);
  }

  private static Sweep sweep(Playbook playbook, Question question, Archive archive) {
    return new Sweep(playbook, archive.first(), question.first(), question.last());
  }

  /** What was seen of some customers. */
  private record Block(Sweep.Look look, Tally tally) {}

  private static List<Intervals> memberships(
      List<Sweep> sweeps,
      History shard,
      Tally all,
      List<Durations> durations,
      Question question,
      Runnable next) {
    List<Order> orders = sweeps.stream().map(sweep -> sweep.order(shard)).toList();
    List<Block> blocks =
        Blocks.each(
            shard,
            number -> {
              Sweep.Look look = sweeps.getFirst().look(shard, orders.getFirst());
              Sweep.Look other =
                  sweeps.size() == 1 ? look : sweeps.getLast().look(shard, orders.getLast());
              Tally tally = all.another();
              for (int c = Blocks.start(number); c < Blocks.end(number, shard); c++) {
                if (look.at(c)) {
                  if (other != look) {
                    other.at(c);
                  }
                  Stays active = question.active() == null ? null : other.stays();
                  tally.add(shard, c, look.trail(), look.stays(), active);
                }
              }
              next.run();
              return new Block(look, tally);
            });
    blocks.forEach(block -> all.add(block.tally()));
    List<Intervals> intervals = sweeps.getFirst().take(blocks.stream().map(Block::look).toList());
    IntStream.range(0, durations.size())
        .parallel()
        .forEach(s -> intervals.get(s).forEach((c, from, to) -> durations.get(s).add(from, to)));
    return intervals;
  }
}
