package io.trailmark.segmentation.review;

import io.trailmark.segmentation.timeline.Timeline;

/** Computes a customer's memberships as of an instant. Pure. */
public final class Review {
  private Review() {}

  /**
   * Steps through every instant in {@code (before.reviewedAt(), upTo]} at which a membership
   * changes by time, by a survey or by a change of the playbook, in order, each transition with its
   * own instant. A customer never reviewed before has nothing to catch up on.
   */
  public static Outcome catchUp(
      Timeline timeline, Memberships before, Standing standing, long upTo) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
