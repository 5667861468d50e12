package io.trailmark.commandside.contact;

import io.trailmark.eventstore.Identities;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is held about one person, as a file for them. */
@RestController
class ExportEndpoint {
  private static final int FETCHED = 1_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final Identities identities;
  private final JdbcClient client;
  private final JdbcTemplate events;
  private final TransactionTemplate transaction;
  private final List<PersonalData> elsewhere;

  ExportEndpoint(
      Identities identities,
      DataSource database,
      PlatformTransactionManager transactions,
      List<PersonalData> elsewhere) {
    this.elsewhere = elsewhere;
    this.identities = identities;
    this.client = JdbcClient.create(database);
    this.events = new JdbcTemplate(database);
    this.events.setFetchSize(FETCHED);
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setReadOnly(true);
  }

  private record Contact(
      @Nullable String email, @Nullable String name, @Nullable String phone, String traits) {
    static Contact of(ResultSet row, int number) throws SQLException {
      return new Contact(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }
  }

  /**
   * {@code {"id", "key", "aliases", "contact": {"email", "name", "phone", "traits"}, "consents":
   * [{"purpose", "channel", "at", "given", "source"}], "messages": [those in the outbox], "events":
   * [{"recordedAt", "type", "event"}]}}, of any length, as a stream: other ids that were joined to
   * this one, what the contact book has (null: nothing), and every event as it is stored, oldest
   * first. All read models are made of these. Needs the scope erase. Errors: 401, 403, 404 nobody
   * is called so.
   */
  @GetMapping(value = "/api/customers/{id}/export", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<StreamingResponseBody> export(@PathVariable String id) {
    String key = identities.keysOf(Set.of(ContactId.checked(id))).get(id);
    if (key == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nobody is called so.");
    }
    return ResponseEntity.ok()
        .header("Content-Disposition", "attachment; filename=\"export.json\"")
        .header("Cache-Control", "no-store")
        .body(out -> transaction.executeWithoutResult(status -> write(id, key, out)));
  }

  private void write(String id, String key, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("id", id);
      json.writeStringProperty("key", key);
      List<String> trails = identities.trailsOf(key);
      json.writeArrayPropertyStart("aliases");
      client
          .sql(
              "select source_id from identity where customer in (:trails) and source_id <> :id"
                  + " order by source_id")
          .param("trails", trails)
          .param("id", id)
          .query(String.class)
          .list()
          .forEach(json::writeString);
      json.writeEndArray();
      json.writeName("contact");
      contact(key, json);
      json.writeArrayPropertyStart("consents");
      client
          .sql(
              "select json_build_object('purpose', purpose, 'channel', channel, 'at',"
                  + " to_char(to_timestamp(at / 1000.0) at time zone 'UTC',"
                  + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), 'given', given, 'source', source)::text"
                  + " from consent where customer = ? order by at, purpose, channel")
          .param(key)
          .query(String.class)
          .list()
          .forEach(json::writeRawValue);
      json.writeEndArray();
      for (PersonalData place : elsewhere) {
        json.writeName(place.name());
        json.writeStartArray();
        place.tell(trails, row -> json.writeRawValue(row));
        json.writeEndArray();
      }
      json.writeArrayPropertyStart("events");
      events.query(
          "select recorded_at, payload_type, payload from domain_event where aggregate = any(?)"
              + " order by global_index",
          row -> {
            json.writeStartObject();
            json.writeStringProperty("recordedAt", Instant.ofEpochMilli(row.getLong(1)).toString());
            String type = row.getString(2);
            json.writeStringProperty("type", type.substring(type.lastIndexOf('.') + 1));
            json.writeName("event");
            json.writeRawValue(new String(row.getBytes(3), StandardCharsets.UTF_8));
            json.writeEndObject();
          },
          (Object) trails.toArray(String[]::new));
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void contact(String key, JsonGenerator json) {
    Contact contact =
        client
            .sql("select email, name, phone, traits::text from contact where customer = ?")
            .param(key)
            .query(Contact::of)
            .optional()
            .orElse(null);
    if (contact == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("email", contact.email());
    json.writeStringProperty("name", contact.name());
    json.writeStringProperty("phone", contact.phone());
    json.writeName("traits");
    json.writeRawValue(contact.traits());
    json.writeEndObject();
  }
}
