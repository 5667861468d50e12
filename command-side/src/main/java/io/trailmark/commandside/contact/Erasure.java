package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerCommand.Erase;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.Identities;
import java.util.List;
import java.util.Set;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets who a customer is. The source's id and the contact data are deleted, runs end, and
 * nothing is sent any more; what was counted stays, under a key that stands for nobody.
 */
@Component
public class Erasure {
  private final JdbcClient jdbc;
  private final Identities identities;
  private final CustomerTransactions transactions;
  private final List<PersonalData> elsewhere;

  Erasure(
      JdbcClient jdbc,
      Identities identities,
      CustomerTransactions transactions,
      List<PersonalData> elsewhere) {
    this.elsewhere = elsewhere;
    this.jdbc = jdbc;
    this.identities = identities;
    this.transactions = transactions;
  }

  /**
   * Erases a person, in one transaction. What the same id does from then on, or that of a trail
   * that was joined to them, is a new customer's.
   *
   * @param sourceId what the source calls them
   * @return false: nobody is called so
   */
  public boolean erase(String sourceId) {
    return transactions.inTransaction(
        session -> {
          // Identities before customers, as everywhere.
          String customer = identities.keysOf(Set.of(sourceId)).get(sourceId);
          if (customer == null) {
            return false;
          }
          if (forgetIds(customer) == 0) {
            throw new ConcurrencyException("the customer was erased or joined meanwhile");
          }
          if (session.lock(List.of(customer)).contains(customer)) {
            session.send(new Erase(customer));
          }
          // Those too that were joined while the first statement waited for the join.
          forgetIds(customer);
          jdbc.sql("delete from contact where customer = ?").param(customer).update();
          jdbc.sql("delete from consent where customer = ?").param(customer).update();
          List<String> trails = identities.trailsOf(customer);
          elsewhere.forEach(place -> place.erase(trails));
          return true;
        });
  }

  /** How many source's ids stood for the customer. */
  private int forgetIds(String customer) {
    return jdbc.sql(
            "update identity set source_id = null where source_id is not null and (customer = ? and"
                + " joined_into is null or joined_into = ?)")
        .params(customer, customer)
        .update();
  }
}
