package io.trailmark.eventstore.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The credentials of an installation: write keys, several for each source, and tokens. Only their
 * hashes are stored. They end by the machine time of PostgreSQL: business time may be set.
 */
public class KeyRing {
  /** The scope of a write key. */
  public static final Set<Scope> WRITE_KEY = Set.of(Scope.INGEST);

  /**
   * A credential, by what may be told of it.
   *
   * @param id names it
   * @param name whose it is; the source of what is recorded with it
   * @param origins of web pages that may show it, {@code https://shop.example}
   * @param ends from when on it lets nobody in, null if it has no end
   * @param ended whether that has come
   */
  public record Credential(
      long id,
      String name,
      Set<Scope> scopes,
      Set<String> origins,
      Instant created,
      @Nullable Instant ends,
      boolean ended) {

    private static Credential of(ResultSet row, int number) throws SQLException {
      Timestamp ends = row.getTimestamp("ends_at");
      return new Credential(
          row.getLong("id"),
          row.getString("name"),
          scopesOf(row.getArray("scopes")),
          Set.of((String[]) row.getArray("origins").getArray()),
          row.getTimestamp("created_at").toInstant(),
          ends == null ? null : ends.toInstant(),
          row.getBoolean("ended"));
    }

    private static Set<Scope> scopesOf(Array labels) throws SQLException {
      return Arrays.stream((String[]) labels.getArray())
          .map(label -> Scope.valueOf(label.toUpperCase(Locale.ROOT)))
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    /** As what its requests are counted. */
    public String counted() {
      return "credential " + id;
    }

    /** Whether it is a write key and no more. */
    public boolean isWriteKey() {
      return scopes.equals(WRITE_KEY);
    }
  }

  private static final String COLUMNS =
      "select id, name, scopes, origins, created_at, ends_at, coalesce(ends_at <= now(), false) as"
          + " ended from credential ";

  private final JdbcClient jdbc;

  KeyRing(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The credentials in a database, without a running node.
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
   * Lets whoever has {@code secret} do what is in {@code scopes}.
   *
   * @param ends from when on no longer; null for no end
   * @return its id; empty if the secret was there already, which changes nothing of it
   */
  public Optional<Long> add(String secret, String name, Set<Scope> scopes, @Nullable Instant ends) {
    return jdbc.sql(
            "insert into credential (hash, name, scopes, ends_at) values (:hash, :name, :scopes,"
                + " cast(:ends as timestamptz)) on conflict do nothing returning id")
        .param("hash", hash(secret))
        .param("name", name)
        .param("scopes", scopes.stream().sorted().map(Scope::label).toArray(String[]::new))
        .param("ends", ends == null ? null : ends.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .optional();
  }

  /** Lets web pages of {@code origins}, and of no others, show a secret from browsers. */
  public void showFrom(String secret, Set<String> origins) {
    jdbc.sql("update credential set origins = :origins where hash = :hash")
        .param("origins", origins.toArray(String[]::new))
        .param("hash", hash(secret))
        .update();
  }

  /** Of all that has not ended. */
  Set<String> origins() {
    return Set.copyOf(
        jdbc.sql(
                "select distinct unnest(origins) from credential where ends_at is null or ends_at >"
                    + " now()")
            .query(String.class)
            .list());
  }

  /** All of them, also those that have ended, oldest first. */
  public List<Credential> list() {
    return jdbc.sql(COLUMNS + "order by id").query(Credential::of).list();
  }

  /**
   * Ends a credential. One that ends earlier keeps that end: what was revoked stays so.
   *
   * @param at when, null for at once
   * @return whether there is such a credential
   */
  public boolean revoke(long id, @Nullable Instant at) {
    return jdbc.sql(
                "update credential set ends_at = least(ends_at, coalesce(cast(:at as timestamptz),"
                    + " now())) where id = :id")
            .param("id", id)
            .param("at", at == null ? null : at.atOffset(ZoneOffset.UTC))
            .update()
        > 0;
  }

  /** What a secret stands for, if it is known and has not ended. */
  Optional<Credential> find(String secret) {
    return jdbc.sql(COLUMNS + "where hash = ? and (ends_at is null or ends_at > now())")
        .param(hash(secret))
        .query(Credential::of)
        .optional();
  }

  /** Whether there has ever been a token: revoking the last one must open nothing. */
  boolean knowsTokens() {
    return jdbc.sql("select exists (select from credential where scopes <> '{ingest}')")
        .query(Boolean.class)
        .single();
  }

  static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
