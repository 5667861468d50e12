package io.trailmark.commandside.recording;

import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.commandside.recording.MessageIds.Message;
import io.trailmark.commandside.recording.MessageIds.Seen;
import io.trailmark.eventstore.Identities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The activities of some requests in one transaction. Locks are taken in one order everywhere,
 * message ids before identities before customers, each sorted, so that transactions wait for each
 * other and do not block each other for ever.
 */
final class RecordingAttempt {
  private static final Logger log = LoggerFactory.getLogger(RecordingAttempt.class);

  private final CustomerTransactions.Session session;
  private final MessageIds messageIds;
  private final Identities identities;
  private final ArrivedKinds kinds;
  private final Tally[] tallies;
  private final @Nullable Long importId;
  private final List<Repeat> repeats = new ArrayList<>();
  private final Set<Hashed> failed = Collections.newSetFromMap(new IdentityHashMap<>());

  /** An activity with the message id of one that came before it in these requests. */
  private record Repeat(Hashed activity, Hashed first) {}

  /**
   * @param requests how many
   * @param importId the history import they belong to, null for live activities
   */
  RecordingAttempt(
      CustomerTransactions.Session session,
      MessageIds messageIds,
      Identities identities,
      ArrivedKinds kinds,
      int requests,
      @Nullable Long importId) {
    this.session = session;
    this.messageIds = messageIds;
    this.identities = identities;
    this.kinds = kinds;
    this.tallies = new Tally[requests];
    Arrays.setAll(tallies, i -> new Tally());
    this.importId = importId;
  }

  /**
   * An activity with the hashes that tell it from others.
   *
   * @param request number of the one that it came with
   */
  record Hashed(int request, String source, Incoming activity, Message message) {}

  /** What became of each request. */
  List<Recording.Outcome> record(List<Hashed> activities) {
    List<Hashed> news = unseen(ofKindsThatMayBe(activities));
    if (!news.isEmpty()) {
      record(news, identitiesOf(news));
    }
    repeats.forEach(this::tell);
    return Arrays.stream(tallies).map(Tally::outcome).toList();
  }

  /** Before their message ids are noted: they may be sent again when there is room. */
  private List<Hashed> ofKindsThatMayBe(List<Hashed> activities) {
    Set<String> named = new HashSet<>();
    activities.forEach(h -> named.add(h.activity().kind()));
    Set<String> tooMany = kinds.tooMany(named);
    if (tooMany.isEmpty()) {
      return activities;
    }
    List<Hashed> others = new ArrayList<>();
    for (Hashed h : activities) {
      if (tooMany.contains(h.activity().kind())) {
        tallyOf(h).tooMany(h, kinds.most());
      } else {
        others.add(h);
      }
    }
    return others;
  }

  /**
   * Those whose message id has had no effect yet; of several with one id from one source, the
   * first.
   */
  private List<Hashed> unseen(List<Hashed> activities) {
    Map<String, Map<String, Hashed>> sources = new TreeMap<>();
    for (Hashed h : activities) {
      Hashed other =
          sources
              .computeIfAbsent(h.source(), source -> new LinkedHashMap<>())
              .putIfAbsent(h.message().id(), h);
      if (other != null) {
        repeats.add(new Repeat(h, other));
      }
    }
    List<Hashed> news = new ArrayList<>();
    sources.forEach((source, first) -> news.addAll(unseen(source, first)));
    return news;
  }

  private List<Hashed> unseen(String source, Map<String, Hashed> first) {
    Map<String, Seen> seen =
        messageIds.note(source, first.values().stream().map(Hashed::message).toList());
    List<Hashed> news = new ArrayList<>();
    for (Hashed h : first.values()) {
      Seen how = seen.getOrDefault(h.message().id(), Seen.CONFLICT);
      if (how == Seen.NEW) {
        news.add(h);
      } else {
        tallyOf(h).repeated(h, how == Seen.DUPLICATE);
      }
    }
    return news;
  }

  private Map<String, String> identitiesOf(List<Hashed> news) {
    Set<String> ids = new HashSet<>();
    news.forEach(h -> ids.add(h.activity().customerId()));
    return identities.resolve(ids);
  }

  private void record(List<Hashed> news, Map<String, String> keys) {
    Map<String, List<Hashed>> byCustomer = byCustomer(news, keys);
    if (importId != null) {
      session.forImport(importId);
    }
    session.lock(byCustomer.keySet());
    if (!identities.keysOf(keys.keySet()).equals(keys)) {
      // Its next attempt finds the same ids to be somebody else.
      throw new ConcurrencyException("a customer was erased or joined meanwhile");
    }
    Set<String> arrived = new HashSet<>();
    byCustomer.forEach(
        (customer, some) -> {
          if (isRecorded(customer, some)) {
            some.forEach(h -> tallyOf(h).accepted++);
            some.forEach(h -> arrived.add(h.activity().kind()));
          } else {
            some.forEach(h -> messageIds.forget(h.source(), List.of(h.message().id())));
            some.forEach(h -> tallyOf(h).failed(h));
            failed.addAll(some);
          }
        });
    kinds.note(arrived);
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

  private boolean isRecorded(String customer, List<Hashed> activities) {
    List<NewActivity> recorded =
        activities.stream()
            .map(
                h ->
                    new NewActivity(
                        h.source(),
                        h.message().id(),
                        h.activity().kind(),
                        h.activity().occurredAt(),
                        h.activity().amount(),
                        h.activity().currency(),
                        h.activity().properties()))
            .toList();
    try {
      session.send(new RecordActivities(customer, recorded, importId != null));
      return true;
    } catch (RuntimeException e) {
      log.error("Customer {} cannot record activities", customer, e);
      return false;
    }
  }

  /** A duplicate is one of something that is recorded. */
  private void tell(Repeat repeat) {
    Hashed h = repeat.activity();
    if (failed.contains(repeat.first())) {
      tallyOf(h).failed(h);
    } else {
      tallyOf(h).repeated(h, repeat.first().message().body().equals(h.message().body()));
    }
  }

  private Tally tallyOf(Hashed h) {
    return tallies[h.request()];
  }

  private static final class Tally {
    private int accepted;
    private int duplicates;
    private final List<Refused> refused = new ArrayList<>();

    void repeated(Hashed h, boolean same) {
      if (same) {
        duplicates++;
      } else {
        refuse(h, "messageId was already used for another activity: use a new one for each");
      }
    }

    void failed(Hashed h) {
      refuse(h, "could not be recorded now, send it again");
    }

    void tooMany(Hashed h, int most) {
      refuse(
          h,
          "kind is one too many: %d different ones have arrived, and no more are taken. What is"
                  .formatted(most)
              + " different each time belongs into properties");
    }

    private void refuse(Hashed h, String problem) {
      refused.add(new Refused(h.activity().index(), h.activity().messageId(), problem));
    }

    Recording.Outcome outcome() {
      return new Recording.Outcome(accepted, duplicates, refused);
    }
  }
}
