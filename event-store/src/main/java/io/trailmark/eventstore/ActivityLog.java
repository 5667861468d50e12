package io.trailmark.eventstore;

import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.CustomerJoined;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The activities in the log, read about as fast as PostgreSQL hands out their rows: nothing else is
 * fetched, one thread fetches while another parses, and no messages are made of them.
 *
 * <p>What is read ends at a position that the log is settled up to (see {@link LogReader}), so
 * nothing may still come before it: gaps need not be looked at.
 */
public final class ActivityLog {
  private static final String ACTIVITY = ActivityRecorded.class.getName();
  private static final String JOIN = CustomerJoined.class.getName();
  private static final String SELECT =
      "select global_index, payload, payload_type = ? from domain_event where global_index > ? and"
          + " global_index <= ? and payload_type in (?, ?) order by global_index";
  private static final int FETCHED = 2_000;
  private static final int AHEAD = 16;

  private final DataSource database;
  private final LogReader log;
  private final @Nullable PostgresEventStorageEngine slowly;

  /**
   * @param slowly reads events in Axon's way, through upcasters; null: there are none, so what is
   *     stored is as it would be stored today
   */
  ActivityLog(DataSource database, @Nullable PostgresEventStorageEngine slowly) {
    this.database = database;
    this.log = new LogReader(Outside.of(database));
    this.slowly = slowly;
  }

  /**
   * A position that everything acknowledged before this call is at or before, and that nothing may
   * still come before. Waits for transactions that may bring something.
   *
   * @throws IllegalStateException if one of them runs for over a minute
   */
  public long settled() {
    return log.settled();
  }

  /** The same without waiting: what such transactions may follow with is left out. */
  public long settledByNow() {
    return log.settledByNow();
  }

  /**
   * Reads the activities after a position, and which customers were joined, in order.
   *
   * @param upTo a position that {@link #settled} or {@link #settledByNow} answered
   * @param to is told each, on this thread; what it throws ends the reading
   */
  public void read(long after, long upTo, Consumer<Logged> to) {
    if (after >= upTo) {
      return;
    }
    if (slowly != null) {
      readSlowly(slowly, after, upTo, to);
    } else {
      readFast(after, upTo, to);
    }
  }

  private static void readSlowly(
      PostgresEventStorageEngine engine, long after, long upTo, Consumer<Logged> to) {
    long last = after;
    while (last < upTo) {
      PostgresEventStorageEngine.Batch batch = engine.next(last);
      if (batch.last() == last) {
        throw new IllegalStateException("the log is not settled up to " + upTo);
      }
      for (TrackedEventMessage<?> message : batch.events()) {
        long position = PostgresEventStorageEngine.index(message.trackingToken());
        Logged logged = position > upTo ? null : logged(position, message.getPayload());
        if (logged != null) {
          to.accept(logged);
        }
      }
      last = batch.last();
    }
  }

  private static @Nullable Logged logged(long position, Object event) {
    return switch (event) {
      case ActivityRecorded e ->
          new LoggedActivity(
              position,
              e.customer(),
              e.source(),
              e.kind(),
              e.occurredAt(),
              e.amount(),
              e.currency(),
              e.properties(),
              e.trail());
      case CustomerJoined e -> new LoggedJoin(position, e.customer(), e.at());
      default -> null;
    };
  }

  /** Rows as they came, their payloads one after the other; a batch without any is the last. */
  private static final class Batch {
    private final long[] positions = new long[FETCHED];
    private final boolean[] joins = new boolean[FETCHED];
    private byte[] payloads = new byte[FETCHED << 8];
    private int size;
    private int length;

    void add(long position, byte[] payload, boolean join) {
      if (length + payload.length > payloads.length) {
        payloads = Arrays.copyOf(payloads, Math.max(length + payload.length, 2 * length));
      }
      System.arraycopy(payload, 0, payloads, length, payload.length);
      length += payload.length;
      joins[size] = join;
      positions[size++] = position;
    }
  }

  private void readFast(long after, long upTo, Consumer<Logged> to) {
    Fetch fetch = new Fetch(after, upTo);
    Thread fetching = Thread.ofPlatform().daemon().name("activity-log").start(fetch);
    try {
      ActivityParser parser = new ActivityParser();
      for (Batch b = fetch.queue.take(); b.size > 0; b = fetch.queue.take()) {
        parser.parse(b.payloads, b.length, b.positions, b.joins, to);
      }
      if (fetch.failure != null) {
        throw new DataAccessResourceFailureException("the log cannot be read", fetch.failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      fetching.interrupt();
    }
  }

  /** Fetches ahead of who parses. */
  private final class Fetch implements Runnable {
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(AHEAD);
    private final long after;
    private final long upTo;
    private volatile @Nullable Exception failure;

    Fetch(long after, long upTo) {
      this.after = after;
      this.upTo = upTo;
    }

    @Override
    public void run() {
      try {
        try (Connection connection = database.getConnection()) {
          connection.setAutoCommit(false);
          try {
            fetch(connection);
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        } catch (SQLException e) {
          failure = e;
        }
        queue.put(new Batch());
      } catch (InterruptedException e) {
        // Nobody takes anything any more.
      }
    }

    private void fetch(Connection connection) throws SQLException, InterruptedException {
      try (PreparedStatement select = connection.prepareStatement(SELECT)) {
        select.setFetchSize(FETCHED);
        // Bytes as they are from the first execution on, not as hexadecimal text.
        select.unwrap(PGStatement.class).setPrepareThreshold(-1);
        select.setString(1, JOIN);
        select.setLong(2, after);
        select.setLong(3, upTo);
        select.setString(4, ACTIVITY);
        select.setString(5, JOIN);
        try (ResultSet rows = select.executeQuery()) {
          Batch batch = new Batch();
          while (rows.next()) {
            batch.add(rows.getLong(1), rows.getBytes(2), rows.getBoolean(3));
            if (batch.size == FETCHED) {
              queue.put(batch);
              batch = new Batch();
            }
          }
          if (batch.size > 0) {
            queue.put(batch);
          }
        }
      }
    }
  }
}
