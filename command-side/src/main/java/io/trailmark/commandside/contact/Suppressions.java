package io.trailmark.commandside.contact;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.InstallationSecrets;
import io.trailmark.eventstore.KeyedHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Addresses that nothing is sent to, whoever has them. Only keyed hashes are kept, so an erased
 * person stays suppressed and nobody can tell who it was.
 */
@Component
public class Suppressions {
  private final JdbcClient jdbc;
  private final BusinessClock clock;
  private final KeyedHash keyed;

  Suppressions(JdbcClient jdbc, BusinessClock clock, InstallationSecrets secrets) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.keyed = new KeyedHash(secrets.secret("suppressions"));
  }

  /**
   * Nothing is sent to an address from the return on, but for what was marked as sending before.
   *
   * @param reason kept for ever, so without anything personal; the first stays
   */
  @Transactional
  void suppress(Channel channel, String address, String reason) {
    suppress(hash(channel, address), reason);
  }

  /**
   * The same of a customer, whatever the address: so it stays when they get another.
   *
   * @param customer internal key
   */
  @Transactional
  void suppress(String customer, String reason) {
    suppress(hash(customer), reason);
  }

  /**
   * What was said of a customer is said of whom they are joined to, in the caller's transaction.
   *
   * @param customer internal key
   * @param into internal key
   */
  void join(String customer, String into) {
    byte[] hash = hash(into);
    lock("pg_advisory_xact_lock", hash);
    jdbc.sql(
            "insert into suppression (hash, reason, since) select ?, reason, since from suppression"
                + " where hash = ? on conflict do nothing")
        .params(List.of(hash, hash(customer)))
        .update();
  }

  private void suppress(byte[] hash, String reason) {
    lock("pg_advisory_xact_lock", hash);
    jdbc.sql(
            "insert into suppression (hash, reason, since) values (?, ?, ?) on conflict do nothing")
        .params(List.of(hash, reason, clock.millis()))
        .update();
  }

  /**
   * Lets messages go to an address again.
   *
   * @return false: it was not suppressed
   */
  @Transactional
  boolean lift(Channel channel, String address) {
    return jdbc.sql("delete from suppression where hash = ?").param(hash(channel, address)).update()
        > 0;
  }

  /**
   * Whether an address is suppressed. In a transaction it stays as it is until the end: a
   * suppression that comes meanwhile waits.
   */
  boolean isSuppressed(Channel channel, String address) {
    return isSuppressed(hash(channel, address));
  }

  /**
   * What of all that was asked for is suppressed, and stays as it is until the transaction ends.
   */
  final class Held {
    private final Set<ByteBuffer> suppressed;

    private Held(Set<ByteBuffer> suppressed) {
      this.suppressed = suppressed;
    }

    boolean holds(String customer) {
      return suppressed.contains(ByteBuffer.wrap(hash(customer)));
    }

    boolean holds(Channel channel, String address) {
      return suppressed.contains(ByteBuffer.wrap(hash(channel, address)));
    }
  }

  /**
   * Customers and their addresses, all together.
   *
   * @param addresses by customer
   */
  Held held(Collection<String> customers, Map<String, Map<Channel, String>> addresses) {
    List<byte[]> hashes = new ArrayList<>();
    customers.forEach(customer -> hashes.add(hash(customer)));
    addresses
        .values()
        .forEach(of -> of.forEach((channel, address) -> hashes.add(hash(channel, address))));
    Long[] locks =
        hashes.stream().map(h -> ByteBuffer.wrap(h).getLong()).distinct().toArray(Long[]::new);
    jdbc.sql(
            "select count(pg_advisory_xact_lock_shared(l)) from (select l from unnest(?::bigint[])"
                + " l order by l) ls")
        .param(locks)
        .query(Long.class)
        .single();
    // A statement of its own: what was waited for is seen by the next one.
    Set<ByteBuffer> suppressed = new HashSet<>();
    jdbc.sql("select hash from suppression where hash = any(?)")
        .param(hashes.toArray(byte[][]::new))
        .query(
            row -> {
              suppressed.add(ByteBuffer.wrap(row.getBytes(1)));
            });
    return new Held(suppressed);
  }

  private boolean isSuppressed(byte[] hash) {
    lock("pg_advisory_xact_lock_shared", hash);
    return jdbc.sql("select exists (select 1 from suppression where hash = ?)")
        .param(hash)
        .query(Boolean.class)
        .single();
  }

  private void lock(String how, byte[] hash) {
    jdbc.sql("select " + how + "(?)")
        .param(ByteBuffer.wrap(hash).getLong())
        .query((row, n) -> true)
        .single();
  }

  private byte[] hash(String customer) {
    return keyed.of("customer\n" + customer);
  }

  private byte[] hash(Channel channel, String address) {
    return keyed.of(channel.text() + "\n" + channel.normal(address));
  }
}
