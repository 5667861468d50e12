package io.trailmark.sharedevents;

/**
 * Memberships are decided up to an instant, where the other events do not say so: after the first
 * review of imported history, and when a review must wait for a survey that is due.
 *
 * @param upTo instant as of which the memberships hold, milliseconds
 */
public record MembershipsReviewed(String customer, long upTo) implements CustomerEvent {}
