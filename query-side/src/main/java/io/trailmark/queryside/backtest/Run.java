package io.trailmark.queryside.backtest;

import io.trailmark.forecast.prediction.Fit;
import io.trailmark.queryside.history.HistoryTooLarge;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.playbook.Playbooks.Drafted;
import io.trailmark.segmentation.backtest.Backtest;
import io.trailmark.segmentation.backtest.Findings;
import io.trailmark.segmentation.playbook.Playbook;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.web.ErrorResponseException;

/** One attempt at a backtest on this node, which holds it until another takes it away. */
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);

  private static final long PAUSE_MILLIS = 500;

  private final Job job;
  private final Jobs jobs;
  private final Parts parts;
  private final RecordedHistory history;
  private final Playbooks playbooks;
  private final long began = System.nanoTime();
  private long revision;
  private volatile double progress;
  private volatile boolean lost;

  /**
   * @param job as this node claimed it
   */
  Run(Job job, Jobs jobs, Parts parts, RecordedHistory history, Playbooks playbooks) {
    this.job = job;
    this.revision = job.revision();
    this.jobs = jobs;
    this.parts = parts;
    this.history = history;
    this.playbooks = playbooks;
  }

  double progress() {
    return progress;
  }

  /** Nobody wants to know any more, or another node runs it. */
  void stop() {
    lost = true;
  }

  /** Tells how far it is. */
  synchronized void beat() {
    if (!lost) {
      change(new Document("progress", progress));
    }
  }

  /** Gives it back, for another node or after a restart. */
  synchronized void release() {
    change(
        new Document("status", Status.QUEUED.text()).append("progress", 0.0).append("node", null));
    lost = true;
  }

  /** Nobody but who holds it or ends it changes a job: if that failed, it was taken away. */
  private synchronized boolean change(Document changes) {
    if (lost || !jobs.change(job.id(), revision, changes)) {
      lost = true;
      return false;
    }
    revision++;
    return true;
  }

  /**
   * Runs it to its end.
   *
   * @param now business time
   */
  void run(LongSupplier now) {
    try {
      finish(find(), now);
    } catch (CancellationException e) {
      discard();
    } catch (OutOfMemoryError e) {
      fail(
          "The node had not enough memory for it. Start it with more (-Xmx), or ask for a shorter"
              + " period or fewer segments.",
          now);
    } catch (HistoryTooLarge e) {
      fail(String.valueOf(e.getMessage()), now);
    } catch (RuntimeException e) {
      if (lost) {
        log.info("Backtest {} is dropped here: {}", job.id(), e.toString());
        return;
      }
      log.error("Backtest {} failed", job.id(), e);
      fail("Something failed here; the log of node " + job.node() + " tells what.", now);
    }
  }

  private Job.Outcome find() {
    try (RecordedHistory.Until until = history()) {
      return find(until);
    }
  }

  /** Waits while it is still being built, or the log cannot be reached. */
  private RecordedHistory.Until history() {
    while (true) {
      try {
        return history.now();
      } catch (ErrorResponseException e) {
        log.info("Backtest {} waits: {}", job.id(), e.getBody().getDetail());
        pause();
      } catch (DataAccessResourceFailureException e) {
        log.info("Backtest {} waits: the log cannot be reached: {}", job.id(), e.toString());
        pause();
      }
    }
  }

  private void pause() {
    progress(0);
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private Job.Outcome find(RecordedHistory.Until until) {
    Asked asked = job.asked();
    Playbook candidate = Playbook.stored(asked.text());
    Backtest.Question question =
        new Backtest.Question(candidate, active(asked), asked.from(), asked.to(), asked.at());
    int segments = candidate.segments().size();
    Parts.Writer writer = parts.writer(job.id(), job.attempt());
    StoredIntervals.Writer intervals = new StoredIntervals.Writer(writer, segments);
    Findings findings =
        Backtest.run(question, until.archive(), Fit::models, this::progress, intervals);
    long[] counts = intervals.close();
    StoredDays.write(findings.days(), segments, writer);
    Found.of(findings).write(writer);
    return new Job.Outcome(
        until.position(),
        until.archive().activities(),
        (System.nanoTime() - began) / 1_000_000,
        writer.written(),
        SegmentSummary.of(candidate, findings.days(), counts));
  }

  private @Nullable Playbook active(Asked asked) {
    Drafted drafted = asked.active() == null ? null : playbooks.drafted().get(asked.active());
    return drafted == null ? null : drafted.playbook();
  }

  private void progress(double fraction) {
    if (lost) {
      throw new CancellationException();
    }
    progress = fraction;
  }

  private void finish(Job.Outcome outcome, LongSupplier now) {
    Document changes = Job.changes(outcome);
    if (!change(end(changes, Status.DONE, now).append("progress", 1.0))) {
      discard();
      return;
    }
    jobs.close(job.id());
  }

  private void fail(String problem, LongSupplier now) {
    discard();
    if (change(end(new Document("problem", problem), Status.FAILED, now))) {
      jobs.close(job.id());
    }
  }

  private static Document end(Document changes, Status status, LongSupplier now) {
    return changes.append("status", status.text()).append("ended", now.getAsLong());
  }

  private void discard() {
    parts.delete(job.id(), job.attempt());
  }
}
