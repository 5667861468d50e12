package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerCommand.Erase;
import io.trailmark.commandside.customer.CustomerTransactions;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets who a customer is. The source's id and the contact data are deleted, runs end, and
 * nothing is sent any more; what was counted stays, under a key that stands for nobody.
 */
@Component
public class Erasure {
  private final JdbcClient jdbc;
  private final CustomerTransactions transactions;

  Erasure(JdbcClient jdbc, CustomerTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * Erases a person, in one transaction. What the same id does from then on is a new customer's.
   *
   * @param sourceId what the source calls them
   * @return false: nobody is called so
   */
  public boolean erase(String sourceId) {
    return transactions.inTransaction(
        session -> {
          // Identities before customers, as everywhere.
          List<String> erased =
              jdbc.sql(
                      "update identity set source_id = null where source_id = ? returning customer")
                  .param(sourceId)
                  .query(String.class)
                  .list();
          if (!erased.isEmpty()) {
            String customer = erased.getFirst();
            session.lock(erased);
            if (hasEvents(customer)) {
              session.send(new Erase(customer));
            }
            jdbc.sql("delete from contact where customer = ?").param(customer).update();
            jdbc.sql("delete from consent where customer = ?").param(customer).update();
          }
          return !erased.isEmpty();
        });
  }

  /** Who is only in the contact book is no customer. */
  private boolean hasEvents(String customer) {
    return jdbc.sql("select exists (select 1 from domain_event where aggregate = ?)")
        .param(customer)
        .query(Boolean.class)
        .single();
  }
}
