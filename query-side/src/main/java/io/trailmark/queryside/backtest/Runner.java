package io.trailmark.queryside.backtest;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.queryside.playbook.Playbooks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs backtests: the oldest that waits whenever there is room, and those of nodes that are gone.
 *
 * <p>A node that runs one changes its job at every beat. Whoever sees a job unchanged for as long
 * as a lease, by their own watch, takes it over: clocks of nodes are never compared.
 */
@Component
final class Runner implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Runner.class);
  private static final int MOST_ATTEMPTS = 5;

  private final Jobs jobs;
  private final Parts parts;
  private final RecordedHistory history;
  private final Playbooks playbooks;
  private final BusinessClock clock;
  private final BacktestSettings settings;
  private final String node = UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, Run> running = new ConcurrentHashMap<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final Object news = new Object();
  private long changes;
  private volatile @Nullable ScheduledExecutorService heart;
  private volatile @Nullable ExecutorService workers;
  private boolean prepared;

  /** At which revision a job of another node stood since when, by the watch of this one. */
  private record Seen(long revision, long since) {}

  Runner(
      Jobs jobs,
      Parts parts,
      RecordedHistory history,
      Playbooks playbooks,
      BusinessClock clock,
      BacktestSettings settings) {
    this.jobs = jobs;
    this.parts = parts;
    this.history = history;
    this.playbooks = playbooks;
    this.clock = clock;
    this.settings = settings;
  }

  /** Adds a job; empty if as many wait already as may. */
  synchronized Optional<Job> add(Asked asked) {
    prepare();
    look();
    // One that can begin at once does not wait.
    int free = settings.concurrent() - running.size();
    if (waiting() >= settings.queue() + Math.max(free, 0)) {
      return Optional.empty();
    }
    Job job = jobs.add(asked);
    look();
    return Optional.of(jobs.find(job.id()).orElse(job));
  }

  private long waiting() {
    return jobs.open().stream().filter(job -> job.status() == Status.QUEUED).count();
  }

  /**
   * Ends one that is not finished yet, whichever node runs it.
   *
   * @return whether it had not ended before
   */
  boolean cancel(String id) {
    while (true) {
      Job job = jobs.find(id).orElse(null);
      if (job == null || job.status().isFinal()) {
        return false;
      }
      Document changes =
          new Document("status", Status.CANCELLED.text()).append("ended", clock.millis());
      if (jobs.change(id, job.revision(), changes)) {
        jobs.close(id);
        Run here = running.get(id);
        if (here != null) {
          here.stop();
        }
        tell();
        return true;
      }
    }
  }

  /** How far one is that runs here, as of now; else as it was told last. */
  double progress(Job job) {
    Run here = running.get(job.id());
    return here == null || job.status() != Status.RUNNING ? job.progress() : here.progress();
  }

  /** How often something changed here. */
  long changes() {
    synchronized (news) {
      return changes;
    }
  }

  /**
   * Until something changed here, or so long.
   *
   * @param seen of the {@link #changes}: if there are more it does not wait
   */
  void await(long seen, long millis) throws InterruptedException {
    synchronized (news) {
      if (changes == seen) {
        news.wait(millis);
      }
    }
  }

  private void tell() {
    synchronized (news) {
      changes++;
      news.notifyAll();
    }
  }

  private void beat() {
    try {
      prepare();
      running.values().forEach(Run::beat);
      look();
    } catch (RuntimeException e) {
      log.warn("Backtests could not be looked after: {}", e.toString());
    }
  }

  private synchronized void prepare() {
    if (!prepared) {
      jobs.prepare();
      prepared = true;
    }
  }

  private synchronized void look() {
    List<Job> open = jobs.open();
    for (Job job : open) {
      switch (job.status()) {
        case QUEUED -> start(job);
        case RUNNING -> {
          if (!running.containsKey(job.id()) && isAbandoned(job)) {
            takeUp(job);
          }
        }
        default -> jobs.close(job.id());
      }
    }
    seen.keySet().retainAll(open.stream().map(Job::id).toList());
    seen.keySet().removeAll(running.keySet());
  }

  private boolean isAbandoned(Job job) {
    long now = System.nanoTime();
    Seen before = seen.get(job.id());
    if (before == null || before.revision() != job.revision()) {
      seen.put(job.id(), new Seen(job.revision(), now));
      return false;
    }
    return now - before.since() > settings.lease().toNanos();
  }

  private void takeUp(Job job) {
    if (job.attempt() >= MOST_ATTEMPTS) {
      String problem =
          "It was interrupted %d times, each time because the node that ran it ended; perhaps it"
              + " needs more memory than they have.";
      if (jobs.change(
          job.id(),
          job.revision(),
          new Document("status", Status.FAILED.text())
              .append("ended", clock.millis())
              .append("problem", problem.formatted(job.attempt())))) {
        jobs.close(job.id());
      }
    } else if (running.size() < settings.concurrent()) {
      log.info("Backtest {} is taken over from node {}", job.id(), job.node());
      start(job);
    }
  }

  private void start(Job job) {
    ExecutorService pool = workers;
    if (pool == null || running.size() >= settings.concurrent()) {
      return;
    }
    Document changes =
        new Document("status", Status.RUNNING.text())
            .append("node", node)
            .append("attempt", job.attempt() + 1)
            .append("progress", 0.0);
    if (job.started() == null) {
      changes.append("started", clock.millis());
    }
    if (jobs.change(job.id(), job.revision(), changes)) {
      if (job.attempt() > 0) {
        parts.delete(job.id(), job.attempt());
      }
      jobs.find(job.id())
          .filter(claimed -> claimed.revision() == job.revision() + 1)
          .ifPresent(claimed -> run(claimed, pool));
    }
  }

  private void run(Job claimed, ExecutorService pool) {
    Run run = new Run(claimed, jobs, parts, history, playbooks);
    running.put(claimed.id(), run);
    tell();
    pool.execute(
        () -> {
          try {
            run.run(clock::millis);
          } catch (RuntimeException e) {
            log.warn("Backtest {} is left to be taken over: {}", claimed.id(), e.toString());
          } finally {
            running.remove(claimed.id());
            tell();
          }
          beat();
        });
  }

  @Override
  public void start() {
    workers = Executors.newFixedThreadPool(settings.concurrent(), threads("backtest"));
    ScheduledExecutorService pulse =
        Executors.newSingleThreadScheduledExecutor(threads("backtests"));
    long beat = settings.beat().toMillis();
    pulse.scheduleWithFixedDelay(this::beat, 0, beat, TimeUnit.MILLISECONDS);
    heart = pulse;
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void stop() {
    ScheduledExecutorService pulse = heart;
    ExecutorService pool = workers;
    heart = null;
    workers = null;
    if (pulse == null || pool == null) {
      return;
    }
    pulse.shutdownNow();
    pool.shutdown();
    running.forEach(
        (id, run) -> {
          try {
            run.release();
          } catch (RuntimeException e) {
            log.warn("Backtest {} could not be given back: {}", id, e.toString());
          }
        });
    tell();
    try {
      pool.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return heart != null;
  }
}
