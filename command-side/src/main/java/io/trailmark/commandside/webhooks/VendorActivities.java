package io.trailmark.commandside.webhooks;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.recording.ActivityBatch;
import io.trailmark.commandside.recording.ActivityBatch.Adapted;
import io.trailmark.commandside.recording.ActivityBatch.DerivedAnswer;
import io.trailmark.commandside.recording.MessageIds;
import io.trailmark.commandside.recording.MessageIds.Message;
import io.trailmark.commandside.recording.MessageIds.Seen;
import io.trailmark.commandside.webhooks.Told.Addressed;
import io.trailmark.commandside.webhooks.Told.Buyer;
import io.trailmark.commandside.webhooks.Told.Keyed;
import io.trailmark.commandside.webhooks.Told.Named;
import io.trailmark.commandside.webhooks.VendorJson.Unreadable;
import io.trailmark.eventstore.Identities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records what vendors tell, all of a request in one transaction. */
@Component
class VendorActivities {
  private static final JsonMapper JSON = new JsonMapper();

  private final CustomerTransactions transactions;
  private final ActivityBatch batch;
  private final MessageIds messageIds;
  private final Identities identities;
  private final JdbcTemplate jdbc;
  private final Unreachable unreachable;

  VendorActivities(
      CustomerTransactions transactions,
      ActivityBatch batch,
      MessageIds messageIds,
      Identities identities,
      JdbcTemplate jdbc,
      Unreachable unreachable) {
    this.transactions = transactions;
    this.batch = batch;
    this.messageIds = messageIds;
    this.identities = identities;
    this.jdbc = jdbc;
    this.unreachable = unreachable;
  }

  /**
   * What became of a request.
   *
   * @param recorded activities, durable
   * @param duplicates activities that were recorded before
   * @param ignored things that are none of ours: another topic, a machine's open, somebody unknown
   * @param rejected things that cannot be recorded, and need not be sent again
   */
  record Answer(int recorded, int duplicates, int ignored, List<Rejected> rejected) {

    static Answer ofIgnored() {
      return new Answer(0, 0, 1, List.of());
    }
  }

  /**
   * One thing that cannot be recorded.
   *
   * @param index its position in the request, from 0
   */
  record Rejected(int index, String problem) {}

  /** A token that is good for one body only, and for its retries. */
  record Token(String token, String body) {}

  /**
   * Records what {@code read} makes of each thing that a vendor sent.
   *
   * @param token null where signatures cover the body
   * @throws ResponseStatusException 401 if the token was used for something else; 503 if some could
   *     not be recorded now: the others are, and sending all again is right
   */
  Answer record(
      String source,
      Iterable<JsonNode> sent,
      Function<JsonNode, List<Told>> read,
      @Nullable Token token) {
    Reading reading = new Reading(sent, read);
    DerivedAnswer answer =
        transactions.inTransaction(
            session -> {
              spend(source, token);
              reading.ignored = reading.none;
              DerivedAnswer recorded = batch.recordDerived(source, derived(source, reading));
              noteOrders(source, reading);
              reading.people.forEach(unreachable::note);
              return recorded;
            });
    if (answer.failed() > 0) {
      throw new ResponseStatusException(
          HttpStatus.SERVICE_UNAVAILABLE, "not all could be recorded now: send it again");
    }
    List<Rejected> rejected = new ArrayList<>(reading.unreadable);
    answer.rejected().forEach(r -> rejected.add(new Rejected(r.index(), r.problem())));
    rejected.sort(Comparator.comparingInt(Rejected::index));
    return new Answer(answer.accepted(), answer.duplicates(), reading.ignored, rejected);
  }

  private record Read(int index, Told told) {}

  private static final class Reading {
    private final List<Read> told = new ArrayList<>();

    /** What sources call those that it is told of. */
    private final Map<Told, List<String>> people = new IdentityHashMap<>();

    private final List<Rejected> unreadable = new ArrayList<>();
    private int none;
    private int ignored;

    Reading(Iterable<JsonNode> sent, Function<JsonNode, List<Told>> read) {
      int index = 0;
      for (JsonNode one : sent) {
        read(index++, one, read);
      }
    }

    private void read(int index, JsonNode one, Function<JsonNode, List<Told>> read) {
      try {
        if (!one.isObject()) {
          throw new Unreadable("must be a JSON object");
        }
        List<Told> all = read.apply(one);
        none += all.isEmpty() ? 1 : 0;
        all.forEach(t -> told.add(new Read(index, t)));
      } catch (Unreadable e) {
        unreadable.add(new Rejected(index, e.problem()));
      }
    }

