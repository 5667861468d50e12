package io.trailmark.commandside.contact;

import io.trailmark.eventstore.Restored;
import io.trailmark.sharedevents.MessageIntended;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a message may go to somebody. */
@Component
public class Reach {
  private final JdbcClient jdbc;
  private final Consents consents;
  private final Suppressions suppressions;
  private final Restored restored;
  private final boolean optIn;

  /**
   * @param optIn {@code trailmark.consent.required}: nothing goes to who never agreed; else to all
   *     but those who took it back
   */
  Reach(
      JdbcClient jdbc,
      Consents consents,
      Suppressions suppressions,
      Restored restored,
      @Value("${trailmark.consent.required:false}") boolean optIn) {
    this.jdbc = jdbc;
    this.consents = consents;
    this.suppressions = suppressions;
    this.restored = restored;
    this.optIn = optIn;
  }

  /**
   * What speaks against a marketing message, to be asked for by who holds the customer: then it
   * stays so until the transaction ends.
   *
   * @return null: nothing
   */
  public @Nullable String obstacle(MessageIntended message) {
    if (restored.mayHaveSent(message.at())) {
      return "restored";
    }
    return obstacle(message.customer(), message.channel());
  }

  private @Nullable String obstacle(String customer, String channel) {
    Channel by = Channel.of(channel).orElse(null);
    if (by == null) {
      return null;
    }
    if (!consents.given(customer, Consents.MARKETING, by).orElse(!optIn)) {
      return "no consent";
    }
    if (suppressions.isSuppressed(customer)) {
      return "suppressed";
    }
    String address = Contacts.address(jdbc, customer, by);
    return address != null && suppressions.isSuppressed(by, address) ? "suppressed" : null;
  }

  /**
   * Where a customer is reached.
   *
   * @return null: nowhere that is known
   */
  public @Nullable String address(String customer, String channel) {
    return Channel.of(channel).map(by -> Contacts.address(jdbc, customer, by)).orElse(null);
  }

  /** Whether nothing is sent to an address, whoever has it. */
  public boolean isSuppressed(String channel, String address) {
    return Channel.of(channel).filter(by -> suppressions.isSuppressed(by, address)).isPresent();
  }

  /**
   * Sends nothing to an address any more, in the caller's transaction, which holds its customers.
   *
   * @param reason kept for ever, so without anything personal
   */
  public void suppress(String channel, String address, String reason) {
    Channel.of(channel).ifPresent(by -> suppressions.suppress(by, address, reason));
  }
}
