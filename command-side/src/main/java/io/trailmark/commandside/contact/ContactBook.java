package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.commandside.recording.Traits;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/**
 * Contact data and free traits, kept here and nowhere else; of the traits that rules may look at,
 * each change is recorded as an activity too.
 */
@Component
public class ContactBook {
  private static final String PUT =
      "insert into contact (customer, email, name, phone, traits) values (?, ?, ?, ?, ?::jsonb)"
          + " on conflict (customer) do update set ";
  private static final String REPLACE =
      PUT
          + "email = excluded.email, name = excluded.name, phone = excluded.phone,"
          + " traits = excluded.traits";
  private static final String MERGE =
      PUT
          + "email = coalesce(excluded.email, contact.email),"
          + " name = coalesce(excluded.name, contact.name),"
          + " phone = coalesce(excluded.phone, contact.phone),"
          + " traits = contact.traits || excluded.traits";

  private final Identities identities;
  private final JdbcClient jdbc;
  private final CustomerTransactions transactions;
  private final BusinessClock clock;
  private final Traits traits;

  ContactBook(
      Identities identities,
      JdbcClient jdbc,
      CustomerTransactions transactions,
      BusinessClock clock,
      Traits traits) {
    this.identities = identities;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.traits = traits;
  }

  /**
   * What is known of a person.
   *
   * @param traits a JSON object
   */
  record Contact(
      @Nullable String email, @Nullable String name, @Nullable String phone, String traits) {}

  /** Replaces all that was known. */
  void replace(String id, Contact contact) {
    put(id, contact, false);
  }

  /**
   * Adds to what is known: what is missing here stays as it was, a trait that is null is known no
   * more.
   *
   * @param id a valid source's id
   * @param contact {@code email}, {@code name}, {@code phone} and {@code traits}, as in {@code PUT
   *     /v1/customers/{id}}
   * @throws ResponseStatusException 400 naming the field
   */
  public void merge(String id, JsonNode contact) {
    put(id, ContactJson.read(contact), true);
  }

  /**
   * What is known of a person, for whoever writes to them.
   *
   * @param traits JSON objects, texts, numbers and booleans by name
   */
  public record Person(
      @Nullable String email, @Nullable String name, @Nullable String phone, JsonNode traits) {}

  /** Nothing is known of who is not there. */
  public Person person(String customer) {
    return jdbc.sql("select email, name, phone, traits::text from contact where customer = ?")
        .param(customer)
        .query(
            (row, n) ->
                new Person(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    ContactJson.traits(row.getString(4))))
        .optional()
        .orElseGet(() -> new Person(null, null, null, ContactJson.traits("{}")));
  }

  /** Whether rules may look at the trait. */
  public boolean isSeenByRules(String trait) {
    return traits.isSeen(trait);
  }

  private void put(String id, Contact contact, boolean merging) {
    // Refuses what rules cannot look at before anything is written.
    traits.seen(contact.traits());
    transactions.inTransaction(session -> put(session, id, contact, merging));
  }

  private boolean put(
      CustomerTransactions.Session session, String id, Contact contact, boolean merging) {
    String customer = Objects.requireNonNull(identities.resolve(Set.of(id)).get(id));
    Contacts.hold(jdbc, id, customer);
    Map<String, String> now = traits.seen(contact.traits());
    // Who has no trait that rules look at becomes no customer by being known.
    if (!changed(before(customer), now, contact, merging).isEmpty()) {
      session.lock(List.of(customer));
      List<NewActivity> changed = changed(before(customer), now, contact, merging);
      if (!changed.isEmpty()) {
        session.send(new RecordActivities(customer, changed, false));
      }
    }
    jdbc.sql(merging ? MERGE : REPLACE)
        .params(
            Arrays.asList(
                customer, contact.email(), contact.name(), contact.phone(), contact.traits()))
        .update();
    return true;
  }

  private Map<String, String> before(String customer) {
    return jdbc.sql("select traits::text from contact where customer = ?")
        .param(customer)
        .query(String.class)
        .optional()
        .map(traits::known)
        .orElse(Map.of());
  }

  /** One activity for each trait that has another value than before; none is an empty value. */
  private List<NewActivity> changed(
      Map<String, String> before, Map<String, String> now, Contact contact, boolean merging) {
    Set<String> names = new TreeSet<>(before.keySet());
    if (merging) {
      names.retainAll(traits.named(contact.traits()));
    }
    names.addAll(now.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
        .map(
            name ->
                new NewActivity(
                    "trailmark",
                    "trait-" + UUID.randomUUID(),
                    Traits.CHANGED,
                    clock.millis(),
                    null,
                    null,
                    Map.of("trait", name, "value", now.getOrDefault(name, ""))))
        .toList();
  }
}