    <W extends Told.Whom> List<W> whom(Class<W> type) {
      return told.stream()
          .map(r -> r.told().whom())
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }
  }

  private void spend(String source, @Nullable Token token) {
    if (token != null) {
      String id = messageIds.hash("token\n" + token.token());
      String body = messageIds.hash("token body\n" + token.body());
      if (messageIds.note(source, List.of(new Message(id, body))).get(id) == Seen.CONFLICT) {
        throw Signatures.unverified("signature.token was used for another body before");
      }
    }
  }

  private List<Adapted> derived(String source, Reading reading) {
    Map<String, List<String>> addressed = addressed(reading.whom(Addressed.class));
    Map<String, String> buyers = buyers(source, reading.whom(Buyer.class));
    List<String> keys = new ArrayList<>(buyers.values());
    addressed.values().forEach(keys::addAll);
    reading.whom(Keyed.class).forEach(k -> keys.add(k.customer()));
    Map<String, String> sourceIds = hold(keys);
    List<Adapted> derived = new ArrayList<>();
    for (Read read : reading.told) {
      Told told = read.told();
      Map<String, String> ids = new HashMap<>();
      switch (told.whom()) {
        case Named named -> ids.put(told.id(), named.sourceId());
        case Keyed keyed -> put(ids, told.id(), sourceIds.get(keyed.customer()));
        case Buyer buyer ->
            put(ids, told.id(), sourceIds.get(buyers.getOrDefault(buyer.orderId(), "")));
        case Addressed at ->
            addressed
                .getOrDefault(at.email(), List.of())
                .forEach(key -> put(ids, told.id() + " " + key, sourceIds.get(key)));
      }
      reading.ignored += ids.isEmpty() ? 1 : 0;
      reading.people.put(told, List.copyOf(ids.values()));
      ids.forEach((id, who) -> derived.add(new Adapted(read.index(), json(id, who, told), 0)));
    }
    return derived;
  }

  private static void put(Map<String, String> ids, String id, @Nullable String who) {
    if (who != null) {
      ids.put(id, who);
    }
  }

  private static JsonNode json(String id, String customerId, Told told) {
    return JSON.valueToTree(
        Map.of(
            "messageId", id,
            "customerId", customerId,
            "kind", told.kind(),
            "occurredAt", told.occurredAt(),
            "properties", told.properties()));
  }

  private Map<String, List<String>> addressed(List<Addressed> whom) {
    Map<String, List<String>> keys = new HashMap<>();
    each(
        "select a, customer from unnest(?::text[]) a join contact on lower(email) = lower(a)",
        (address, customer) -> keys.computeIfAbsent(address, a -> new ArrayList<>()).add(customer),
        (Object) whom.stream().map(Addressed::email).distinct().toArray(String[]::new));
    return keys;
  }

  private Map<String, String> buyers(String source, List<Buyer> whom) {
    Map<String, String> ids = new HashMap<>();
    whom.forEach(b -> ids.put(orderHash(b.orderId()), b.orderId()));
    Map<String, String> keys = new HashMap<>();
    each(
        "select hash, customer from webhook_order where source = ? and hash = any(?)",
        (hash, customer) -> keys.put(ids.getOrDefault(hash, ""), customer),
        source,
        ids.keySet().toArray(String[]::new));
    return keys;
  }

  /** What sources call these customers, none of whom is erased before this is recorded. */
  private Map<String, String> hold(List<String> customers) {
    Map<String, String> ids = new HashMap<>();
    each(
        "select customer, source_id from identity where customer = any(?) and source_id is not null"
            + " order by customer for key share",
        ids::put,
        (Object) customers.toArray(String[]::new));
    return ids;
  }

  private void noteOrders(String source, Reading reading) {
    Map<String, String> buyers = new HashMap<>();
    for (Read read : reading.told) {
      if (read.told().kind().equals("order_placed") && read.told().whom() instanceof Named named) {
        buyers.put(String.valueOf(read.told().properties().get("orderId")), named.sourceId());
      }
    }
    Map<String, String> keys = identities.keysOf(buyers.values());
    buyers.forEach(
        (order, who) -> {
          String key = keys.get(who);
          if (key != null) {
            jdbc.update(
                "insert into webhook_order (source, hash, customer) values (?, ?, ?) on conflict do"
                    + " nothing",
                source,
                orderHash(order),
                key);
          }
        });
  }

  private String orderHash(String orderId) {
    return messageIds.hash("webhook order\n" + orderId);
  }

  private void each(String sql, BiConsumer<String, String> pair, Object... arguments) {
    jdbc.query(
        sql,
        row -> {
          pair.accept(row.getString(1), row.getString(2));
        },
        arguments);
  }
}
