package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.importing.Imports;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.commandside.sequence.BusinessDeadlines;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.review.Standing;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What happens by time alone, in the order of business time: reviews due before a midnight, the
 * survey of that midnight, the reviews after it, and what imports leave to do. Deadlines have a
 * thread of their own, so that many of them hold up no move; they fire no later than surveys allow,
 * and a customer is reviewed before it takes a step. Every node runs it; rows that one works on are
 * passed over by the others, and a survey is taken by whoever comes first.
 */
@Component
class TimeDriver implements SmartLifecycle {
  private final Standings standings;
  private final BusinessClock clock;
  private final DueReviews reviews;
  private final Surveys surveys;
  private final MarkedDue marked;
  private final Revisions revisions;
  private final BusinessDeadlines deadlines;
  private final Imports imports;
  private final Duration pause;
  private volatile boolean running;
  private List<Loop> loops = List.of();

  TimeDriver(
      Standings standings,
      BusinessClock clock,
      DueReviews reviews,
      Surveys surveys,
      MarkedDue marked,
      Revisions revisions,
      BusinessDeadlines deadlines,
      Imports imports,
      @Value("${trailmark.due.pause:100ms}") Duration pause) {
    this.standings = standings;
    this.clock = clock;
    this.reviews = reviews;
    this.surveys = surveys;
    this.marked = marked;
    this.revisions = revisions;
    this.deadlines = deadlines;
    this.imports = imports;
    this.pause = pause;
  }

  @Override
  public void start() {
    running = true;
    loops =
        List.of(
            new Loop("time-driver", pause, this::step), new Loop("deadlines", pause, this::fire));
  }

  @Override
  public void stop() {
    running = false;
    loops.forEach(Loop::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private boolean fire() {
    Standing standing = standings.refresh();
    return standing.playbook() != null && deadlines.fire(standing.horizon(clock.millis()));
  }

  /** One round; false when nothing was left to do. */
  private boolean step() {
    Standing standing = standings.refresh();
    if (standing.playbook() == null) {
      return false;
    }
    long now = clock.millis();
    marked.learn(standing);
    marked.again();
    boolean moved = revisions.work(standing);
    if (!standing.isSurveyed()) {
      return surveyAfterActivation(standing, now) || moved;
    }
    if (standing.nextSurvey() <= now) {
      surveyDaily(standing);
      return true;
    }
    boolean worked = reviews.review(standing.horizon(now)) > 0;
    imports.closeAbandoned();
    worked |= moved;
    return imports.unfinished().map(id -> finish(standing, now, id)).orElse(false) || worked;
  }

  /**
   * A survey as of the last midnight, once everybody was looked at under the new playbook: that
   * writes what its conditions rank by.
   */
  private boolean surveyAfterActivation(Standing standing, long now) {
    if (!revisions.isReviewed(standing)) {
      return reviews.review(standing.horizon(now)) > 0;
    }
    reviewAll(standing.horizon(now));
    return running && surveys.takeAgain(standing, now);
  }

  /** Everything before the survey comes before it. */
  private void surveyDaily(Standing standing) {
    long midnight = standing.nextSurvey();
    reviewAll(midnight - 1);
    if (running) {
      surveys.takeDaily(standing, midnight, imports.anyUnsurveyed());
    }
  }

  private void reviewAll(long until) {
    while (running && reviews.review(until) > 0) {
      // The next of them.
    }
  }

  private boolean finish(Standing standing, long now, long id) {
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
        if (!surveys.takeAgain(standing, now)) {
          return false;
        }
        marked.learn(standings.refresh());
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
