package io.trailmark.commandside.recording;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.recording.MessageIds.Message;
import io.trailmark.commandside.recording.RecordingAttempt.Hashed;
import io.trailmark.eventstore.Identities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records the valid activities of a request, all in one transaction; small requests that come while
 * others are recorded share one.
 */
@Component
class Recording {
  private static final Logger log = LoggerFactory.getLogger(Recording.class);

  /** Activities of a transaction that is shared; larger requests have their own. */
  private static final int SHARED = 250;

  private final CustomerTransactions transactions;
  private final MessageIds messageIds;
  private final Identities identities;
  private final ArrivedKinds kinds;
  private final GroupCommit<Request, Outcome> together =
      new GroupCommit<>(1, SHARED, request -> request.activities().size(), this::recordTogether);

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

  private record Request(String source, List<Incoming> activities) {}

  /**
   * Records activities, durable on return.
   *
   * @param importId the history import they belong to, null for live activities
   */
  Outcome record(String source, List<Incoming> activities, @Nullable Long importId) {
    if (activities.isEmpty()) {
      return new Outcome(0, 0, List.of());
    }
    Request request = new Request(source, activities);
    // Who is in a transaction stays in it.
    return importId == null && activities.size() < SHARED && !CurrentUnitOfWork.isStarted()
        ? together.submit(request)
        : record(List.of(request), importId).getFirst();
  }

  /** What fails in company is tried alone, so that what is wrong with one fails no other. */
  private void recordTogether(List<GroupCommit.Waiting<Request, Outcome>> group) {
    try {
      List<Outcome> outcomes =
          record(group.stream().map(GroupCommit.Waiting::request).toList(), null);
      for (int i = 0; i < outcomes.size(); i++) {
        group.get(i).answer(outcomes.get(i));
      }
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        throw e;
      }
      log.debug("{} requests cannot be recorded together", group.size(), e);
      group.forEach(waiting -> recordTogether(List.of(waiting)));
    }
  }

  private List<Outcome> record(List<Request> requests, @Nullable Long importId) {
    List<Hashed> hashed = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      for (Incoming a : requests.get(i).activities()) {
        hashed.add(new Hashed(i, requests.get(i).source(), a, hash(a)));
      }
    }
    return transactions.inTransaction(
        session ->
            new RecordingAttempt(session, messageIds, identities, kinds, requests.size(), importId)
                .record(hashed));
  }

  private Message hash(Incoming a) {
    return new Message(messageIds.hash(a.messageId()), messageIds.hash("body\n" + a.body()));
  }

  /** Kinds among the activities that are not declared, so recorded without properties. */
  static List<String> undeclared(List<Incoming> activities) {
    Map<String, Boolean> kinds = new HashMap<>();
    activities.stream().filter(a -> !a.declared()).forEach(a -> kinds.put(a.kind(), true));
    return kinds.keySet().stream().sorted().toList();
  }
}
