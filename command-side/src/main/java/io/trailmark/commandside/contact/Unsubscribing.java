package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.recording.Observed;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes back somebody's consent to marketing messages of a channel, for whoever they are. */
@Component
public class Unsubscribing {
  private final CustomerTransactions transactions;
  private final Identities identities;
  private final Consents consents;
  private final Observed observed;
  private final BusinessClock clock;

  Unsubscribing(
      CustomerTransactions transactions,
      Identities identities,
      Consents consents,
      Observed observed,
      BusinessClock clock) {
    this.transactions = transactions;
    this.identities = identities;
    this.consents = consents;
    this.observed = observed;
    this.clock = clock;
  }

  /**
   * Notes that somebody said so elsewhere, in the caller's transaction.
   *
   * @param sourceId what a source calls them
   * @param at when, milliseconds
   */
  public void note(String sourceId, String channel, long at) {
    Channel.of(channel)
        .ifPresent(by -> consents.note(sourceId, List.of(Consents.Said.noMore(by, at))));
  }

  /**
   * Takes it back. On return nothing is marked as sending to them any more; saying it again changes
   * nothing.
   *
   * @param customer a key
   * @return false: nobody knows any more who that was, and nothing is sent to them
   */
  public boolean unsubscribe(String customer, String channel) {
    Channel by = Channel.of(channel).orElseThrow(() -> new IllegalArgumentException(channel));
    return transactions.inTransaction(
        session -> {
          String sourceId = identities.sourceIdsOf(List.of(customer)).get(customer);
          if (sourceId == null) {
            return false;
          }
          long now = clock.millis();
          if (consents.takeBack(sourceId, by, now)) {
            observed.record(
                customer,
                "unsubscribed\n" + customer + "\n" + channel + "\n" + now,
                "unsubscribed",
                Map.of("channel", channel, "purpose", Consents.MARKETING));
          }
          return true;
        });
  }
}
