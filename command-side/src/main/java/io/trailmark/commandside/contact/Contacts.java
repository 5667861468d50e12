package io.trailmark.commandside.contact;

import java.util.List;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The contact book beside erasures. */
final class Contacts {
  private Contacts() {}

  /**
   * Until the transaction ends nobody can erase who it is.
   *
   * @throws ConcurrencyException if somebody did since the key was looked up
   */
  static void hold(JdbcClient jdbc, String sourceId, String customer) {
    jdbc.sql("select 1 from identity where customer = ? and source_id = ? for key share")
        .params(List.of(customer, sourceId))
        .query((row, n) -> true)
        .optional()
        .orElseThrow(() -> new ConcurrencyException("the customer was erased meanwhile"));
  }
}
