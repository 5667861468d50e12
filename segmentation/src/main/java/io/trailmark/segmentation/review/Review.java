package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Standing.Active;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes a customer's memberships as of an instant. Pure. */
public final class Review {
  private final Timeline timeline;
  private final Standing standing;
  private final SortedMap<String, Long> since;
  private @Nullable String primary;
  private int version;
  private final List<Transition> transitions = new ArrayList<>();
  private final List<PrimaryChange> primaryChanges = new ArrayList<>();

  private Review(Timeline timeline, Memberships before, Standing standing) {
    this.timeline = timeline;
    this.standing = standing;
    this.since = new TreeMap<>(before.since());
    this.primary = before.primary();
    this.version = before.playbookVersion();
  }

  /**
   * Steps through every instant in {@code (before.reviewedAt(), upTo]} at which a membership
   * changes by time, by a survey or by a change of the playbook, in order, each transition with its
   * own instant. A customer never reviewed before has nothing to catch up on and is returned as is.
   */
  public static Outcome catchUp(
      Timeline timeline, Memberships before, Standing standing, long upTo) {
    return catchUp(timeline, before, standing, upTo, false);
  }

  /**
   * The same, seeing also a survey or an activation that came to stand before the last review and
   * was not known to it: what that changes, changes a millisecond after that review, since at one
   * instant nobody both enters and leaves.
   *
   * @param amending false if activities were added to the timeline since the last review: then what
   *     differs from the rules as of it is theirs
   */
  public static Outcome catchUp(
      Timeline timeline, Memberships before, Standing standing, long upTo, boolean amending) {
    if (before.reviewedAt() == Memberships.NONE.reviewedAt()) {
      return new Outcome(before, List.of(), List.of(), Measure.NEVER);
    }
    Review review = new Review(timeline, before, standing);
    long at = before.reviewedAt();
    long next = review.nextChange(at);
    if (amending && review.isOutdated(at)) {
      next = at + 1;
      if (next <= upTo) {
        at = next;
        review.amend(at);
        next = review.nextChange(at);
      }
    }
    while (next <= upTo) {
      at = next;
      review.step(at);
      next = review.nextChange(at);
    }
    return review.outcome(Math.max(before.reviewedAt(), upTo), next);
  }

  /**
   * Reviews as of {@code at} in one step, after activities were added; all transitions get {@code
   * at}.
   *
   * @param at not before {@code before.reviewedAt()}
   * @param quiet mark the transitions as starting nothing (history)
   */
  public static Outcome at(
      Timeline timeline,
      Memberships before,
      Standing standing,
      long at,
      Cause cause,
      boolean quiet) {
    Review review = new Review(timeline, before, standing);
    review.decide(at, cause, cause, quiet);
    return review.outcome(at, review.nextChange(at));
  }

  private Outcome outcome(long reviewedAt, long next) {
    return new Outcome(
        new Memberships(since, primary, version, reviewedAt), transitions, primaryChanges, next);
  }

  private View view(Active active) {
    return new View(timeline, standing, active.playbook().zone());
  }

  private long nextChange(long at) {
    long next = standing.nextActivation(at);
    Active active = standing.activeAt(at);
    if (active != null) {
      View view = view(active);
      for (Segment segment : active.playbook().segments()) {
        next = Math.min(next, segment.when().nextChange(view, at));
      }
    }
    if (next <= at) {
      throw new IllegalStateException("a rule's next change is not after " + at);
    }
    return next;
  }

  /** Decides at an instant at which something other than a new activity may change memberships. */
  private void step(long at) {
    Active active = standing.activeAt(at);
    if (active != null && active.from() == at) {
      decide(at, Cause.DEFINITION, Cause.DEFINITION, !active.startSequences());
      return;
    }
    Survey survey = standing.surveyFrom(at);
    Cause others = happens(at) ? Cause.ACTIVITY : Cause.TIME;
    decide(at, survey == null ? others : Cause.SURVEY, others, survey != null && survey.quiet());
  }

