package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.customer.BulkReview;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.review.Standing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sees to it that after a revision, which is an activation or a survey with predictions fitted
 * anew, nobody stays decided under what stood before: looks at all customers, a page a transaction,
 * and again at those whom a transaction that began before the revision decided the old way.
 *
 * <p>How far it is stands in the table {@code revision}, whose row is locked while a page is looked
 * at: one node works at a time, and where one is killed the next goes on from the last whole page.
 */
@Component
class Revisions {
  /** Where a revision stands. */
  enum State {
    /** Customers are looked at. */
    REVIEWING,
    /**
     * Everybody who could be was looked at; transactions that began before may still bring some.
     */
    SETTLING,
    DONE,
    /** Another revision came. */
    SUPERSEDED
  }

  /** How often what is left is looked for while old transactions go on, machine nanoseconds. */
  private static final long SETTLING_PAUSE = 1_000_000_000L;

  private final JdbcClient jdbc;
  private final CustomerTransactions transactions;
  private final BulkReview bulk;
  private final Standings standings;
  private final BusinessClock clock;
  private final int page;

  /** Numbers of revisions that this node knows to be noted, reviewed and done. */
  private int noted;

  private int reviewed;
  private int done;
  private long lookedForRest;

  Revisions(
      JdbcClient jdbc,
      CustomerTransactions transactions,
      BulkReview bulk,
      Standings standings,
      BusinessClock clock,
      @Value("${trailmark.activation-page:500}") int page) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.bulk = bulk;
    this.standings = standings;
    this.clock = clock;
    this.page = page;
  }

  private record Row(State state, String reached, long mark, long lookedAt, long passFrom) {}

  /** Whether everybody was looked at who could be: what surveys rank by is there. */
  boolean isReviewed(Standing standing) {
    return reviewed >= standing.revisions();
  }

  /** Looks at the next page, if it is this node's turn; false when nothing was left to do now. */
  boolean work(Standing standing) {
    int number = standing.revisions();
    if (done >= number || clock.millis() < standing.activatedAt()) {
      return false;
    }
    note(standing);
    return transactions.inTransaction(session -> next(session, number));
  }

  private void note(Standing standing) {
    int number = standing.revisions();
    if (noted == number) {
      return;
    }
    // An id given out now is above that of every transaction that may have read what stood before.
    jdbc.sql(
            "insert into revision (number, version, state, transaction_mark, customers,"
                + " started_at) select ?, ?, 'REVIEWING', pg_current_xact_id()::text::bigint,"
                + " (select count(*) from customer), ? on conflict do nothing")
        .params(List.of(number, standing.version(), clock.millis()))
        .update();
    // Of the same version everybody was looked at, and whom this left is found by the new one.
    jdbc.sql(
            "update revision set state = case when version = ? and state = 'SETTLING' then 'DONE'"
                + " else 'SUPERSEDED' end, done_at = case when version = ? and state = 'SETTLING'"
                + " then ?::bigint end where number < ? and state in ('REVIEWING', 'SETTLING')")
        .params(List.of(standing.version(), standing.version(), clock.millis(), number))
        .update();
    noted = number;
  }

  private boolean next(CustomerTransactions.Session session, int number) {
    Optional<Row> mine =
        jdbc.sql(
                "select state, reached, transaction_mark, looked_at, pass_from from revision"
                    + " where number = ? for update skip locked")
            .param(number)
            .query(
                (row, n) ->
                    new Row(
                        State.valueOf(row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)))
            .optional();
    if (mine.isEmpty()) {
      // Another node is at work. Once it is done, this one learns of it here.
      return false;
    }
    Row row = mine.get();
    reviewed = row.state() == State.REVIEWING ? reviewed : number;
    if (row.state() == State.DONE || row.state() == State.SUPERSEDED) {
      done = number;
      return false;
    }
    if (row.state() == State.SETTLING && row.reached().isEmpty() && isTooEarly()) {
      return false;
    }
    // The lock gave the transaction its id: what is decided from here on can be waited for.
    Standing standing = standings.refresh();
    if (standing.revisions() != number) {
      return true;
    }
    BulkReview.Page looked = bulk.review(session, standing, clock.millis(), row.reached(), page);
    if (looked.last() == null) {
      return ended(number, row);
    }
    jdbc.sql(
            "update revision set reached = ?, looked_at = looked_at + ?, to_change = to_change +"
                + " ?, changed = changed + ?, failed = failed + ? where number = ?")
        .params(
            List.of(
                looked.last(),
                looked.lookedAt(),
                looked.toChange(),
                looked.changed(),
                looked.failed(),
                number))
        .update();
    return true;
  }

  private boolean isTooEarly() {
    long now = System.nanoTime();
    if (lookedForRest != 0 && now - lookedForRest < SETTLING_PAUSE) {
      return true;
    }
    lookedForRest = now;
    return false;
  }

  /**
   * A pass is over. Those who were held by others meanwhile are looked at again, until a pass finds
   * nobody whom it can decide.
   */
  private boolean ended(int number, Row row) {
    if (row.state() == State.REVIEWING) {
      boolean again = row.lookedAt() > row.passFrom() && anyUndecided(number);
      move(number, again ? State.REVIEWING : State.SETTLING);
      if (!again) {
        lookedForRest = 0;
      }
      return true;
    }
    // Asked in this order: what ended before is seen by what is asked after.
    boolean settled = haveEnded(row.mark()) && !anyUndecided(number);
    move(number, settled ? State.DONE : State.SETTLING);
    return settled;
  }

  private boolean haveEnded(long mark) {
    return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= ?")
        .param(mark)
        .query(Boolean.class)
        .single();
  }

  private boolean anyUndecided(int number) {
    return jdbc.sql("select exists (select from customer where revision < ? and import_id is null)")
        .param(number)
        .query(Boolean.class)
        .single();
  }

  private void move(int number, State to) {
    jdbc.sql(
            "update revision set state = ?, reached = '', pass_from = looked_at, done_at = ?"
                + " where number = ?")
        .params(Arrays.asList(to.name(), to == State.DONE ? clock.millis() : null, number))
        .update();
  }
}
