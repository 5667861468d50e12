package io.trailmark.commandside.recording;

import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.CustomerTransactions.Session;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.commandside.recording.MessageIds.Message;
import io.trailmark.commandside.recording.MessageIds.Seen;
import io.trailmark.eventstore.BusinessClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Activities that this server observes itself, of customers that it knows by their keys. */
@Component
public class Observed {
  private static final String SOURCE = "trailmark";

  private final CustomerTransactions transactions;
  private final MessageIds messageIds;
  private final ArrivedKinds kinds;
  private final JdbcClient jdbc;
  private final BusinessClock clock;

  Observed(
      CustomerTransactions transactions,
      MessageIds messageIds,
      ArrivedKinds kinds,
      JdbcClient jdbc,
      BusinessClock clock) {
    this.transactions = transactions;
    this.messageIds = messageIds;
    this.kinds = kinds;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What came of it. */
  public enum Came {
    RECORDED,
    /** It was recorded before, under the same id. */
    KNOWN,
    /** Nobody knows any more who the customer is. */
    ERASED
  }

  /**
   * Records that something happened now, once for each id, of whoever the key stands for.
   *
   * @param id what is the same of what is the same; it may be personal, only its hash is kept
   * @param properties those declared for the kind
   */
  public Came record(String customer, String id, String kind, Map<String, Object> properties) {
    return transactions.inTransaction(
        session -> {
          // Message ids before identities before customers, as everywhere.
          String hash = messageIds.hash(id);
          if (messageIds.note(SOURCE, List.of(new Message(hash, hash))).get(hash) != Seen.NEW) {
            return Came.KNOWN;
          }
          Optional<String> person = hold(jdbc, customer);
          person.ifPresent(key -> record(session, key, hash, kind, properties));
          return person.isPresent() ? Came.RECORDED : Came.ERASED;
        });
  }

  private void record(
      Session session, String key, String hash, String kind, Map<String, Object> properties) {
    session.lock(List.of(key));
    session.send(
        new RecordActivities(
            key,
            List.of(new NewActivity(SOURCE, hash, kind, clock.millis(), null, null, properties)),
            false));
    kinds.note(List.of(kind));
  }

  /**
   * The person that a key stands for, whom nobody erases or joins until the transaction ends; empty
   * if they are erased.
   */
  private static Optional<String> hold(JdbcClient jdbc, String customer) {
    return jdbc.sql(
            "select coalesce(joined_into, customer) from identity where customer = ? and source_id"
                + " is not null for key share")
        .param(customer)
        .query(String.class)
        .optional();
  }
}
