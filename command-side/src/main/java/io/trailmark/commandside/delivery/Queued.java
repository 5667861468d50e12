package io.trailmark.commandside.delivery;

import io.trailmark.sharedevents.MessageIntended;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from the queue: a message, or a fact that a webhook is told.
 *
 * @param item what it is, the same whenever it is tried
 * @param message null: a fact
 * @param fact null: a message
 * @param attempts how often it was taken and came back, this time not counted
 * @param firstMachine machine time when it came into the queue
 */
public record Queued(
    long id,
    String item,
    String customer,
    @Nullable MessageIntended message,
    @Nullable String fact,
    int attempts,
    long firstMachine) {
  static final String COLUMNS =
      "d.id, d.item, d.customer, d.run, d.sequence, d.step, d.channel, d.template, d.intended_at,"
          + " d.fact, d.attempts, d.first_machine";

  static Queued of(ResultSet row, int number) throws SQLException {
    String run = row.getString(4);
    return new Queued(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        run == null
            ? null
            : new MessageIntended(
                row.getString(3),
                run,
                row.getString(5),
                row.getInt(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9)),
        row.getString(10),
        row.getInt(11),
        row.getLong(12));
  }

  /** The intent of a message. */
  MessageIntended intended() {
    return Objects.requireNonNull(message, item);
  }

  Delivery.Message toSend() {
    MessageIntended m = intended();
    return new Delivery.Message(
        m.customer(), m.run(), m.sequence(), m.step(), m.channel(), m.template());
  }
}
