package io.trailmark.commandside.recording;

import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.commandside.recording.MessageIds.Message;
import io.trailmark.commandside.recording.MessageIds.Seen;
import io.trailmark.eventstore.Identities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records the valid activities of a request, all in one transaction. Locks are taken in one order
 * everywhere, message ids before identities before customers, each sorted, so that requests wait
 * for each other and do not block each other for ever.
 */
@Component
class Recording {
  private static final Logger log = LoggerFactory.getLogger(Recording.class);

  private final CustomerTransactions transactions;
  private final MessageIds messageIds;
  private final Identities identities;
  private final ArrivedKinds kinds;

  Recording(
      CustomerTransactions transactions,
      MessageIds messageIds,
      Identities identities,
      ArrivedKinds kinds) {
    this.transactions = transactions;
    this.messageIds = messageIds;
    this.identities = identities;
    this.kinds = kinds;
  }

  /** What became of the activities: those in neither list are recorded. */
  record Outcome(int accepted, int duplicates, List<Refused> refused) {}

  /**
   * Records activities, durable on return.
   *
   * @param importId the history import they belong to, null for live activities
   */
  Outcome record(String source, List<Incoming> activities, @Nullable Long importId) {
    if (activities.isEmpty()) {
      return new Outcome(0, 0, List.of());
    }
    List<Hashed> hashed = activities.stream().map(this::hash).toList();
    return transactions.inTransaction(session -> record(session, source, hashed, importId));
  }

  private record Hashed(Incoming activity, Message message) {}

  private Hashed hash(Incoming a) {
    return new Hashed(
        a, new Message(messageIds.hash(a.messageId()), messageIds.hash("body\n" + a.body())));
  }

  private Outcome record(
      CustomerTransactions.Session session,
      String source,
      List<Hashed> activities,
      @Nullable Long importId) {
    Tally tally = new Tally();
    List<Hashed> news = unseen(source, activities, tally);
    if (news.isEmpty()) {
      return tally.outcome(0);
    }
    Set<String> ids = new HashSet<>();
    news.forEach(h -> ids.add(h.activity().customerId()));
    Map<String, String> keys = identities.resolve(ids);
    Map<String, List<Hashed>> byCustomer = byCustomer(news, keys);
    if (importId != null) {
      session.forImport(importId);
    }
    session.lock(byCustomer.keySet());
    if (!identities.keysOf(ids).equals(keys)) {
      // Its next attempt finds the same ids to be somebody else.
      throw new ConcurrencyException("a customer was erased or joined meanwhile");
    }
    int accepted = 0;
    Set<String> arrived = new HashSet<>();
    for (Map.Entry<String, List<Hashed>> entry : byCustomer.entrySet()) {
      if (recorded(session, source, entry.getKey(), entry.getValue(), importId != null)) {
        accepted += entry.getValue().size();
        entry.getValue().forEach(h -> arrived.add(h.activity().kind()));
      } else {
        messageIds.forget(source, entry.getValue().stream().map(h -> h.message().id()).toList());
        entry.getValue().forEach(h -> tally.refuse(h, "could not be recorded now, send it again"));
      }
    }
    kinds.note(arrived);
    return tally.outcome(accepted);
  }

  /**
   * Those whose message id has had no effect yet; of several with one id in a request, the first.
   */
  private List<Hashed> unseen(String source, List<Hashed> activities, Tally tally) {
    Map<String, Hashed> first = new LinkedHashMap<>();
    for (Hashed h : activities) {
      Hashed other = first.putIfAbsent(h.message().id(), h);
      if (other != null) {
        tally.repeated(h, other.message().body().equals(h.message().body()));
      }
    }
    Map<String, Seen> seen =
        messageIds.note(source, first.values().stream().map(Hashed::message).toList());
    List<Hashed> news = new ArrayList<>();
    for (Hashed h : first.values()) {
      Seen how = seen.getOrDefault(h.message().id(), Seen.CONFLICT);
      if (how == Seen.NEW) {
        news.add(h);
      } else {
        tally.repeated(h, how == Seen.DUPLICATE);
      }
    }
    return news;
  }

  private static Map<String, List<Hashed>> byCustomer(List<Hashed> news, Map<String, String> keys) {
    Map<String, List<Hashed>> byCustomer = new TreeMap<>();
    for (Hashed h : news) {
      String key = keys.get(h.activity().customerId());
      if (key == null) {
        throw new IllegalStateException("an identity was not resolved");
      }
      byCustomer.computeIfAbsent(key, k -> new ArrayList<>()).add(h);
    }
    return byCustomer;
  }

  private static boolean recorded(
      CustomerTransactions.Session session,
      String source,
      String customer,
      List<Hashed> activities,
      boolean history) {
    List<NewActivity> recorded =
        activities.stream()
            .map(
                h ->
                    new NewActivity(
                        source,
                        h.message().id(),
                        h.activity().kind(),
                        h.activity().occurredAt(),
                        h.activity().amount(),
                        h.activity().currency(),
                        h.activity().properties()))
            .toList();
    try {
      session.send(new RecordActivities(customer, recorded, history));
      return true;
    } catch (RuntimeException e) {
      log.error("Customer {} cannot record activities", customer, e);
      return false;
    }
  }

  private static final class Tally {
    private int duplicates;
    private final List<Refused> refused = new ArrayList<>();

    void repeated(Hashed h, boolean same) {
      if (same) {
        duplicates++;
      } else {
        refuse(h, "messageId was already used for another activity: use a new one for each");
      }
    }

    void refuse(Hashed h, String problem) {
      refused.add(new Refused(h.activity().index(), h.activity().messageId(), problem));
    }

    Outcome outcome(int accepted) {
      return new Outcome(accepted, duplicates, refused);
    }
  }

  /** Kinds among the activities that are not declared, so recorded without properties. */
  static List<String> undeclared(List<Incoming> activities) {
    Map<String, Boolean> kinds = new HashMap<>();
    activities.stream().filter(a -> !a.declared()).forEach(a -> kinds.put(a.kind(), true));
    return kinds.keySet().stream().sorted().toList();
  }
}
