package io.trailmark.commandside.timedriven;

import io.trailmark.commandside.customer.CustomerCommand.ReviewMembership;
import io.trailmark.commandside.customer.CustomerTransactions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The calendar: reviews the customers whose memberships may have changed by time alone. Losing a
 * poll loses nothing.
 */
@Component
class DueReviews {
  private static final Logger log = LoggerFactory.getLogger(DueReviews.class);
  private static final int BATCH = 200;

  private final JdbcClient jdbc;
  private final CustomerTransactions transactions;

  DueReviews(JdbcClient jdbc, CustomerTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * Reviews some of those that are due at {@code until} or before, the longest due first, passing
   * over those that another transaction holds.
   *
   * @return how many; 0 when there is nothing left to do now
   */
  int review(long until) {
    return reviewed(
        "select customer from customer where due <= ? and import_id is null order by due limit ?"
            + " for update skip locked",
        until);
  }

  /** Reviews some of those whose history came by an import; 0 when none is left. */
  int reviewImported(long importId) {
    return reviewed(
        "select customer from customer where import_id = ? order by customer limit ? for update"
            + " skip locked",
        importId);
  }

  /** Whether anybody is still due at {@code until} or before, held by a transaction or not. */
  boolean anyDue(long until) {
    return jdbc.sql("select exists (select 1 from customer where due <= ? and import_id is null)")
        .param(until)
        .query(Boolean.class)
        .single();
  }

  /** Whether history of this import still awaits its review. */
  boolean anyImported(long importId) {
    return jdbc.sql("select exists (select 1 from customer where import_id = ?)")
        .param(importId)
        .query(Boolean.class)
        .single();
  }

  private int reviewed(String due, long parameter) {
    return transactions.inTransaction(
        session -> {
          List<String> customers =
              jdbc.sql(due).params(List.of(parameter, BATCH)).query(String.class).list();
          if (customers.isEmpty()) {
            return 0;
          }
          session.lock(customers);
          customers.stream().sorted().forEach(customer -> review(session, customer));
          return customers.size();
        });
  }

  private void review(CustomerTransactions.Session session, String customer) {
    try {
      session.send(new ReviewMembership(customer));
    } catch (RuntimeException e) {
      log.error("Customer {} cannot be reviewed and is left out of the calendar", customer, e);
      jdbc.sql("update customer set due = null, import_id = null where customer = ?")
          .param(customer)
          .update();
    }
  }
}
