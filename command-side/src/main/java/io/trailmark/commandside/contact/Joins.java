package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.Identities;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Joins what one id did to the person that it turned out to be. From then on both ids stand for the
 * person; there is no way back.
 */
@Component
public class Joins {
  private static final List<String> MOVED =
      List.of(
          // The person's own contact data and answers stand; the other's fill what is missing.
          "update contact c set email = coalesce(c.email, o.email), name = coalesce(c.name,"
              + " o.name), phone = coalesce(c.phone, o.phone), traits = o.traits || c.traits from"
              + " contact o where c.customer = :into and o.customer = :customer",
          "insert into contact (customer, email, name, phone, traits) select :into, email, name,"
              + " phone, traits from contact where customer = :customer on conflict do nothing",
          "delete from contact where customer = :customer",
          "insert into consent (customer, purpose, channel, at, given, source) select :into,"
              + " purpose, channel, at, given, source from consent where customer = :customer on"
              + " conflict do nothing",
          "delete from consent where customer = :customer",
          "update webhook_order set customer = :into where customer = :customer",
          "update identity set joined_into = :into where customer = :customer or joined_into ="
              + " :customer");

  private final JdbcClient jdbc;
  private final Identities identities;
  private final CustomerTransactions transactions;
  private final Suppressions suppressions;

  Joins(
      JdbcClient jdbc,
      Identities identities,
      CustomerTransactions transactions,
      Suppressions suppressions) {
    this.jdbc = jdbc;
    this.identities = identities;
    this.transactions = transactions;
    this.suppressions = suppressions;
  }

  /** What came of it. */
  public enum Outcome {
    JOINED,
    /** They were one before. */
    SAME,
    /** The other id was joined to somebody else before: it stays theirs. */
    TAKEN
  }

  /**
   * Joins {@code other} to {@code person}, in one transaction. Ids that nobody is called yet are
   * known from then on: what arrives late under one of them is the person's.
   *
   * @param person a valid source's id
   * @param other a valid source's id
   */
  public Outcome join(String person, String other) {
    if (person.equals(other)) {
      return Outcome.SAME;
    }
    return transactions.inTransaction(session -> join(session, person, other));
  }

  private Outcome join(CustomerTransactions.Session session, String person, String other) {
    Map<String, String> keys = identities.resolve(Set.of(person, other));
    String into = Objects.requireNonNull(keys.get(person));
    String customer = Objects.requireNonNull(keys.get(other));
    if (into.equals(customer)) {
      return Outcome.SAME;
    }
    hold(keys);
    if (isJoined(other)) {
      return Outcome.TAKEN;
    }
    if (session.lock(List.of(into, customer)).contains(customer)) {
      session.join(customer, into);
    }
    suppressions.join(customer, into);
    MOVED.forEach(sql -> jdbc.sql(sql).param("into", into).param("customer", customer).update());
    return Outcome.JOINED;
  }

  /** Until the transaction ends nobody else erases or joins them, or puts anything beside. */
  private void hold(Map<String, String> keys) {
    List<String> held =
        jdbc.sql(
                "select source_id || ' ' || coalesce(joined_into, customer) from identity where"
                    + " source_id in (:ids) order by customer for update")
            .param("ids", keys.keySet())
            .query(String.class)
            .list();
    if (!Set.copyOf(held)
        .equals(
            Set.copyOf(
                keys.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()))) {
      throw new ConcurrencyException("one of them was erased or joined meanwhile");
    }
  }

  private boolean isJoined(String id) {
    return jdbc.sql("select joined_into is not null from identity where source_id = ?")
        .param(id)
        .query(Boolean.class)
        .single();
  }
}
