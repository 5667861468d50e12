package io.trailmark.commandside.contact;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
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

  /** Where customers can be reached; whoever is missing nowhere that is known. */
  static Map<String, Map<Channel, String>> addresses(
      JdbcClient jdbc, Collection<String> customers) {
    Map<String, Map<Channel, String>> addresses = new HashMap<>();
    jdbc.sql("select customer, email, phone from contact where customer = any(?)")
        .param(customers.toArray(String[]::new))
        .query(
            row -> {
              Map<Channel, String> of = new EnumMap<>(Channel.class);
              put(of, Channel.EMAIL, row.getString(2));
              put(of, Channel.SMS, row.getString(3));
              addresses.put(row.getString(1), of);
            });
    return addresses;
  }

  private static void put(Map<Channel, String> of, Channel channel, @Nullable String address) {
    if (address != null) {
      of.put(channel, address);
    }
  }

  /** Where a customer can be reached, null if that is not known. */
  static @Nullable String address(JdbcClient jdbc, String customer, Channel channel) {
    Map<String, Object> contact =
        jdbc
            .sql("select email, phone from contact where customer = ?")
            .param(customer)
            .query()
            .listOfRows()
            .stream()
            .findFirst()
            .orElse(Map.of());
    return (String)
        switch (channel) {
          case EMAIL -> contact.get("email");
          case SMS -> contact.get("phone");
          case PUSH -> null;
        };
  }
}
