package io.trailmark.segmentation.review;

import io.trailmark.segmentation.review.Standing.Active;
import io.trailmark.segmentation.rule.Combined;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.Arrays;
import java.util.Map;
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

  private long[] next = {};

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
    look(rule, asOf);
    return holds[rule];
  }

  /** When, after {@code asOf}, it may next come to hold or cease to. */
  long nextChange(int rule, long asOf) {
    look(rule, asOf);
    return next[rule];
  }

  private void look(int rule, long asOf) {
    if (program == null || view == null) {
      throw new IllegalStateException("no rules are in force");
    }
    int[] parts = program.parts(rule);
    // A whole is put together anew at every instant, for as long as possible a time.
    if (parts.length == 0 ? from[rule] <= asOf && asOf < next[rule] : from[rule] == asOf) {
      return;
    }
    for (int part : parts) {
      look(part, asOf);
    }
    switch (program.rule(rule)) {
      case Rule.All all -> combine(rule, parts, true);
      case Rule.Any any -> combine(rule, parts, false);
      case Rule.Not not -> answer(rule, !holds[parts[0]], next[parts[0]]);
      case Rule.In in -> answer(rule, holds[parts[0]], next[parts[0]]);
      case Rule leaf -> answer(rule, leaf.holds(view, asOf), leaf.nextChange(view, asOf));
    }
    from[rule] = asOf;
  }

  private void answer(int rule, boolean answer, long until) {
    holds[rule] = answer;
    next[rule] = until;
  }

  private void combine(int rule, int[] parts, boolean agreed) {
    Combined whole = new Combined(agreed);
    for (int part : parts) {
      whole.add(holds[part], next[part]);
    }
    answer(rule, whole.holds(), whole.nextChange());
  }
}
