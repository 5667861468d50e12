package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.customer.CustomerCommand.RecordActivities;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.NewActivity;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Contact data and free traits, kept in the contact book and nowhere else; of the traits that rules
 * may look at, each change is recorded as an activity too.
 */
@RestController
class PutContactEndpoint {
  private static final int LARGEST = 32 << 10;

  private final WriteKeys keys;
  private final Identities identities;
  private final JdbcClient jdbc;
  private final CustomerTransactions transactions;
  private final BusinessClock clock;
  private final Traits traits;

  PutContactEndpoint(
      WriteKeys keys,
      Identities identities,
      JdbcClient jdbc,
      CustomerTransactions transactions,
      BusinessClock clock,
      Traits traits) {
    this.keys = keys;
    this.identities = identities;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.traits = traits;
  }

  /**
   * What is known of a person; all of it replaces what was known before.
   *
   * @param traits a JSON object
   */
  record Contact(
      @Nullable String email, @Nullable String name, @Nullable String phone, String traits) {}

  /**
   * Up to 32 KB {@code {"email", "name", "phone", "traits": {…}}}, each of which may be missing.
   * Errors: 400 naming the field, 401 no valid write key, 413 too much.
   */
  @PutMapping("/v1/customers/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(HttpServletRequest request, @PathVariable String id) throws IOException {
    keys.source(request);
    ContactId.checked(id);
    Contact contact =
        ContactJson.read(RequestBody.whole(request, LARGEST, "leave out traits that nobody needs"));
    Map<String, String> now = traits.seen(contact.traits());
    transactions.inTransaction(session -> put(session, id, contact, now));
  }

  private boolean put(
      CustomerTransactions.Session session, String id, Contact contact, Map<String, String> now) {
    String customer = Objects.requireNonNull(identities.resolve(Set.of(id)).get(id));
    Contacts.hold(jdbc, id, customer);
    // Who has no trait that rules look at becomes no customer by being known.
    if (!changed(before(customer), now).isEmpty()) {
      session.lock(List.of(customer));
      List<NewActivity> changed = changed(before(customer), now);
      if (!changed.isEmpty()) {
        session.send(new RecordActivities(customer, changed, false));
      }
    }
    jdbc.sql(
            "insert into contact (customer, email, name, phone, traits) values (?, ?, ?, ?,"
                + " ?::jsonb) on conflict (customer) do update set email = excluded.email, name ="
                + " excluded.name, phone = excluded.phone, traits = excluded.traits")
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
  private List<NewActivity> changed(Map<String, String> before, Map<String, String> now) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
        .map(
            name ->
                new NewActivity(
                    "trailmark",
                    "trait-" + UUID.randomUUID(),
                    "trait_changed",
                    clock.millis(),
                    null,
                    null,
                    Map.of("trait", name, "value", now.getOrDefault(name, ""))))
        .toList();
  }
}
