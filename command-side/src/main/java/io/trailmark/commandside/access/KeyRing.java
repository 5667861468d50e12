package io.trailmark.commandside.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/**
 * The write keys of an installation, several for each source. Only their hashes are stored. Keys
 * end by the machine time of PostgreSQL: business time may be set.
 */
@Component
public class KeyRing {
  /**
   * A key, by what may be told of it.
   *
   * @param id names it
   * @param ends from when on it lets nobody in, null if it has no end
   * @param ended whether that has come
   */
  public record Key(
      long id, String source, Instant created, @Nullable Instant ends, boolean ended) {}

  private final JdbcClient jdbc;

  KeyRing(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The keys in a database, without a running node.
   *
   * @param url of JDBC
   * @throws IllegalStateException if it cannot be reached, or no node of this version has ever
   *     started on it
   */
  public static KeyRing at(String url, String user, String password) {
    JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, user, password));
    KeyRing keys = new KeyRing(jdbc);
    try {
      keys.list();
    } catch (DataAccessException e) {
      throw new IllegalStateException(e.getMostSpecificCause().getMessage(), e);
    }
    return keys;
  }

  /**
   * Lets whoever has {@code key} write as {@code source}.
   *
   * @param ends from when on no longer; null for no end
   * @return its id; empty if the key was there already, which changes nothing of it
   */
  public Optional<Long> add(String key, String source, @Nullable Instant ends) {
    return jdbc.sql(
            "insert into write_key (hash, source, ends_at) values (:hash, :source, cast(:ends as"
                + " timestamptz)) on conflict do nothing returning id")
        .param("hash", hash(key))
        .param("source", source)
        .param("ends", ends == null ? null : ends.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .optional();
  }

  /** All keys, also those that have ended, oldest first. */
  public List<Key> list() {
    return jdbc.sql(
            "select id, source, created_at as created, ends_at as ends,"
                + " coalesce(ends_at <= now(), false) as ended from write_key order by id")
        .query(
            (row, number) ->
                new Key(
                    row.getLong("id"),
                    row.getString("source"),
                    row.getTimestamp("created").toInstant(),
                    row.getTimestamp("ends") == null ? null : row.getTimestamp("ends").toInstant(),
                    row.getBoolean("ended")))
        .list();
  }

  /**
   * Ends a key. One that ends earlier keeps that end: what was revoked stays so.
   *
   * @param at when, null for at once
   * @return whether there is such a key
   */
  public boolean revoke(long id, @Nullable Instant at) {
    return jdbc.sql(
                "update write_key set ends_at = least(ends_at, coalesce(cast(:at as timestamptz),"
                    + " now())) where id = :id")
            .param("id", id)
            .param("at", at == null ? null : at.atOffset(ZoneOffset.UTC))
            .update()
        > 0;
  }

  /** The source that a key stands for, if it is known and has not ended. */
  Optional<String> source(String key) {
    return jdbc.sql(
            "select source from write_key where hash = ? and (ends_at is null or ends_at > now())")
        .param(hash(key))
        .query(String.class)
        .optional();
  }

  static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
