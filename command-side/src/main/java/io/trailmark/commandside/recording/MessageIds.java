package io.trailmark.commandside.recording;

import io.trailmark.eventstore.InstallationSecrets;
import io.trailmark.eventstore.KeyedHash;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The message ids that had their effect, for ever, as keyed hashes: an id may itself be personal.
 */
@Component
public class MessageIds {
  private static final int BYTES = 16;

  private final JdbcTemplate jdbc;
  private final KeyedHash keyed;

  MessageIds(JdbcTemplate jdbc, InstallationSecrets secrets) {
    this.jdbc = jdbc;
    this.keyed = new KeyedHash(secrets.secret("message-ids"));
  }

  /** Keyed hash of a text, 22 characters of {@code A-Za-z0-9_-}. */
  public String hash(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(keyed.of(text), BYTES));
  }

  /** How a message id was found. */
  public enum Seen {
    NEW,
    DUPLICATE,
    CONFLICT
  }

  /** A message by the hashes of its id and of its body. */
  public record Message(String id, String body) {}

  /** Notes those that are new in this transaction, and tells of every one how it was found. */
  public Map<String, Seen> note(String source, Collection<Message> messages) {
    List<Message> sorted = messages.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    Map<String, Seen> seen = new HashMap<>();
    jdbc.query(
        "insert into message (source, hash, body) select ?, h, b from unnest(?::bytea[],"
            + " ?::bytea[]) as n (h, b) on conflict do nothing returning hash",
        row -> {
          seen.put(encode(row.getBytes(1)), Seen.NEW);
        },
        source,
        sorted.stream().map(m -> decode(m.id())).toArray(byte[][]::new),
        sorted.stream().map(m -> decode(m.body())).toArray(byte[][]::new));
    if (seen.size() < sorted.size()) {
      compare(source, sorted.stream().filter(m -> !seen.containsKey(m.id())).toList(), seen);
    }
    return seen;
  }

  private void compare(String source, List<Message> known, Map<String, Seen> seen) {
    Map<String, String> bodies = new HashMap<>();
    known.forEach(m -> bodies.put(m.id(), m.body()));
    jdbc.query(
        "select hash, body from message where source = ? and hash = any(?)",
        row -> {
          String id = encode(row.getBytes(1));
          boolean same = encode(row.getBytes(2)).equals(bodies.get(id));
          seen.put(id, same ? Seen.DUPLICATE : Seen.CONFLICT);
        },
        source,
        known.stream().map(m -> decode(m.id())).toArray(byte[][]::new));
  }

  /**
   * Takes back what {@link #note} noted in this transaction: the customer failed, and a retry must
   * find it new.
   */
  void forget(String source, Collection<String> ids) {
    jdbc.update(
        "delete from message where source = ? and hash = any(?)",
        source,
        ids.stream().map(MessageIds::decode).toArray(byte[][]::new));
  }

  private static byte[] decode(String hash) {
    return Base64.getUrlDecoder().decode(hash);
  }

  private static String encode(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
