package io.trailmark.benchmarks;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.trailmark.queryside.history.HistoryMemory;
import io.trailmark.queryside.history.HistorySize;
import io.trailmark.queryside.history.HistorySnapshot;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The read model of all activities, rebuilt from the event store, beside a plain JDBC scan of the
 * same rows in the same run; what it takes to store, and to load into memory. PostgreSQL, MongoDB
 * and query side share the machine.
 *
 * <p>Arguments: activities (1,000,000), customers (20,000), rounds (3).
 */
public final class HistoryRebuild {
  private static final String INSERT =
      """
      insert into domain_event (aggregate, sequence, aggregate_type, recorded_at, payload_type, payload)
      select key, row_number() over (partition by key order by i), 'Customer', 1323475200000,
        'io.trailmark.sharedevents.ActivityRecorded',
        convert_to('{"customer":"' || key || '","source":"shop","message":"' || md5(i::text)
          || md5(key) || '","kind":"' || case when dice < 35 then 'order_placed' when dice < 40
          then 'order_refunded' when dice < 100 then 'cart_item_added' when dice < 300 then
          'message_opened' when dice < 350 then 'message_clicked' when dice < 550 then
          'message_sent' else 'product_viewed' end || '","occurredAt":' || 1260403200000
          + (random() * 63072000000)::bigint || case when dice < 40 then ',"amount":' || (2000 *
          exp(random() * 2))::int else '' end || ',"properties":' || case when dice < 100 or dice
          >= 550 then '{"category":"c' || (random() * 40)::int || '"}' else '{}' end ||
          ',"history":false}', 'UTF8')
      from (select i, (random() * 999)::int as dice, translate(substr(md5(c::text) || md5('x' || c),
          1, 20), '01', 'yz') as key
        from (select i, (%d * power(random(), 1.6))::int as c from generate_series(1, %d) i) drawn)
        made
      order by i
      """;

  private HistoryRebuild() {}

  public static void main(String[] args) throws Exception {
    int activities = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int customers = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "2GB")
            .start()) {
      Path file = Files.createTempDirectory("trailmark-history").resolve("mongo.mv");
      MongoServer mongo = new MongoServer(new H2Backend(file.toString()));
      String uri = "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/history";
      String url = postgres.getJdbcUrl("postgres", "postgres");
      QuerySide.start(url, uri).close();
      // The driver fetches bytes as hexadecimal text until a statement has run five times.
      try (Connection asText = DriverManager.getConnection(url + "&prepareThreshold=0");
          Connection asBytes = DriverManager.getConnection(url + "&prepareThreshold=-1")) {
        asText.createStatement().execute(INSERT.formatted(customers, activities));
        asText.createStatement().execute("vacuum analyze domain_event");
        try (QuerySide side = QuerySide.start(url, uri)) {
          run(side, asText, asBytes, activities, rounds);
        }
      }
      mongo.shutdownNow();
    }
    System.exit(0);
  }

  private static void run(
      QuerySide side, Connection asText, Connection asBytes, int activities, int rounds)
      throws Exception {
    side.await(activities);
    double[] ofText = new double[rounds];
    double[] ofBytes = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      double text = scan(asText);
      double bytes = scan(asBytes);
      double rebuilt = rebuild(side, activities);
      ofText[i] = text / rebuilt;
      ofBytes[i] = bytes / rebuilt;
      System.out.printf(
          "raw scan %.2f s as text, %.2f s as bytes, rebuild %.2f s (%,.0f/s): %.2f, %.2f of its"
              + " speed%n",
          text, bytes, rebuilt, activities / rebuilt, ofText[i], ofBytes[i]);
    }
    Arrays.sort(ofText);
    Arrays.sort(ofBytes);
    System.out.printf(
        "median %.2f of a scan as text, %.2f of one as bytes (goal 0.80)%n",
        ofText[rounds / 2], ofBytes[rounds / 2]);
    HistoryMemory memory = side.context().getBean(HistoryMemory.class);
    HistorySize size = memory.stored();
    System.out.printf(
        "%,d activities in %d stretches; bytes each: %.2f base, %.2f keys, %.2f properties%n",
        size.activities(),
        size.stretches(),
        (double) size.base() / size.activities(),
        (double) size.keys() / size.activities(),
        (double) size.properties() / size.activities());
    long start = System.nanoTime();
    try (HistorySnapshot snapshot = memory.current()) {
      System.out.printf(
          "loaded %,d activities in %.2f s, about %,d bytes%n",
          snapshot.activities(), Elapsed.seconds(start), memory.bytes());
    }
    start = System.nanoTime();
    memory.current().close();
    System.out.printf("asked again: %.1f ms%n", Elapsed.seconds(start) * 1_000);
  }

  /** Every row's position and payload, and nothing done with them. */
  private static double scan(Connection connection) throws SQLException {
    long start = System.nanoTime();
    connection.setAutoCommit(false);
    long bytes = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "select global_index, payload from domain_event where payload_type = ? order by"
                + " global_index")) {
      select.setFetchSize(2_000);
      select.setString(1, "io.trailmark.sharedevents.ActivityRecorded");
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          bytes += rows.getLong(1) + rows.getBytes(2).length;
        }
      }
    }
    connection.commit();
    if (bytes == 0) {
      throw new IllegalStateException("nothing there");
    }
    return Elapsed.seconds(start);
  }

  private static double rebuild(QuerySide side, long end) throws Exception {
    long start = System.nanoTime();
    String begun = side.post("/api/projections/history/rebuild", "");
    long generation = number(begun, "\"building\":(\\d+)");
    while (true) {
      String row = row(side.get("/api/projections"));
      if (number(row, "\"generation\":(\\d+)") == generation
          || number(row, "\"buildingPosition\":(\\d+)") >= end) {
        return Elapsed.seconds(start);
      }
      Thread.sleep(20);
    }
  }

  private static String row(String answer) {
    Matcher row = Pattern.compile("\\{\"name\":\"history\"[^}]*").matcher(answer);
    return row.find() ? row.group() : "";
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : -1;
  }
}
