package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Buyers.Fitting;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CancellationException;
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

  /** What was found. */
  public record Findings(Days days) {}

  /** Is told how far it has come. */
  public interface Watcher {
    /**
     * So much is done.
     *
     * @param fraction 0 to 1, never less than before
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
    Sweep sweep =
        new Sweep(question.candidate(), archive.first(), question.first(), question.last());
    int shards = archive.shards();
    for (int i = 0; i < shards; i++) {
      watcher.progress(0.5 * i / shards);
      sweep.survey(archive.shard(i, sweep::looksAt));
    }
    sweep.takeCuts(fitting);
    for (int i = 0; i < shards; i++) {
      watcher.progress(0.5 + 0.5 * i / shards);
      History shard = archive.shard(i, sweep::looksAt);
      each.shard(shard, sweep.memberships(shard));
    }
    watcher.progress(1);
    return new Findings(sweep.days());
  }
}
