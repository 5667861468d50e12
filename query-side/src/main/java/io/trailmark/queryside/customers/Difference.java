package io.trailmark.queryside.customers;

import io.trailmark.eventstore.web.Texts;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Transition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How what was recorded for an instant differs from what the rules say of it now, and why. */
final class Difference {
  private final RecordedThen then;
  private final List<Transition> due;

  Difference(CustomerHistory history, RecordedThen then, Standing standing, long at) {
    this.then = then;
    this.due = due(history, standing, at);
  }

  /** What reviews that have not run yet will find by the instant. */
  private static List<Transition> due(CustomerHistory history, Standing standing, long at) {
    return history.awaitsReview()
        ? List.of()
        : Review.catchUp(history.timeline(), history.decided(), standing, at).transitions();
  }

  WhyAnswer.Recorded recorded(String segment) {
    RecordedThen.Decision decision = then.decision(segment);
    return decision == null
        ? new WhyAnswer.Recorded(state(segment), false, null, null, null)
        : new WhyAnswer.Recorded(
            state(segment),
            decision.in(),
            Texts.instant(decision.at()),
            decision.cause().name().toLowerCase(Locale.ROOT),
            decision.playbookVersion());
  }

  private String state(String segment) {
    if (!then.isKnown()) {
      return "unknown";
    }
    if (then.awaitedReview()) {
      return "awaits-review";
    }
    return due(segment).isEmpty() ? "reviewed" : "due";
  }

  private Optional<Transition> due(String segment) {
    return due.stream().filter(t -> t.segment().equals(segment)).findFirst();
  }

  /**
   * In a sentence or two, null if there is none.
   *
   * @param in what the rule says
   */
  @Nullable String words(String segment, boolean in) {
    RecordedThen.Decision decision = then.decision(segment);
    boolean wasIn = decision != null && decision.in();
    return in == wasIn
        ? null
        : "By all that is known now the rule says %s; what was recorded says %s: %s."
            .formatted(said(in), said(wasIn), because(segment));
  }

  private static String said(boolean in) {
    return in ? "in" : "out";
  }

  private String because(String segment) {
    return switch (state(segment)) {
      case "unknown" -> "nothing of the customer had been recorded by then";
      case "awaits-review" -> "imported history had not been reviewed yet, and memberships follow";
      default ->
          due(segment)
              .map(t -> "the review due at " + Texts.instant(t.at()) + " has not run yet")
              .orElseGet(this::late);
    };
  }

  private String late() {
    long late = then.late();
    return late == 0
        ? "the review that noticed it came later"
        : "%d %s that had happened by then %s recorded only later, the last at %s"
            .formatted(
                late,
                late == 1 ? "activity" : "activities",
                late == 1 ? "was" : "were",
                Texts.instant(then.lastLate()));
  }
}
