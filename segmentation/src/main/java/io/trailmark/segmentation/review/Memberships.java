package io.trailmark.segmentation.review;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments a customer is in, as of the last review.
 *
 * @param since instant of entry by segment id
 * @param primary first of them in the playbook's order, null if none
 * @param playbookVersion the version that decided, 0 before the first review
 * @param reviewedAt instant of the last review, {@code Long.MIN_VALUE} before the first
 */
public record Memberships(
    SortedMap<String, Long> since, @Nullable String primary, int playbookVersion, long reviewedAt) {

  public static final Memberships NONE = new Memberships(new TreeMap<>(), null, 0, Long.MIN_VALUE);
}
