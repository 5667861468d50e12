package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.importing.Imports;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.commandside.sequence.BusinessDeadlines;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.review.Standing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What happens by time alone, in the order of business time: reviews due before a midnight, the
 * survey of that midnight, the reviews after it; then deadlines, and what imports leave to do.
 * Every node runs it; rows that one works on are passed over by the others, and a survey is taken
 * by whoever comes first.
 */
@Component
class TimeDriver implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(TimeDriver.class);

  /** Machine milliseconds between two looks at the clock when nothing is left to do. */
  private static final long PAUSE = 100;

  private static final long PAUSE_AFTER_FAILURE = 1_000;

  private final Standings standings;
  private final BusinessClock clock;
  private final DueReviews reviews;
  private final Surveys surveys;
  private final MarkedDue marked;
  private final BusinessDeadlines deadlines;
  private final Imports imports;
  private volatile boolean running;
  private CountDownLatch stopping = new CountDownLatch(0);
  private Thread thread = new Thread();

  TimeDriver(
      Standings standings,
      BusinessClock clock,
      DueReviews reviews,
      Surveys surveys,
      MarkedDue marked,
      BusinessDeadlines deadlines,
      Imports imports) {
    this.standings = standings;
    this.clock = clock;
    this.reviews = reviews;
    this.surveys = surveys;
    this.marked = marked;
    this.deadlines = deadlines;
    this.imports = imports;
  }

  @Override
  public void start() {
    running = true;
    stopping = new CountDownLatch(1);
    thread = Thread.ofPlatform().name("time-driver").daemon().start(this::loop);
  }

  @Override
  public void stop() {
    running = false;
    stopping.countDown();
    try {
      // Not interrupted unless it hangs: what it is doing would fail, and count as a failed
      // attempt.
      if (!thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void loop() {
    boolean first = true;
    while (running) {
      try {
        if (first) {
          recover();
          first = false;
        }
        if (!step()) {
          pause(PAUSE);
        }
      } catch (RuntimeException e) {
        if (running) {
          log.error("Time-driven work failed and is tried again", e);
          pause(PAUSE_AFTER_FAILURE);
        }
      }
    }
  }

  private void pause(long millis) {
    try {
      stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      running = false;
    }
  }

  /** A node may have stopped between taking cuts and making customers due for them. */
  private void recover() {
    Standing standing = standings.refresh();
    if (standing.playbook() != null) {
      if (!settle(standing, clock.millis())) {
        marked.afterSurvey(standing);
      }
    }
  }

  /** One round; false when nothing was left to do. */
  private boolean step() {
    Standing standing = standings.refresh();
    if (standing.playbook() == null) {
      return false;
    }
    long now = clock.millis();
    marked.again();
    if (settle(standing, now)) {
      return true;
    }
    if (standing.nextSurvey() <= now) {
      surveyDaily(standing);
      return true;
    }
    boolean worked = reviews.review(standing.horizon(now)) > 0;
    worked |= deadlines.fire(standing.horizon(now));
    imports.closeAbandoned();
    return imports.unfinished().map(id -> finish(standing, id)).orElse(false) || worked;
  }

  /** An activation makes everybody due, and is followed by a survey as of the last midnight. */
  private boolean settle(Standing standing, long now) {
    if (standing.isSurveyed()) {
      return false;
    }
    marked.afterActivation(standing.activatedAt());
    surveys.takeAgain(standing, now);
    // Whoever was reviewed between the two was so under the new playbook without its cuts.
    marked.afterSurvey(standings.refresh());
    return true;
  }

  private void surveyDaily(Standing standing) {
    long midnight = standing.nextSurvey();
    while (running && reviews.review(midnight - 1) > 0) {
      // Everything before the survey comes before it.
    }
    if (running && surveys.takeDaily(standing, midnight)) {
      marked.afterSurvey(standings.refresh());
    }
  }

  private boolean finish(Standing standing, long id) {
    switch (imports.state(id)) {
      case REVIEWING -> {
        if (reviews.reviewImported(id) > 0) {
          return true;
        }
        if (reviews.anyImported(id)) {
          return false;
        }
        imports.move(id, Imports.State.REVIEWING, Imports.State.SURVEYING);
      }
      case SURVEYING -> {
        surveys.takeAgain(standing, clock.millis());
        marked.afterSurvey(standings.refresh());
        imports.move(id, Imports.State.SURVEYING, Imports.State.SETTLING);
      }
      case SETTLING -> {
        if (reviews.anyDue(standing.horizon(clock.millis()))) {
          return false;
        }
        imports.move(id, Imports.State.SETTLING, Imports.State.DONE);
      }
      default -> {}
    }
    return true;
  }
}
