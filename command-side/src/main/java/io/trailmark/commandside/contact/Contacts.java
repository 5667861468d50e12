package io.trailmark.commandside.contact;

import java.util.List;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The contact book beside erasures. */
final class Contacts {
  private Contacts() {}

  /**
   * Until the transaction ends nobody can erase who it is, or join them to another.
   *
   * @throws ConcurrencyException if somebody did since the key was looked up
   */
  static void hold(JdbcClient jdbc, String sourceId, String customer) {
    jdbc.sql(
            "select 1 from identity where source_id = ? and coalesce(joined_into, customer) = ? for"
                + " key share")
        .params(List.of(sourceId, customer))
        .query((row, n) -> true)
        .optional()
        .orElseThrow(() -> new ConcurrencyException("the customer was erased or joined meanwhile"));
  }
}
