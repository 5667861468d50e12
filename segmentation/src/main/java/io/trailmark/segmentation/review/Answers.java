package io.trailmark.segmentation.review;

import io.trailmark.segmentation.review.Standing.Active;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a playbook say of one customer. An answer is kept for as long as it surely
 * stands: until the rule's next change, an activity of a kind that matters to it, or a survey. So a
 * review after one more activity costs no more than the rules to which that activity matters.
 *
 * <p>Not thread-safe.
 */
public final class Answers {
  private static final long NOT_KNOWN = Long.MAX_VALUE;

  private final Timeline timeline;
  private @Nullable Standing standing;
  private @Nullable Active active;
  private @Nullable Program program;
  private @Nullable View view;
  private boolean[] holds = {};

  /** Since when the answer stands, as far as is known. */
  private long[] from = {};

  /** It surely stands until before this. */
  private long[] next = {};

  /** As of when a whole surely changes no later, as far as is known. */
  private long[] exactAt = {};

  /** How many activities of each kind were there when the answers were given. */
  private int[] seen = {};

  private int seenInAll;

  public Answers(Timeline timeline) {
    this.timeline = timeline;
  }

  Timeline timeline() {
    return timeline;
  }

  /** From now on the rules are those of this version, and what stands is this. */
  void under(Standing now, Active version) {
    if (active != version) {
      program = version.program();
      holds = new boolean[version.program().size()];
      from = new long[holds.length];
      next = new long[holds.length];
      exactAt = new long[holds.length];
      Arrays.fill(from, NOT_KNOWN);
    } else {
      if (standing != now) {
        forget(version.program().surveyed());
      }
    }
    forgetNew(version.program());
    if (active != version || standing != now) {
      active = version;
      standing = now;
      view = new View(timeline, now, version.playbook().zone());
    }
  }

  /** Forgets the answers to which what was added since matters. */
  private void forgetNew(Program rules) {
    if (seenInAll == timeline.size()) {
      return;
    }
    int kinds = timeline.columns().size();
    seen = kinds == seen.length ? seen : Arrays.copyOf(seen, kinds);
    for (int i = 0; i < kinds; i++) {
      Map.Entry<String, Column> kind = timeline.column(i);
      if (seen[i] != kind.getValue().size()) {
        seen[i] = kind.getValue().size();
        forget(rules.named(kind.getKey()));
        forget(rules.asAny(kind.getKey()));
      }
    }
    seenInAll = timeline.size();
  }

  private void forget(int[] rules) {
    for (int rule : rules) {
      from[rule] = NOT_KNOWN;
    }
  }

  /** Whether a rule of the version holds. */
  boolean holds(int rule, long asOf) {
    if (asOf < from[rule] || asOf >= next[rule]) {
      look(rule, asOf);
    }
    return holds[rule];
  }

  /**
   * When, after {@code asOf}, it may next come to hold or cease to.
   *
   * @param limit an answer that is not before it need not be exact: it surely does not before that
   */
  long nextChange(int rule, long asOf, long limit) {
    boolean is = holds(rule, asOf);
    Program rules = rules();
    int[] parts = rules.parts(rule);
    // The parts that decide a whole change while it stands, so its own next change moves on.
    if (parts.length > 0 && next[rule] < limit && exactAt[rule] != asOf) {
      next[rule] =
          switch (rules.rule(rule)) {
            case Rule.All all ->
                is ? earliest(parts, asOf, limit) : latest(parts, false, asOf, limit);
            case Rule.Any any ->
                is ? latest(parts, true, asOf, limit) : earliest(parts, asOf, limit);
            default -> nextChange(parts[0], asOf, limit);
          };
      exactAt[rule] = next[rule] < limit ? asOf : NOT_KNOWN;
    }
    return next[rule];
  }

  private Program rules() {
    return Objects.requireNonNull(program, "no rules are in force");
  }

  private void look(int rule, long asOf) {
    Program rules = rules();
    int[] parts = rules.parts(rule);
    next[rule] = asOf + 1;
    exactAt[rule] = NOT_KNOWN;
    switch (rules.rule(rule)) {
      case Rule.All all -> holds[rule] = !someSay(false, parts, asOf);
      case Rule.Any any -> holds[rule] = someSay(true, parts, asOf);
      case Rule.Not not -> holds[rule] = !holds(parts[0], asOf);
      case Rule leaf -> {
        View looked = Objects.requireNonNull(view);
        holds[rule] = leaf.holds(looked, asOf);
        next[rule] = leaf.nextChange(looked, asOf);
      }
    }
    from[rule] = asOf;
  }

  private boolean someSay(boolean answer, int[] parts, long asOf) {
    for (int part : parts) {
      if (holds(part, asOf) == answer) {
        return true;
      }
    }
    return false;
  }

  /** While all parts agree one change is enough. */
  private long earliest(int[] parts, long asOf, long limit) {
    long earliest = limit;
    for (int part : parts) {
      earliest = Math.min(earliest, nextChange(part, asOf, earliest));
    }
    return earliest;
  }

  /** A whole that some parts decide does not change before every one of those has. */
  private long latest(int[] parts, boolean deciding, long asOf, long limit) {
    long latest = Measure.NONE;
    for (int i = 0; i < parts.length && latest < limit; i++) {
      if (holds(parts[i], asOf) == deciding) {
        latest = Math.max(latest, nextChange(parts[i], asOf, limit));
      }
    }
    return latest;
  }
}
