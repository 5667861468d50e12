package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a transaction open that drew events' indexes, while others record; then commits it. Appends
 * must not notice, and every projection must have seen everything in the end: what the transaction
 * recorded is shown as well.
 *
 * <p>Arguments: seconds to hold (90), port (8097).
 */
public final class StuckTransaction {
  private static final long NOW = 1_323_475_200_000L;
  private static final int BATCH = 100;
  private static final String CUSTOMER = "stuck";

  /** No other customer comes from there: a segment of an earlier playbook. */
  private static final String FROM = "newcomer";

  private StuckTransaction() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 90;
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8097;
    System.out.printf("a transaction is held open for %d s while others commit%n", seconds);
    Path data = Files.createTempDirectory("trailmark-stuck").resolve("data");
    boolean right;
    try (Server server = Server.start(data, port, "--now", "2011-12-10T00:00:00Z")) {
      right = run(server, seconds);
    }
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }

  private static boolean run(Server server, int seconds) throws Exception {
    List<Activity> made = new ArrayList<>(new ActivityGenerator(7, NOW, 500).make(seconds * BATCH));
    Activity order = new Activity("stuck-1", CUSTOMER, "order_placed", NOW - 1, 100L);
    try (Connection stuck = server.database()) {
      stuck.setAutoCommit(false);
      record(stuck, order, server.now());
      recordOthers(server, made, seconds);
      stuck.commit();
    }
    made.add(order);
    long start = System.nanoTime();
    server.awaitProjected();
    System.out.printf(
        "projections caught up %.1f s after the commit%n", (System.nanoTime() - start) / 1e9);
    boolean right = isShown(server);
    // Its delivery reviews the customer, whom the survey that the comparison takes then counts.
    return right & isDelivered(server) & Compare.segments(server, made);
  }

  private static void recordOthers(Server server, List<Activity> made, int seconds)
      throws Exception {
    long slowest = 0;
    for (int i = 0; i < seconds; i++) {
      long start = System.nanoTime();
      Server.Answer answer =
          server.post("/v1/activities", Server.batch(made.subList(i * BATCH, i * BATCH + BATCH)));
      if (Server.number(answer.body(), "accepted") != BATCH) {
        throw new IllegalStateException(answer.toString());
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
      Thread.sleep(Math.max(0, 1_000 - (System.nanoTime() - start) / 1_000_000));
    }
    System.out.printf("slowest append meanwhile: %,d ms%n", slowest / 1_000_000);
  }

  /** A buyer as the command side would record one: an event for every projection. */
  private static void record(Connection db, Activity order, long at) throws SQLException {
    db.createStatement().execute("insert into identity values ('stuck-key', 'stuck')");
    db.createStatement().execute("insert into customer values ('stuck-key', 3)");
    append(
        db,
        0,
        at,
        "ActivityRecorded",
        """
        {"customer":"stuck-key","source":"benchmark","message":"%s","kind":"%s","occurredAt":%d,\
        "amount":%d,"properties":{},"history":false}\
        """
            .formatted(order.messageId(), order.kind(), order.at(), order.amount()));
    append(
        db,
        1,
        at,
        "SegmentEntered",
        """
        {"customer":"stuck-key","segment":"recent","playbookVersion":1,"at":%d,"cause":"ACTIVITY",\
        "quiet":false}\
        """
            .formatted(at));
    append(
        db,
        2,
        at,
        "PrimarySegmentChanged",
        """
        {"customer":"stuck-key","from":"%s","to":"recent","playbookVersion":1,"at":%d,\
        "quiet":false}\
        """
            .formatted(FROM, at));
    append(
        db,
        3,
        at,
        "MessageIntended",
        """
        {"customer":"stuck-key","run":"stuck-key/post-purchase/1","sequence":"post-purchase",\
        "step":1,"channel":"email","template":"thank-you","at":%d}\
        """
            .formatted(at));
  }

  private static void append(Connection db, int sequence, long at, String type, String json)
      throws SQLException {
    try (PreparedStatement insert =
        db.prepareStatement(
            "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                + " payload_type, payload) values ('stuck-key', ?, 'Customer', ?, ?,"
                + " convert_to(?, 'UTF8'))")) {
      insert.setInt(1, sequence);
      insert.setLong(2, at);
      insert.setString(3, "io.trailmark.sharedevents." + type);
      insert.setString(4, json);
      insert.execute();
    }
  }

  /** Over HTTP: by the projections of customers, of movements and of messages. */
  private static boolean isShown(Server server) throws Exception {
    boolean member = server.members("recent").contains(CUSTOMER);
    boolean moved =
        server
            .get("/api/movements")
            .body()
            .contains("\"from\":\"" + FROM + "\",\"to\":\"recent\",\"customers\":1}");
    boolean messaged = messages(server).contains("\"template\":\"thank-you\"");
    System.out.printf(
        "what it recorded: member shown %s, movement counted %s, message shown %s%n",
        member, moved, messaged);
    return member && moved && messaged;
  }

  private static boolean isDelivered(Server server) throws Exception {
    for (int i = 0; i < 100; i++) {
      if (messages(server).contains("\"status\":\"sent\"")) {
        return true;
      }
      Thread.sleep(100);
    }
    System.out.println("its message was not delivered: " + messages(server));
    return false;
  }

  private static String messages(Server server) throws Exception {
    return server.get("/api/messages?customer=" + CUSTOMER).body();
  }
}
