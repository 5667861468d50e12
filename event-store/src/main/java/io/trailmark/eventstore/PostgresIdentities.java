package io.trailmark.eventstore;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@link Identities} in the table {@code identity}. */
final class PostgresIdentities implements Identities {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 20;

  private final JdbcTemplate jdbc;
  private final SecureRandom random = new SecureRandom();

  PostgresIdentities(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Map<String, String> keysOf(Collection<String> sourceIds) {
    return map(
        "select source_id, coalesce(joined_into, customer) from identity where source_id = any(?)",
        sourceIds);
  }

  @Override
  public Map<String, String> resolve(Collection<String> sourceIds) {
    Map<String, String> known = keysOf(sourceIds);
    List<String> missing =
        sourceIds.stream().filter(id -> !known.containsKey(id)).sorted().distinct().toList();
    if (missing.isEmpty()) {
      return known;
    }
    // Sorted: two transactions that resolve the same new ids wait for each other in one order.
    jdbc.update(
        "insert into identity (customer, source_id) select * from unnest(?::text[], ?::text[]) on"
            + " conflict do nothing",
        missing.stream().map(id -> newKey()).toArray(String[]::new),
        missing.toArray(String[]::new));
    known.putAll(keysOf(missing));
    return known;
  }

  @Override
  public Map<String, String> sourceIdsOf(Collection<String> customers) {
    return map(
        "select i.customer, now.source_id from identity i join identity now on now.customer ="
            + " coalesce(i.joined_into, i.customer) where i.customer = any(?) and now.source_id is"
            + " not null",
        customers);
  }

  @Override
  public Optional<String> find(String sourceIdOrKey) {
    if (!canBeKept(sourceIdOrKey)) {
      return Optional.empty();
    }
    return jdbc
        .queryForList(
            "select coalesce(joined_into, customer) from identity where source_id = ? or customer ="
                + " ? order by source_id is not distinct from ? desc limit 1",
            String.class,
            sourceIdOrKey,
            sourceIdOrKey,
            sourceIdOrKey)
        .stream()
        .findFirst();
  }

  @Override
  public List<String> trailsOf(String customer) {
    List<String> trails = new ArrayList<>(List.of(customer));
    trails.addAll(
        jdbc.queryForList(
            "select customer from identity where joined_into = ? order by customer",
            String.class,
            customer));
    return trails;
  }

  /** PostgreSQL takes neither NUL nor half a surrogate pair: nobody is called so. */
  private static boolean canBeKept(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private Map<String, String> map(String sql, Collection<String> of) {
    Map<String, String> found = new HashMap<>();
    if (!of.isEmpty()) {
      jdbc.query(
          sql,
          row -> {
            found.put(row.getString(1), row.getString(2));
          },
          (Object) of.toArray(String[]::new));
    }
    return found;
  }

  private String newKey() {
    byte[] drawn = new byte[LENGTH];
    random.nextBytes(drawn);
    StringBuilder key = new StringBuilder(LENGTH);
    for (byte b : drawn) {
      // As many letters as fit into a byte a whole number of times: each is as likely.
      key.append(ALPHABET.charAt(Byte.toUnsignedInt(b) % ALPHABET.length()));
    }
    return key.toString();
  }
}
