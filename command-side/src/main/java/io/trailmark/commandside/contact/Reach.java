package io.trailmark.commandside.contact;

import io.trailmark.eventstore.Restored;
import io.trailmark.sharedevents.MessageIntended;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * What speaks against marketing messages, to be asked for by who holds their customers: then it
   * stays so until the transaction ends.
   *
   * @return by message; nothing speaks against those that are missing
   */
  public Map<MessageIntended, String> obstacles(Collection<MessageIntended> messages) {
    Map<MessageIntended, String> obstacles = new HashMap<>();
    List<MessageIntended> open = new ArrayList<>();
    for (MessageIntended m : messages) {
      if (restored.mayHaveSent(m.at())) {
        obstacles.put(m, "restored");
      } else if (Channel.of(m.channel()).isPresent()) {
        open.add(m);
      }
    }
    List<String> customers = open.stream().map(MessageIntended::customer).distinct().toList();
    Map<String, Boolean> given = consents.given(customers, Consents.MARKETING);
    Map<String, Map<Channel, String>> addresses = Contacts.addresses(jdbc, customers);
    Suppressions.Held held = suppressions.held(customers, addresses);
    for (MessageIntended m : open) {
      Channel by = Channel.of(m.channel()).orElseThrow();
      String address = addresses.getOrDefault(m.customer(), Map.of()).get(by);
      if (!given.getOrDefault(m.customer() + " " + by.text(), !optIn)) {
        obstacles.put(m, "no consent");
      } else if (held.holds(m.customer()) || address != null && held.holds(by, address)) {
        obstacles.put(m, "suppressed");
      }
    }
    return obstacles;
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
