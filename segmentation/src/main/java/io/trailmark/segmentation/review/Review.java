package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Standing.Active;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes a customer's memberships as of an instant. Pure: with {@link Answers} that are kept it
 * answers the same, sooner.
 */
public final class Review {
  private final Answers answers;
  private final Standing standing;
  private SortedMap<String, Long> since;
  private boolean isCopied;
  private @Nullable String primary;
  private int version;
  private final List<Transition> transitions = new ArrayList<>(0);
  private final List<PrimaryChange> primaryChanges = new ArrayList<>(0);

  private Review(Answers answers, Memberships before, Standing standing) {
    this.answers = answers;
    this.standing = standing;
    this.since = before.since();
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
    return catchUp(new Answers(timeline), before, standing, upTo, false);
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
      Answers answers, Memberships before, Standing standing, long upTo, boolean amending) {
    if (before.reviewedAt() == Memberships.NONE.reviewedAt()) {
      return new Outcome(before, List.of(), List.of(), Measure.NEVER);
    }
    Review review = new Review(answers, before, standing);
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

  /** As of {@code at}, looking at a timeline for the first time. */
  public static Outcome at(
      Timeline timeline,
      Memberships before,
      Standing standing,
      long at,
      Cause cause,
      boolean quiet) {
    return at(new Answers(timeline), before, standing, at, cause, quiet);
  }

  /**
   * Reviews as of {@code at} in one step, after activities were added; all transitions get {@code
   * at}.
   *
   * @param at not before {@code before.reviewedAt()}
   * @param quiet mark the transitions as starting nothing (history)
   */
  public static Outcome at(
      Answers answers, Memberships before, Standing standing, long at, Cause cause, boolean quiet) {
    Review review = new Review(answers, before, standing);
    review.decide(at, cause, cause, quiet);
    return review.outcome(at, review.nextChange(at));
  }

  private Outcome outcome(long reviewedAt, long next) {
    return new Outcome(
        new Memberships(since, primary, version, reviewedAt), transitions, primaryChanges, next);
  }

  /** The rules in force at {@code at}, null before any are. */
  private @Nullable Program rules(long at) {
    Active active = standing.activeAt(at);
    if (active == null) {
      return null;
    }
    answers.under(standing, active);
    return active.program();
  }

  private long nextChange(long at) {
    long next = standing.nextActivation(at);
    Program rules = rules(at);
    if (rules != null) {
      for (int i = 0; i < rules.segments().size(); i++) {
        next = Math.min(next, answers.nextChange(rules.root(i), at, next));
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
    Program rules = rules(at);
    if (rules == null) {
      return false;
    }
    int in = 0;
    for (int i = 0; i < rules.segments().size(); i++) {
      boolean holds = answers.holds(rules.root(i), at);
      if (holds != since.containsKey(rules.segments().get(i).id())) {
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
    for (Column column : answers.timeline().columns().values()) {
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
    Program rules = rules(at);
    if (active == null || rules == null) {
      return;
    }
    version = active.version();
    List<Segment> segments = rules.segments();
    String first = null;
    int in = 0;
    int stayed = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (answers.holds(rules.root(i), at)) {
        String id = segments.get(i).id();
        first = first == null ? id : first;
        in++;
        stayed += since.containsKey(id) ? 1 : 0;
      }
    }
    if (in != stayed || stayed != since.size()) {
      move(rules, at, ranked, other, quiet);
    }
    changePrimary(first, at, quiet);
  }

  private void move(Program rules, long at, Cause ranked, Cause other, boolean quiet) {
    List<Segment> segments = rules.segments();
    since = isCopied ? since : new TreeMap<>(since);
    isCopied = true;
    leaveUnknown(rules, at, other, quiet);
    for (int i = 0; i < segments.size(); i++) {
      String id = segments.get(i).id();
      if (!answers.holds(rules.root(i), at) && since.remove(id) != null) {
        transition(id, false, at, rules.isRanked(rules.root(i)) ? ranked : other, ranked, quiet);
      }
    }
    for (int i = 0; i < segments.size(); i++) {
      String id = segments.get(i).id();
      if (answers.holds(rules.root(i), at) && !since.containsKey(id)) {
        since.put(id, at);
        transition(id, true, at, rules.isRanked(rules.root(i)) ? ranked : other, ranked, quiet);
      }
    }
  }

  private void transition(
      String segment, boolean entered, long at, Cause cause, Cause ranked, boolean quiet) {
    transitions.add(new Transition(segment, entered, version, at, cause, quiet && cause == ranked));
  }

  /** Segments that the playbook in force does not have any more. */
  private void leaveUnknown(Program rules, long at, Cause cause, boolean quiet) {
    for (String id : List.copyOf(since.keySet())) {
      if (!rules.has(id)) {
        since.remove(id);
        transitions.add(new Transition(id, false, version, at, cause, quiet));
      }
    }
  }

  private void changePrimary(@Nullable String to, long at, boolean quiet) {
    if (to == null ? primary != null : !to.equals(primary)) {
      primaryChanges.add(new PrimaryChange(primary, to, version, at, quiet));
      primary = to;
    }
  }
}
