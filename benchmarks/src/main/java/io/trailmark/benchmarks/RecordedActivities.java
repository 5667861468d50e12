package io.trailmark.benchmarks;

import io.trailmark.segmentation.playbook.Playbook;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Writes events as the command side does, straight into the event store's table. */
final class RecordedActivities implements GeneratedHistory.Sink, AutoCloseable {
  private static final long AT = 1_323_475_200_000L;
  private static final int AT_ONCE = 20_000;
  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";
  private static final int KEY_LENGTH = 20;

  private static final String PLAYBOOK =
      """
      insert into domain_event (aggregate, sequence, aggregate_type, recorded_at, payload_type, payload)
      values
        ('playbook', 0, 'Playbook', %1$d, 'io.trailmark.sharedevents.PlaybookDrafted', convert_to(
          json_build_object('playbook', 'playbook', 'version', 1, 'text', ?::text, 'at', %1$d)::text, 'UTF8')),
        ('playbook', 1, 'Playbook', %1$d, 'io.trailmark.sharedevents.PlaybookActivated', convert_to(
          json_build_object('playbook', 'playbook', 'version', 1, 'at', %1$d, 'startSequences', false)::text, 'UTF8'))
      """
          .formatted(AT);

  private static final String ACTIVITIES =
      """
      insert into domain_event (aggregate, sequence, aggregate_type, recorded_at, payload_type, payload)
      select key, sequence, 'Customer', %d, 'io.trailmark.sharedevents.ActivityRecorded',
        convert_to('{"customer":"' || key || '","source":"shop","message":"' || md5(key || sequence)
          || '","kind":"' || kind || '","occurredAt":' || at
          || case when amount > 0 then ',"amount":' || amount else '' end
          || ',"properties":{},"history":false}', 'UTF8')
      from unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
        as activity (key, sequence, kind, at, amount)
      """
          .formatted(AT);

  private final Connection connection;
  private final PreparedStatement insert;
  private final String[] keys;
  private final long[] sequences;
  private final String[] key = new String[AT_ONCE];
  private final Long[] sequence = new Long[AT_ONCE];
  private final String[] kind = new String[AT_ONCE];
  private final Long[] at = new Long[AT_ONCE];
  private final Long[] amount = new Long[AT_ONCE];
  private int size;

  RecordedActivities(Connection connection, GeneratedHistory of) throws SQLException {
    this.connection = connection;
    this.insert = connection.prepareStatement(ACTIVITIES);
    this.sequences = new long[of.customers()];
    Random random = new Random(of.seed());
    this.keys = Stream.generate(() -> key(random)).limit(of.customers()).toArray(String[]::new);
    connection.createStatement().execute("set synchronous_commit = off");
  }

  /** As keys of customers are: random. */
  private static String key(Random random) {
    StringBuilder key = new StringBuilder();
    while (key.length() < KEY_LENGTH) {
      key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return key.toString();
  }

  /** Puts a playbook in force. */
  static void activate(Connection connection, String playbook) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(PLAYBOOK)) {
      insert.setString(1, Playbook.complete(playbook));
      insert.executeUpdate();
    }
  }

  @Override
  public void add(int customer, String what, long when, long value) throws SQLException {
    key[size] = keys[customer];
    sequence[size] = sequences[customer]++;
    kind[size] = what;
    at[size] = when;
    amount[size++] = value;
    if (size == AT_ONCE) {
      write();
    }
  }

  private void write() throws SQLException {
    set(1, "text", key);
    set(2, "bigint", sequence);
    set(3, "text", kind);
    set(4, "bigint", at);
    set(5, "bigint", amount);
    insert.executeUpdate();
    size = 0;
  }

  private void set(int parameter, String type, Object[] values) throws SQLException {
    Array array = connection.createArrayOf(type, Arrays.copyOf(values, size));
    insert.setArray(parameter, array);
  }

  @Override
  public void close() throws SQLException {
    write();
    insert.close();
  }
}
