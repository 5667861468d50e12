package io.trailmark.commandside.customer;

import io.trailmark.commandside.customer.CustomerCommand.ReviewMembership;
import io.trailmark.commandside.customer.CustomerStates.Known;
import io.trailmark.segmentation.review.Outcome;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at many customers after an activation, or after predictions were fitted anew: those whose
 * memberships change are reviewed, of the others only when they are next due and what they rank by
 * is written.
 *
 * <p>Customers are looked at without being locked. What is found is written only where the customer
 * still is undecided and at the same event; everybody else is passed over, and found again later.
 */
@Component
public class BulkReview {
  private static final Logger log = LoggerFactory.getLogger(BulkReview.class);

  private final CustomerTable table;
  private final CustomerStates states;

  BulkReview(CustomerTable table, CustomerStates states) {
    this.table = table;
    this.states = states;
  }

  /**
   * Some customers.
   *
   * @param last key of the last one, null: there was nobody left
   * @param lookedAt how many are decided now
   * @param toChange of these, whose memberships change
   * @param changed of these, who were reviewed
   * @param failed how many cannot be read or reviewed: they are left out of the calendar until
   *     their next activity
   */
  public record Page(@Nullable String last, int lookedAt, int toChange, int changed, int failed) {}

  /**
   * Looks at up to {@code limit} customers that are not decided yet under the newest revision.
   *
   * @param session whose transaction began before {@code standing} was read
   * @param now business time, not before what the revision follows
   * @param after key of the customer looked at last
   */
  public Page review(
      CustomerTransactions.Session session, Standing standing, long now, String after, int limit) {
    int revision = standing.revisions();
    List<String> keys = table.undecided(revision, after, limit);
    if (keys.isEmpty()) {
      return new Page(null, 0, 0, 0, 0);
    }
    Map<String, Known> known = states.read(keys);
    Map<String, Foreseen> foreseen = new HashMap<>();
    known.forEach((key, k) -> foreseen.put(key, Foreseen.of(k.state(), standing, now)));

    Found found = new Found();
    table
        .lockUndecided(revision, keys)
        .forEach((key, sequence) -> found.add(key, sequence, known.get(key), foreseen.get(key)));
    table.due(found.dues);
    table.decided(revision, found.all, found.ranks);
    int failed = review(session, found.toChange);
    return new Page(
        keys.getLast(),
        found.all.size(),
        found.toChange.size(),
        found.toChange.size() - failed,
        found.unreadable + failed);
  }

  /** How many failed. */
  private int review(CustomerTransactions.Session session, List<String> customers) {
    if (customers.isEmpty()) {
      return 0;
    }
    session.lock(customers);
    int failed = 0;
    for (String customer : customers) {
      try {
        session.send(new ReviewMembership(customer));
      } catch (RuntimeException e) {
        log.error("Customer {} cannot be reviewed and is left out of the calendar", customer, e);
        Map<String, @Nullable Long> never = new HashMap<>();
        never.put(customer, null);
        table.due(never);
        failed++;
      }
    }
    return failed;
  }

  private static final class Found {
    private final List<String> all = new ArrayList<>();
    private final List<String> toChange = new ArrayList<>();
    private final Map<String, @Nullable Long> dues = new HashMap<>();
    private final Map<String, List<Decision.Rank>> ranks = new HashMap<>();
    private int unreadable;

    void add(String key, long sequence, @Nullable Known known, @Nullable Foreseen foreseen) {
      if (known == null || foreseen == null) {
        all.add(key);
        dues.put(key, null);
        unreadable++;
      } else if (known.sequence() == sequence) {
        all.add(key);
        ranks.put(key, foreseen.ranks());
        if (foreseen.changes()) {
          toChange.add(key);
        } else {
          dues.put(key, foreseen.due());
        }
      }
    }
  }

  /**
   * What a review would come to.
   *
   * @param changes whether memberships change, or history or activities still await their review
   * @param due when time alone may next change something, null: never
   */
  private record Foreseen(boolean changes, @Nullable Long due, List<Decision.Rank> ranks) {

    static Foreseen of(CustomerState state, Standing standing, long businessNow) {
      long now = Math.max(businessNow, state.reviewedAt());
      long horizon = Math.max(standing.horizon(now), state.reviewedAt());
      List<Decision.Rank> ranks = Ranks.all(standing, state, Math.min(horizon, now));
      if (state.joined()) {
        return new Foreseen(false, null, ranks);
      }
      if (state.unreviewedHistory() || state.unreviewedActivity()) {
        return new Foreseen(true, null, ranks);
      }
      Outcome outcome =
          Review.catchUp(state.answers(), state.memberships(), standing, horizon, true);
      boolean changes = !outcome.transitions().isEmpty() || !outcome.primaryChanges().isEmpty();
      long next = Math.min(outcome.nextChange(), CustomerRuns.nextDate(standing, state, horizon));
      return new Foreseen(changes, next == Long.MAX_VALUE ? null : (Long) next, ranks);
    }
  }
}