  /** Whether the memberships are not what the rules that stand at {@code at} say of it. */
  private boolean isOutdated(long at) {
    Active active = standing.activeAt(at);
    if (active == null) {
      return false;
    }
    View view = view(active);
    int in = 0;
    for (Segment segment : active.playbook().segments()) {
      boolean holds = segment.when().holds(view, at);
      if (holds != since.containsKey(segment.id())) {
        return true;
      }
      in += holds ? 1 : 0;
    }
    return in != since.size();
  }

  /** Decides under what was not known to the last review. */
  private void amend(long at) {
    Active active = standing.activeAt(at);
    if (active != null && active.version() != version) {
      decide(at, Cause.DEFINITION, Cause.DEFINITION, !active.startSequences());
    } else {
      Survey survey = standing.surveyAt(at);
      Cause others = happens(at) ? Cause.ACTIVITY : Cause.TIME;
      decide(at, Cause.SURVEY, others, survey != null && survey.quiet());
    }
  }

  /** Whether an activity that was announced for this instant happens at it. */
  private boolean happens(long at) {
    for (Column column : timeline.columns().values()) {
      int n = column.upTo(at);
      if (n > 0 && column.at(n - 1) == at) {
        return true;
      }
    }
    return false;
  }

  /**
   * Compares the rules with the memberships.
   *
   * @param ranked cause for segments with a top-p% condition
   * @param other cause for the others
   * @param quiet of those that have the cause {@code ranked}; a survey is quiet for what it moves
   *     itself
   */
  private void decide(long at, Cause ranked, Cause other, boolean quiet) {
    Active active = standing.activeAt(at);
    if (active == null) {
      return;
    }
    View view = view(active);
    List<Segment> segments = active.playbook().segments();
    boolean[] in = new boolean[segments.size()];
    String first = null;
    for (int i = 0; i < in.length; i++) {
      in[i] = segments.get(i).when().holds(view, at);
      if (in[i] && first == null) {
        first = segments.get(i).id();
      }
    }
    version = active.version();
    leaveUnknown(segments, at, other, quiet);
    for (int i = 0; i < in.length; i++) {
      if (!in[i]) {
        leave(segments.get(i), at, ranked, other, quiet);
      }
    }
    for (int i = 0; i < in.length; i++) {
      if (in[i] && !since.containsKey(segments.get(i).id())) {
        Cause cause = isRanked(segments.get(i).when()) ? ranked : other;
        since.put(segments.get(i).id(), at);
        transitions.add(
            new Transition(
                segments.get(i).id(), true, version, at, cause, quiet && cause == ranked));
      }
    }
    changePrimary(first, at, quiet);
  }

  /** Segments that the playbook in force does not have any more. */
  private void leaveUnknown(List<Segment> segments, long at, Cause cause, boolean quiet) {
    if (since.isEmpty()) {
      return;
    }
    for (String id : List.copyOf(since.keySet())) {
      if (segments.stream().noneMatch(s -> s.id().equals(id))) {
        since.remove(id);
        transitions.add(new Transition(id, false, version, at, cause, quiet));
      }
    }
  }

  private void leave(Segment segment, long at, Cause ranked, Cause other, boolean quiet) {
    if (since.remove(segment.id()) != null) {
      Cause cause = isRanked(segment.when()) ? ranked : other;
      transitions.add(
          new Transition(segment.id(), false, version, at, cause, quiet && cause == ranked));
    }
  }

  private void changePrimary(@Nullable String to, long at, boolean quiet) {
    if (to == null ? primary != null : !to.equals(primary)) {
      primaryChanges.add(new PrimaryChange(primary, to, version, at, quiet));
      primary = to;
    }
  }

  private static boolean isRanked(Rule rule) {
    if (rule instanceof Rule.Top) {
      return true;
    }
    for (Rule part : rule.parts()) {
      if (isRanked(part)) {
        return true;
      }
    }
    return false;
  }
}
