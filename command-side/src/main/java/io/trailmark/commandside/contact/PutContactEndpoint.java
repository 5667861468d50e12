package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.eventstore.Identities;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** Contact data and free traits, kept in the contact book and nowhere else. */
@RestController
class PutContactEndpoint {
  private static final int LONGEST = 1_000;
  private static final int LONGEST_ID = 256;

  private final WriteKeys keys;
  private final Identities identities;
  private final JdbcClient jdbc;
  private final JsonMapper json = JsonMapper.shared();

  PutContactEndpoint(WriteKeys keys, Identities identities, JdbcClient jdbc) {
    this.keys = keys;
    this.identities = identities;
    this.jdbc = jdbc;
  }

  /** What is known of a person; all of it replaces what was known before. */
  record Contact(
      @Nullable String email,
      @Nullable String name,
      @Nullable String phone,
      @Nullable Map<String, Object> traits) {}

  @PutMapping("/v1/customers/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Transactional
  void put(HttpServletRequest request, @PathVariable String id, @RequestBody Contact contact) {
    keys.source(request);
    check(id, contact);
    String customer = identities.resolve(Set.of(id)).get(id);
    jdbc.sql(
            "insert into contact (customer, email, name, phone, traits) values (?, ?, ?, ?,"
                + " ?::jsonb) on conflict (customer) do update set email = excluded.email, name ="
                + " excluded.name, phone = excluded.phone, traits = excluded.traits")
        .params(
            Arrays.asList(
                customer,
                contact.email(),
                contact.name(),
                contact.phone(),
                json.writeValueAsString(contact.traits() == null ? Map.of() : contact.traits())))
        .update();
  }

  private static void check(String id, Contact contact) {
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw bad("the customer's id must have 1 to " + LONGEST_ID + " characters");
    }
    String email = contact.email();
    if (email != null && !email.matches("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,255}")) {
      throw bad("email must be an address, for example somebody@example.com");
    }
    for (String text : Arrays.asList(contact.name(), contact.phone())) {
      if (text != null && (text.length() > LONGEST || text.indexOf('\0') >= 0)) {
        throw bad("name and phone must have at most " + LONGEST + " characters, none of them NUL");
      }
    }
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
