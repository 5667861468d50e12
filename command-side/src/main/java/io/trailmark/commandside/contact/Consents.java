package io.trailmark.commandside.contact;

import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.Identities;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people agreed to: of each purpose and channel everything they said, the latest counts. */
@Component
public class Consents {
  /** The purpose of sequences and campaigns. */
  public static final String MARKETING = "marketing";

  private final JdbcClient jdbc;
  private final Identities identities;
  private final CustomerTransactions transactions;

  Consents(JdbcClient jdbc, Identities identities, CustomerTransactions transactions) {
    this.jdbc = jdbc;
    this.identities = identities;
    this.transactions = transactions;
  }

  /**
   * What somebody said.
   *
   * @param purpose what for, {@code [a-z][a-z0-9_-]{0,31}}
   * @param at when, milliseconds
   */
  record Said(String purpose, Channel channel, long at, boolean given) {

    /** No more marketing. */
    static Said noMore(Channel channel, long at) {
      return new Said(MARKETING, channel, at, false);
    }
  }

  /**
   * Notes what somebody said. What is taken back here counts for every message that is not marked
   * as sending by the return.
   *
   * @param source who tells it
   */
  void say(String sourceId, List<Said> said, String source) {
    transactions.inTransaction(session -> noted(sourceId, said, source));
  }

  /** Notes what this server was told, in the caller's transaction. */
  void note(String sourceId, List<Said> said) {
    noted(sourceId, said, "trailmark");
  }

  /**
   * Takes back the consent to marketing, in the caller's transaction.
   *
   * @return false: it was taken back before
   */
  boolean takeBack(String sourceId, Channel channel, long now) {
    String customer = held(sourceId);
    if (!given(customer, MARKETING, channel).orElse(true)) {
      return false;
    }
    // A source whose clock is ahead may have told of a consent to come.
    long at = Math.max(now, lastSaid(customer, channel) + 1);
    note(customer, Said.noMore(channel, at), "trailmark");
    return true;
  }

  private long lastSaid(String customer, Channel channel) {
    return jdbc.sql(
            "select coalesce(max(at), 0) from consent where customer = ? and purpose = ? and"
                + " channel = ?")
        .params(List.of(customer, MARKETING, channel.text()))
        .query(Long.class)
        .single();
  }

  private boolean noted(String sourceId, List<Said> said, String source) {
    String customer = held(sourceId);
    said.forEach(one -> note(customer, one, source));
    return true;
  }

  /** Who it is, whom nobody erases, joins or writes to until the transaction ends. */
  private String held(String sourceId) {
    String customer =
        Objects.requireNonNull(identities.resolve(Set.of(sourceId)).get(sourceId), sourceId);
    Contacts.hold(jdbc, sourceId, customer);
    // Messages are marked as sending by who holds this; who has no such row gets none.
    jdbc.sql("select 1 from customer where customer = ? for update")
        .param(customer)
        .query((row, n) -> true)
        .optional();
    return customer;
  }

  private void note(String customer, Said said, String source) {
    jdbc.sql(
            "insert into consent (customer, purpose, channel, at, given, source) values (?, ?, ?,"
                + " ?, ?, ?) on conflict (customer, purpose, channel, at) do update set given ="
                + " excluded.given, source = excluded.source")
        .params(
            List.of(
                customer, said.purpose(), said.channel().text(), said.at(), said.given(), source))
        .update();
  }

  /** What somebody said last, empty if they never said anything. */
  Optional<Boolean> given(String customer, String purpose, Channel channel) {
    return jdbc.sql(
            "select given from consent where customer = ? and purpose = ? and channel = ? order by"
                + " at desc limit 1")
        .params(List.of(customer, purpose, channel.text()))
        .query(Boolean.class)
        .optional();
  }
}
