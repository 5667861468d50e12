package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.recording.SourceText;
import io.trailmark.eventstore.Identities;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Contact data and free traits, kept in the contact book and nowhere else. */
@RestController
class PutContactEndpoint {
  private static final int LARGEST = 32 << 10;

  private final WriteKeys keys;
  private final Identities identities;
  private final JdbcClient jdbc;

  PutContactEndpoint(WriteKeys keys, Identities identities, JdbcClient jdbc) {
    this.keys = keys;
    this.identities = identities;
    this.jdbc = jdbc;
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
  @Transactional
  void put(HttpServletRequest request, @PathVariable String id) throws IOException {
    keys.source(request);
    if (!SourceText.isId(id)) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST,
          "the customer's id must have 1 to "
              + SourceText.LONGEST_ID
              + " characters, no control characters and no broken Unicode");
    }
    Contact contact = ContactJson.read(RequestBody.whole(request, LARGEST));
    String customer = identities.resolve(Set.of(id)).get(id);
    jdbc.sql(
            "insert into contact (customer, email, name, phone, traits) values (?, ?, ?, ?,"
                + " ?::jsonb) on conflict (customer) do update set email = excluded.email, name ="
                + " excluded.name, phone = excluded.phone, traits = excluded.traits")
        .params(
            Arrays.asList(
                customer, contact.email(), contact.name(), contact.phone(), contact.traits()))
        .update();
  }
}
