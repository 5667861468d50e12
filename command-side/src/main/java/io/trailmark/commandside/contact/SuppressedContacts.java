package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.Suppressing;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Suppresses a customer with every address that is known of them, and whichever they will have. */
@Component
class SuppressedContacts implements Suppressing {
  private final JdbcClient jdbc;
  private final Suppressions suppressions;

  SuppressedContacts(JdbcClient jdbc, Suppressions suppressions) {
    this.jdbc = jdbc;
    this.suppressions = suppressions;
  }

  @Override
  public void suppress(String customer, String reason) {
    suppressions.suppress(customer, reason);
    for (Channel channel : Channel.values()) {
      String address = Contacts.address(jdbc, customer, channel);
      if (address != null) {
        suppressions.suppress(channel, address, reason);
      }
    }
  }
}
